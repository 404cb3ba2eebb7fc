package io.zonekeeper.controllers.mongocluster;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.MongoCluster;
import io.zonekeeper.api.v1alpha1.MongoClusterStatus;
import io.zonekeeper.api.v1alpha1.MongoClusterStatus.Gate;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.core.mongo.MongoAction;
import io.zonekeeper.core.reasons.MongoReason;
import io.zonekeeper.core.reasons.Reason;
import io.zonekeeper.kube.events.Events;
import io.zonekeeper.kube.objects.Conditions;

/** Tells in Events and metrics what became of a cluster. */
final class MongoEvents {
    private static final String KIND = "MongoCluster";

    private final Events events;
    private final OperatorMetrics metrics;

    MongoEvents(Events events, OperatorMetrics metrics) {
        this.events = events;
        this.metrics = metrics;
    }

    /** Tells what a status records that the one before did not. */
    void tell(MongoCluster cluster, MongoClusterStatus now) {
        Optional<MongoClusterStatus> before = Optional.ofNullable(cluster.getStatus());
        tellGate(cluster, before.map(MongoClusterStatus::gate), now.gate());
        for (String type : List.of("Stalled", "Held", "Pinned", "Customized")) {
            Optional<Condition> was = before.flatMap(status -> condition(status, type));
            Optional<Condition> is = condition(now, type);
            if (is.isEmpty()
                    || (Conditions.asExpected(is.get())
                            && was.filter(known -> !Conditions.asExpected(known))
                                    .isEmpty())) {
                continue;
            }
            boolean news = was.isEmpty()
                    || !was.get().status().equals(is.get().status())
                    || !was.get().reason().equals(is.get().reason());
            Reason reason = Reason.read(is.get().reason(), MongoReason.values());
            if (news && !Conditions.asExpected(is.get())) {
                metrics.refused(KIND, reason);
                events.warning(cluster, reason, is.get().message());
            } else if (news) {
                events.normal(cluster, reason, is.get().message());
            }
        }
    }

    /** Tells that something was done. */
    void did(MongoCluster cluster, MongoAction action) {
        if (action instanceof MongoAction.Look) {
            return;
        }
        metrics.mongoActed(action);
        events.normal(cluster, Reason.named(action.getClass().getSimpleName()), MongoOperations.describe(action));
    }

    private void tellGate(MongoCluster cluster, Optional<Gate> before, Gate now) {
        if (before.map(Gate::state).filter(now.state()::equals).isPresent()) {
            return;
        }
        if (now.state().equals("Open")) {
            events.normal(cluster, MongoReason.GATE_OPENED, "mongos may be restarted: " + now.reason());
        } else {
            metrics.refused(KIND, MongoReason.GATE_CLOSED);
            events.warning(cluster, MongoReason.GATE_CLOSED, "mongos must not be restarted: " + now.reason());
        }
    }

    private static Optional<Condition> condition(MongoClusterStatus status, String type) {
        return Objects.requireNonNullElse(status.conditions(), List.<Condition>of()).stream()
                .filter(condition -> condition.type().equals(type))
                .findFirst();
    }
}
