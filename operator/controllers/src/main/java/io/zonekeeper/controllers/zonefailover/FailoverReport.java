package io.zonekeeper.controllers.zonefailover;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.ZoneFailover;
import io.zonekeeper.api.v1alpha1.ZoneFailoverStatus;
import io.zonekeeper.api.v1alpha1.ZoneFailoverStatus.ServiceState;
import io.zonekeeper.api.v1alpha1.ZoneFailoverStatus.ZoneState;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.failover.FailoverPlan;
import io.zonekeeper.core.failover.FailoverPlan.ServicePlan;
import io.zonekeeper.core.failover.FailoverPlan.ZonePlan;
import io.zonekeeper.core.failover.ZoneMemory;
import io.zonekeeper.core.reasons.AnyReason;
import io.zonekeeper.core.reasons.FailoverReason;
import io.zonekeeper.core.reasons.Reason;
import io.zonekeeper.kube.apply.Outcome;
import io.zonekeeper.kube.events.Events;
import io.zonekeeper.kube.objects.Conditions;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.manifests.stacks.EvacuationFacts;

/** Makes the status of a ZoneFailover and tells users what changed in it. */
final class FailoverReport {
    /** A message names so many Services and counts the others. */
    private static final int NAMED = 5;

    private final Events events;
    private final OperatorMetrics metrics;
    private final Clock clock;

    FailoverReport(Events events, OperatorMetrics metrics, Clock clock) {
        this.events = events;
        this.metrics = metrics;
        this.clock = clock;
    }

    /**
     * Returns the status.
     *
     * @param more what was found while the plan was carried out
     * @param outcome what the API server refused of it
     */
    ZoneFailoverStatus status(
            ZoneFailover failover, FailoverPlan plan, List<Refusal> more, Outcome outcome, boolean paused) {
        Optional<ZoneFailoverStatus> before = Optional.ofNullable(failover.getStatus());
        List<ServicePlan> unprotected = plan.services().stream()
                .filter(service -> service.unprotected().isPresent())
                .toList();
        Set<String> evacuated = evacuated(plan);
        return new ZoneFailoverStatus(
                failover.getMetadata().getGeneration(),
                "%d/%d"
                        .formatted(
                                plan.services().size() - unprotected.size(),
                                plan.services().size()),
                evacuated.isEmpty() ? null : String.join(",", evacuated),
                plan.services().stream().map(FailoverReport::service).toList(),
                handledFailback(failover, plan),
                Conditions.merge(
                        before.map(ZoneFailoverStatus::conditions).orElse(null),
                        conditions(plan, unprotected, held(plan, more), outcome, paused),
                        failover.getMetadata().getGeneration(),
                        clock.instant()));
    }

    /** A request for failback is handled when no zone that it names is without traffic any more. */
    private static String handledFailback(ZoneFailover failover, FailoverPlan plan) {
        Optional<String> requested = FailoverMemory.annotation(failover, Labels.FAILBACK);
        Set<String> words = EvacuationFacts.words(requested.orElse(""));
        boolean open = plan.services().stream()
                .flatMap(service -> service.zones().stream())
                .filter(zone -> zone.memory().left())
                .map(zone -> zone.zone().identity())
                .anyMatch(zone -> words.contains(zone.name()) || words.contains(zone.id()));
        return requested
                .filter(value -> !open)
                .or(() -> Optional.ofNullable(failover.getStatus()).map(ZoneFailoverStatus::lastHandledFailback))
                .orElse(null);
    }

    /** Returns the status of an object that cannot be acted on: what was evacuated stays so. */
    ZoneFailoverStatus refused(ZoneFailover failover, Refusal refusal) {
        Optional<ZoneFailoverStatus> before = Optional.ofNullable(failover.getStatus());
        return new ZoneFailoverStatus(
                failover.getMetadata().getGeneration(),
                before.map(ZoneFailoverStatus::protectedServices).orElse(null),
                before.map(ZoneFailoverStatus::evacuatedZones).orElse(null),
                before.map(ZoneFailoverStatus::services).orElse(null),
                before.map(ZoneFailoverStatus::lastHandledFailback).orElse(null),
                Conditions.merge(
                        before.map(ZoneFailoverStatus::conditions).orElse(null),
                        ConditionFact.refused(refusal),
                        failover.getMetadata().getGeneration(),
                        clock.instant()));
    }

