package io.zonekeeper.controllers.zones;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.controllers.cluster.ProviderReports;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.cordon.Cordon;
import io.zonekeeper.core.cordon.CordonHistory;
import io.zonekeeper.core.cordon.ZoneDecision;
import io.zonekeeper.core.drill.DrillMemory;
import io.zonekeeper.core.evacuation.StackDecision.Cause;
import io.zonekeeper.core.health.Sensitivity;
import io.zonekeeper.core.reasons.AnyReason;
import io.zonekeeper.core.reasons.ZoneReason;
import io.zonekeeper.core.zone.Verdict;
import io.zonekeeper.core.zone.ZoneEntry;
import io.zonekeeper.kube.client.TolerantDecoding;
import io.zonekeeper.kube.events.Events;
import io.zonekeeper.kube.notifications.FieldAuthor;
import io.zonekeeper.kube.objects.Conditions;

/** Makes the status of Zone objects, only where it changed, and reports changes in Events. */
public final class ZoneReport {
    private static final String CORDONED = "Cordoned";

    private final Events events;
    private final OperatorMetrics metrics;
    private final DrillEvents drillEvents;
    private final ProviderEvents providerEvents;
    private final Clock clock;

    /** Creates a writer. */
    public ZoneReport(Events events, OperatorMetrics metrics, Clock clock) {
        this.events = events;
        this.metrics = metrics;
        this.drillEvents = new DrillEvents(events, metrics);
        this.providerEvents = new ProviderEvents(events, metrics);
        this.clock = clock;
    }

    /**
     * Returns what is known of a zone as the status of its Zone, which may just have been created and not be cached
     * yet.
     *
     * @param kubeletsReachable whether the zone's kubelets can be connected to; empty where this process does not know,
     *     which leaves what an earlier one wrote
     * @return the Zone to be written, with no more than its name and its status; empty where that is its status
     */
    Optional<Zone> draft(
            ZoneEntry entry,
            ZoneDecision decision,
            Optional<DrillMemory> drill,
            ProviderReports.Report said,
            Optional<Boolean> kubeletsReachable,
            Optional<Zone> cached,
            Sensitivity sensitivity) {
        ZoneStatus before = cached.map(Zone::getStatus).orElse(null);
        Long generation = cached.map(zone -> zone.getMetadata().getGeneration()).orElse(1L);
        ZoneStatus after = status(entry, decision, drill, said, kubeletsReachable, cached, generation, sensitivity);
        if (after.equals(before)) {
            return Optional.empty();
        }
        Zone fresh = new Zone();
        fresh.getMetadata().setName(entry.objectName());
        fresh.setStatus(after);
        return Optional.of(fresh);
    }

    /** Tells that a zone is about to be forgotten, and its cordon with it. */
    void forgotten(Zone zone) {
        Optional<String> cordon =
                Optional.ofNullable(zone.getStatus()).map(ZoneStatus::cordon).map(ZoneStatus.CordonStatus::by);
        String message = "%s has had no nodes for longer than zoneRetention: it is forgotten%s"
                .formatted(
                        zone.getMetadata().getName(),
                        cordon.map(" and with it its cordon (%s)"::formatted).orElse(""));
        events.normal(zone, ZoneReason.ZONE_FORGOTTEN, message);
    }

