package io.zonekeeper.app.zone;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.app.kubernetes.Conditions;
import io.zonekeeper.app.kubernetes.Events;
import io.zonekeeper.app.kubernetes.KubernetesClients;
import io.zonekeeper.app.management.OperatorMetrics;
import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.zone.ZoneEntry;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;

/** Writes the status of Zone objects, only where it changed, and tells of changes in Events. */
public final class ZoneReport {
    private static final String NOT_ACTED_ON =
            "spec.cordon and spec.closure are kept but not acted on by this version: no traffic is moved and no pod drained";

    private final KubernetesClient client;
    private final Events events;
    private final OperatorMetrics metrics;
    private final Clock clock;

    /** Creates a writer. */
    public ZoneReport(KubernetesClient client, Events events, OperatorMetrics metrics, Clock clock) {
        this.client = client;
        this.events = events;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Writes what an entry says into the status of its Zone, which may just have been created and not be cached yet.
     */
    void write(ZoneEntry entry, Optional<Zone> cached) {
        ZoneStatus before = cached.map(Zone::getStatus).orElse(null);
        Long generation = cached.map(zone -> zone.getMetadata().getGeneration()).orElse(1L);
        ZoneStatus after = status(entry, before, generation, cached);
        if (after.equals(before)) {
            return;
        }
        Zone fresh = new Zone();
        fresh.getMetadata().setName(entry.objectName());
        fresh.setStatus(after);
        Zone written = client.resource(fresh)
                .subresource("status")
                .patch(new PatchContext.Builder()
                        .withPatchType(PatchType.SERVER_SIDE_APPLY)
                        .withFieldManager(KubernetesClients.FIELD_MANAGER)
                        .withForce(true)
                        .build());
        metrics.wrote("Zone");
        tell(written, entry, before);
    }

    private ZoneStatus status(ZoneEntry entry, ZoneStatus before, Long generation, Optional<Zone> zone) {
        List<Condition> previous = before == null ? null : before.conditions();
        return new ZoneStatus(
                generation,
                entry.identity().name(),
                emptyToNull(entry.identity().id()),
                emptyToNull(entry.identity().region()),
                entry.slot().isPresent() ? entry.slot().getAsInt() : null,
                new ZoneStatus.NodeCount(entry.nodes(), entry.ready(), entry.schedulable()),
                entry.absentSince().map(Conditions::text).orElse(null),
                Conditions.merge(previous, facts(entry, zone), generation, clock.instant()));
    }

    private static List<ConditionFact> facts(ZoneEntry entry, Optional<Zone> zone) {
        List<ConditionFact> facts = new ArrayList<>();
        if (!entry.problems().isEmpty()) {
            Refusal first = entry.problems().getFirst();
            facts.add(ConditionFact.no(
                    "Ready",
                    first.reason(),
                    entry.problems().stream().map(Refusal::message).collect(Collectors.joining("; "))));
        } else if (entry.present()) {
            facts.add(ConditionFact.yes(
                    "Ready", "Known", "%d of %d nodes ready".formatted(entry.ready(), entry.nodes())));
        } else {
            facts.add(ConditionFact.no("Ready", "NoNodes", "no node carries this zone's label"));
        }
        facts.add(
                entry.present()
                        ? ConditionFact.yes("Present", "NodesFound", "the zone has nodes")
                        : ConditionFact.no(
                                "Present", "NoNodes", "the zone has no nodes; it is remembered through zoneRetention"));
        if (zone.map(Zone::getSpec)
                .filter(spec -> spec.cordon() != null || spec.closure() != null)
                .isPresent()) {
            facts.add(ConditionFact.no("Cordoned", "NotActedOn", NOT_ACTED_ON));
        }
        return facts;
    }

    private void tell(Zone zone, ZoneEntry entry, ZoneStatus before) {
        boolean wasPresent = before != null && before.absentSince() == null;
        if (entry.present() && !wasPresent) {
            events.normal(
                    zone,
                    "ZoneFound",
                    "%s has %d nodes".formatted(entry.identity().display(), entry.nodes()));
        } else if (!entry.present() && wasPresent) {
            events.warning(
                    zone,
                    "ZoneEmpty",
                    "%s has no nodes any more".formatted(entry.identity().display()));
        }
        for (Refusal problem : entry.problems()) {
            if (!told(before, "Ready", problem.message())) {
                metrics.refused("Zone", problem.reason());
                events.warning(zone, problem.reason(), problem.message());
            }
        }
        if (told(zone.getStatus(), "Cordoned", NOT_ACTED_ON) && !told(before, "Cordoned", NOT_ACTED_ON)) {
            metrics.refused("Zone", "NotActedOn");
            events.warning(zone, "NotActedOn", NOT_ACTED_ON);
        }
    }

    private static boolean told(ZoneStatus status, String type, String message) {
        return status != null
                && status.conditions().stream()
                        .anyMatch(condition -> condition.type().equals(type)
                                && condition.message().contains(message));
    }

    private static String emptyToNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