    /** Tells what a status has that the one before had not. */
    void tell(ZoneFailover failover, ZoneFailoverStatus status) {
        Optional<ZoneFailoverStatus> before = Optional.ofNullable(failover.getStatus());
        for (String type : List.of("Stalled", "EvacuationHeld")) {
            Optional<Condition> now = Conditions.holding(status.conditions(), type);
            Optional<String> known = before.flatMap(past -> Conditions.holding(past.conditions(), type))
                    .map(Condition::message);
            now.filter(condition -> !known.equals(Optional.of(condition.message())))
                    .ifPresent(condition -> {
                        Reason reason = Reason.read(condition.reason(), FailoverReason.values());
                        metrics.refused("ZoneFailover", reason);
                        events.warning(failover, reason, condition.message());
                    });
        }
        Set<String> now = zones(status);
        Set<String> past = before.map(FailoverReport::zones).orElse(Set.of());
        now.stream()
                .filter(zone -> !past.contains(zone))
                .forEach(zone -> events.warning(
                        failover, FailoverReason.EVACUATED, "%s: %s".formatted(zone, reason(status, zone))));
        past.stream()
                .filter(zone -> !now.contains(zone))
                .forEach(zone -> events.normal(
                        failover, FailoverReason.RETURNED, "%s: traffic of its Services returned".formatted(zone)));
    }

    private static Set<String> zones(ZoneFailoverStatus status) {
        return status.evacuatedZones() == null
                ? Set.of()
                : new TreeSet<>(List.of(status.evacuatedZones().split(",", -1)));
    }

    private static String reason(ZoneFailoverStatus status, String zone) {
        List<ServiceState> left = status.services().stream()
                .filter(service -> service.zones().stream()
                        .anyMatch(each -> each.zone().equals(zone) && Boolean.FALSE.equals(each.serving())))
                .toList();
        String why = left.stream()
                .flatMap(service -> service.zones().stream())
                .filter(each -> each.zone().equals(zone) && each.reason() != null)
                .map(ZoneState::reason)
                .findFirst()
                .orElse("evacuated");
        return "%d %s: %s".formatted(left.size(), left.size() == 1 ? "Service" : "Services", why);
    }

    private static List<Refusal> held(FailoverPlan plan, List<Refusal> more) {
        return Stream.concat(plan.heldBack().stream(), more.stream()).distinct().toList();
    }

