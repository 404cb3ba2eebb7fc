package io.zonekeeper.controllers.provider;

import java.util.Objects;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.MultiAZDatabase;
import io.zonekeeper.api.v1alpha1.MultiAZDatabaseStatus;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.core.aws.AwsTrouble;
import io.zonekeeper.core.aws.DatabasePlan;
import io.zonekeeper.core.aws.FailoverMemory.Failover;
import io.zonekeeper.kube.events.Events;

/** Tells in Events and metrics what becomes of a database. */
final class DatabaseEvents {
    private static final String KIND = "MultiAZDatabase";

    private final Events events;
    private final OperatorMetrics metrics;

    DatabaseEvents(Events events, OperatorMetrics metrics) {
        this.events = events;
        this.metrics = metrics;
    }

    void requested(MultiAZDatabase database, Failover failover) {
        events.normal(
                database,
                "FailoverRequested",
                "AWS was asked to move the writer away from %s%s (%s)"
                        .formatted(
                                failover.from(),
                                failover.to().map(zone -> " to " + zone).orElse(""),
                                failover.incident()));
    }

    void notTaken(MultiAZDatabase database, AwsTrouble trouble) {
        metrics.refused(KIND, "FailoverNotTaken");
        events.warning(
                database,
                "FailoverNotTaken",
                trouble.kind().withoutEffect()
                        ? trouble.getMessage()
                        : "whether AWS took the request is not known, so it is not repeated: " + trouble.getMessage());
    }

    /** Nothing is done about it. */
    void off(MultiAZDatabase database, String reason, String message) {
        metrics.wrote(KIND);
        metrics.refused(KIND, reason);
        events.warning(database, reason, message);
    }

    /** Tells what a status says that the one before did not. */
    void tell(MultiAZDatabase database, MultiAZDatabaseStatus status, DatabasePlan plan) {
        metrics.wrote(KIND);
        plan.moved().ifPresent(move -> {
            metrics.failedOver(move.ours() ? "Zonekeeper" : "AWS", move.took());
            events.normal(
                    database,
                    move.ours() ? "FailedOver" : "FailedOverByAWS",
                    "the writer moved from %s to %s%s"
                            .formatted(
                                    move.from(),
                                    move.to(),
                                    move.took()
                                            .map(took -> " in " + took.toSeconds() + " s")
                                            .orElse("; Zonekeeper had not asked for it")));
        });
        plan.held().filter(why -> !was(database, "FailoverHeld", why.reason())).ifPresent(why -> {
            metrics.refused(KIND, why.reason());
            events.warning(database, why.reason(), why.message());
        });
        status.conditions().stream()
                .filter(condition -> condition.type().equals("Stalled")
                        && condition.status().equals("True")
                        && !was(database, "Stalled", condition.reason()))
                .filter(condition ->
                        plan.held().isEmpty() || !plan.held().get().reason().equals(condition.reason()))
                .forEach(condition -> {
                    metrics.refused(KIND, condition.reason());
                    events.warning(database, condition.reason(), condition.message());
                });
    }

    private static boolean was(MultiAZDatabase database, String type, String reason) {
        return Optional.ofNullable(database.getStatus()).map(MultiAZDatabaseStatus::conditions).stream()
                .flatMap(conditions -> conditions.stream())
                .filter((Condition condition) -> condition.type().equals(type))
                .anyMatch(condition -> Objects.equals(condition.reason(), reason));
    }
}