    private ZoneStatus status(
            ZoneEntry entry,
            ZoneDecision decision,
            Optional<DrillMemory> drill,
            ProviderReports.Report said,
            Optional<Boolean> kubeletsReachable,
            Optional<Zone> cached,
            Long generation,
            Sensitivity sensitivity) {
        Optional<ZoneStatus> before = cached.map(Zone::getStatus);
        VerdictFields verdict = VerdictFields.of(decision.zoneVerdict(), before, sensitivity);
        CordonHistory history = decision.history();
        return new ZoneStatus(
                generation,
                entry.identity().name(),
                emptyToNull(entry.identity().id()),
                emptyToNull(entry.identity().region()),
                entry.slot().isPresent() ? entry.slot().getAsInt() : null,
                new ZoneStatus.NodeCount(entry.nodes(), entry.ready(), entry.takingPods()),
                entry.absentSince().map(Conditions::text).orElse(null),
                verdict.verdict(),
                verdict.since(),
                verdict.healthySince(),
                verdict.evidence(),
                verdict.wouldChange(),
                verdict.signals(),
                kubeletsReachable
                        .or(() -> before.map(ZoneStatus::kubeletsReachable))
                        .orElse(null),
                decision.cordon().map(ZoneReport::cordon).orElse(null),
                history.cordons().isEmpty()
                        ? null
                        : history.cordons().stream().map(Conditions::text).toList(),
                history.returnedAt().map(Conditions::text).orElse(null),
                lastHandledFailback(decision, cached),
                said.status().orElse(null),
                drill.map(DrillFacts::status).orElse(null),
                Conditions.merge(
                        before.map(ZoneStatus::conditions).orElse(null),
                        Stream.concat(
                                        facts(entry, decision, cached.flatMap(TolerantDecoding::problem)).stream(),
                                        said.conditions().stream())
                                .toList(),
                        generation,
                        clock.instant()));
    }

    /** A request is answered when there is no automatic cordon to end: it must not end the next one. */
    private static String lastHandledFailback(ZoneDecision decision, Optional<Zone> cached) {
        boolean stands = decision.cordon().flatMap(Cordon::automaticPart).isPresent();
        return stands
                ? cached.map(Zone::getStatus)
                        .map(ZoneStatus::lastHandledFailback)
                        .orElse(null)
                : cached.flatMap(ZoneCordonFacts::failback).orElse(null);
    }

    private static ZoneStatus.CordonStatus cordon(Cordon cordon) {
        return new ZoneStatus.CordonStatus(
                cordon.cause().word(),
                cordon.reason(),
                Conditions.text(cordon.since()),
                cordon.deadline().map(Conditions::text).orElse(null),
                cordon.automatic()
                        .map(beneath ->
                                new ZoneStatus.AutomaticCordon(beneath.reason(), Conditions.text(beneath.since())))
                        .orElse(null));
    }

    private static List<ConditionFact> facts(ZoneEntry entry, ZoneDecision decision, Optional<String> undecodable) {
        List<ConditionFact> facts = new ArrayList<>();
        if (undecodable.isPresent()) {
            facts.add(ConditionFact.no("Ready", AnyReason.UNDECODABLE, undecodable(undecodable.get())));
        } else if (!entry.problems().isEmpty()) {
            Refusal first = entry.problems().getFirst();
            facts.add(ConditionFact.no(
                    "Ready",
                    first.reason(),
                    entry.problems().stream().map(Refusal::message).collect(Collectors.joining("; "))));
        } else if (entry.present()) {
            facts.add(ConditionFact.yes(
                    "Ready", ZoneReason.KNOWN, "%d of %d nodes ready".formatted(entry.ready(), entry.nodes())));
        } else {
            facts.add(ConditionFact.no("Ready", ZoneReason.NO_NODES, "no node carries this zone's label"));
        }
        facts.add(
                entry.present()
                        ? ConditionFact.yes("Present", ZoneReason.NODES_FOUND, "the zone has nodes")
                        : ConditionFact.no(
                                "Present",
                                ZoneReason.NO_NODES,
                                "the zone has no nodes; it is remembered for zoneRetention"));
        facts.add(cordoned(decision));
        return facts;
    }

    private static ConditionFact cordoned(ZoneDecision decision) {
        Optional<Refusal> refusal = decision.refusal();
        if (decision.cordon().isPresent()) {
            Cordon cordon = decision.cordon().get();
            return ConditionFact.yes(
                    CORDONED,
                    cordon.cause(),
                    cordon.reason()
                            + cordon.automatic()
                                    .map(beneath ->
                                            "; the automatic cordon of %s stays in effect when spec.cordon is removed"
                                                    .formatted(Conditions.text(beneath.since())))
                                    .orElse("")
                            + refusal.map(why -> "; " + why.message()).orElse(""));
        }
        return refusal.map(why -> ConditionFact.no(CORDONED, why.reason(), why.message()))
                .orElseGet(() -> ConditionFact.no(CORDONED, ZoneReason.OPEN, "services may run here"));
    }

    private static String undecodable(String problem) {
        return "this version cannot read the object, the last known spec of the zone stays in effect: " + problem;
    }