    private static Set<String> evacuated(FailoverPlan plan) {
        return plan.services().stream()
                .flatMap(service -> service.zones().stream())
                .filter(zone -> zone.memory().left())
                .map(zone -> zone.zone().name())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static List<ConditionFact> conditions(
            FailoverPlan plan, List<ServicePlan> unprotected, List<Refusal> held, Outcome outcome, boolean paused) {
        List<ConditionFact> conditions = new ArrayList<>();
        Optional<Refusal> refused = outcome.refusals().stream().findFirst();
        boolean works = plan.services().stream()
                        .flatMap(service -> service.zones().stream())
                        .anyMatch(zone -> zone.state() == StackState.REPLACING || zone.state() == StackState.RETURNING)
                || !plan.labels().isEmpty();
        ConditionFact shield = shield(plan, unprotected);
        conditions.add(refused.map(why -> ConditionFact.no("Ready", why.reason(), why.message()))
                .orElseGet(() -> plan.services().isEmpty()
                        ? ConditionFact.no("Ready", FailoverReason.NO_SERVICES, shield.message())
                        : ConditionFact.yes(
                                "Ready",
                                evacuated(plan).isEmpty() ? shield.reason() : FailoverReason.EVACUATED,
                                shield.message())));
        conditions.add(
                works
                        ? ConditionFact.yes("Reconciling", FailoverReason.IN_PROGRESS, progress(plan))
                        : ConditionFact.no("Reconciling", FailoverReason.SETTLED, "no change in progress"));
        conditions.add(refused.map(why -> ConditionFact.yes("Stalled", why.reason(), why.message()))
                .orElseGet(() -> ConditionFact.no("Stalled", FailoverReason.ACCEPTED, "nothing is refused")));
        conditions.add(shield);
        if (plan.away()) {
            conditions.add(ConditionFact.yes("Evacuating", FailoverReason.EVACUATED, away(plan)));
        }
        if (!held.isEmpty()) {
            conditions.add(ConditionFact.yes("EvacuationHeld", held.getFirst().reason(), messages(held)));
        }
        if (paused) {
            conditions.add(ConditionFact.yes(
                    "Paused",
                    AnyReason.ANNOTATED,
                    "nothing is written while the annotation " + Labels.PAUSED + " is true"));
        }
        return conditions;
    }

    private static ConditionFact shield(FailoverPlan plan, List<ServicePlan> unprotected) {
        if (plan.services().isEmpty()) {
            return ConditionFact.no(
                    "Protected", FailoverReason.NO_SERVICES, "spec.services selects no Service of the namespace");
        }
        if (unprotected.isEmpty()) {
            return ConditionFact.yes(
                    "Protected",
                    FailoverReason.PROTECTED,
                    "all %d Services are protected".formatted(plan.services().size()));
        }
        String named = unprotected.stream()
                .limit(NAMED)
                .map(service -> service.name() + ": "
                        + service.unprotected().orElseThrow().message())
                .collect(Collectors.joining("; "));
        int more = unprotected.size() - NAMED;
        return ConditionFact.no(
                "Protected",
                unprotected.size() == 1
                        ? unprotected.getFirst().unprotected().orElseThrow().reason()
                        : FailoverReason.PARTLY_PROTECTED,
                "%d of %d Services are protected. %s%s"
                        .formatted(
                                plan.services().size() - unprotected.size(),
                                plan.services().size(),
                                named,
                                more > 0 ? "; and %d more: see status.services".formatted(more) : ""));
    }

    private static String progress(FailoverPlan plan) {
        return plan.labels().isEmpty()
                ? "pods are being replaced or moved back"
                : "%d pods are being labelled".formatted(plan.labels().size());
    }

    private static String away(FailoverPlan plan) {
        return plan.services().stream()
                .flatMap(service -> service.zones().stream()
                        .filter(zone -> zone.state().evacuated())
                        .map(zone -> "%s in %s is %s"
                                .formatted(
                                        service.name(),
                                        zone.zone().name(),
                                        zone.reason().orElse(zone.state().word()))))
                .limit(NAMED)
                .collect(Collectors.joining("; "));
    }

    private static String messages(List<Refusal> held) {
        String named = held.stream().limit(NAMED).map(Refusal::message).collect(Collectors.joining("; "));
        return held.size() > NAMED ? "%s; and %d more".formatted(named, held.size() - NAMED) : named;
    }

    private static ServiceState service(ServicePlan service) {
        return new ServiceState(
                service.name(),
                service.unprotected().map(Refusal::message).orElse(null),
                service.zones().stream().map(FailoverReport::zone).toList());
    }

    private static ZoneState zone(ZonePlan zone) {
        ZoneMemory memory = zone.memory();
        return new ZoneState(
                zone.zone().name(),
                zone.state().word(),
                zone.serving(),
                zone.pods(),
                zone.ready(),
                text(memory.since()),
                memory.cause().orElse(null),
                memory.home().isPresent() ? memory.home().getAsInt() : null,
                memory.lastEviction().map(ZoneMemory.ReturnEviction::pod).orElse(null),
                memory.lastEviction().map(ZoneMemory.ReturnEviction::podsInZone).orElse(null),
                memory.failedAt().map(Conditions::text).orElse(null),
                zone.reason().orElse(null));
    }

    private static String text(Instant since) {
        return Objects.equals(since, Instant.EPOCH) ? null : Conditions.text(since);
    }
}