    /**
     * Reports in Events and metrics what a write has changed.
     *
     * @param zone the Zone as the API server answered
     * @param cached as it was known before; empty where it was not
     */
    void tell(Zone zone, ZoneEntry entry, ZoneDecision decision, Optional<Zone> cached) {
        ZoneStatus before = cached.map(Zone::getStatus).orElse(null);
        cached.flatMap(TolerantDecoding::problem)
                .map(ZoneReport::undecodable)
                .filter(message -> !told(before, "Ready", message))
                .ifPresent(message -> {
                    metrics.refused("Zone", AnyReason.UNDECODABLE);
                    events.warning(zone, AnyReason.UNDECODABLE, message);
                });
        boolean wasPresent = before != null && before.absentSince() == null;
        String name = entry.identity().display();
        if (entry.present() && !wasPresent) {
            events.normal(zone, ZoneReason.ZONE_FOUND, "%s has %d nodes".formatted(name, entry.nodes()));
        } else if (!entry.present() && wasPresent) {
            events.warning(zone, ZoneReason.ZONE_EMPTY, "%s no longer has nodes".formatted(name));
        }
        for (Refusal problem : entry.problems()) {
            if (!told(before, "Ready", problem.message())) {
                metrics.refused("Zone", problem.reason());
                events.warning(zone, problem.reason(), problem.message());
            }
        }
        tellVerdict(zone, name, before);
        tellCordon(zone, name, decision, before);
        drillEvents.tell(zone, name, before);
        providerEvents.tell(zone, name, before);
    }

    private void tellVerdict(Zone zone, String name, ZoneStatus before) {
        Verdict verdict = Verdict.of(zone.getStatus().verdict());
        Verdict was = Verdict.of(before == null ? null : before.verdict());
        if (verdict == was) {
            return;
        }
        metrics.verdictChanged(was, verdict);
        String message = "%s is %s, was %s: %s"
                .formatted(name, verdict.word(), was.word(), zone.getStatus().evidence());
        if (verdict == Verdict.HEALTHY || verdict == Verdict.UNKNOWN) {
            events.normal(zone, verdict, message);
        } else {
            events.warning(zone, verdict, message);
        }
    }

    private void tellCordon(Zone zone, String name, ZoneDecision decision, ZoneStatus before) {
        Optional<ZoneStatus.CordonStatus> last = Optional.ofNullable(before).map(ZoneStatus::cordon);
        Optional<String> was = last.map(ZoneStatus.CordonStatus::by);
        Optional<Cordon> is = decision.cordon();
        boolean goesOn = last.map(ZoneStatus.CordonStatus::automatic).isPresent()
                && is.filter(cordon -> cordon.cause() == Cause.AUTOMATIC).isPresent();
        if (goesOn) {
            events.warning(
                    zone,
                    ZoneReason.CORDONED,
                    "spec.cordon was removed; %s stays cordoned (Automatic): %s"
                            .formatted(name, is.get().reason()));
        } else if (is.isPresent() && !was.equals(is.map(cordon -> cordon.cause().word()))) {
            metrics.cordoned(is.get().cause());
            events.warning(
                    zone,
                    ZoneReason.CORDONED,
                    "%s gets no traffic and no new pods (%s): %s%s"
                            .formatted(name, is.get().cause().word(), is.get().reason(), requestedBy(zone, is.get())));
        } else if (is.isEmpty() && was.isPresent()) {
            events.normal(zone, ZoneReason.UNCORDONED, "%s may be used again".formatted(name));
        }
        decision.refusal().filter(why -> !told(before, CORDONED, why.message())).ifPresent(why -> {
            metrics.refused("Zone", why.reason());
            events.warning(zone, why.reason(), why.message());
        });
    }

    /** Who wrote spec.cordon, where that is the cause: the program, for no object remembers the user. */
    private static String requestedBy(Zone zone, Cordon cordon) {
        return Optional.of(cordon)
                .filter(each -> each.cause() == Cause.MANUAL)
                .flatMap(each -> FieldAuthor.of(zone, "spec", "cordon"))
                .map(author -> "; requested with " + author.manager())
                .orElse("");
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
