package io.zonekeeper.controllers.zonedservice.report;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.Spread;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.DisruptionStatus;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.LoadBalancerStatus;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.RolloutStatus;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.ZoneLoss;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.ZoneStack;
import io.zonekeeper.controllers.zonedservice.children.RemainingTraffic;
import io.zonekeeper.controllers.zonedservice.planning.LoadBalancers;
import io.zonekeeper.controllers.zonedservice.planning.Planned;
import io.zonekeeper.controllers.zonedservice.pods.KeptClaims;
import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.cordon.StackDecisions;
import io.zonekeeper.core.disruption.BudgetPlan;
import io.zonekeeper.core.evacuation.StackDecision;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.reasons.Reason;
import io.zonekeeper.core.reasons.ServiceReason;
import io.zonekeeper.core.rollout.RolloutMemory;
import io.zonekeeper.core.rollout.RolloutPhase;
import io.zonekeeper.core.service.FailedApplies;
import io.zonekeeper.core.service.PlannedActions;
import io.zonekeeper.core.service.ServiceConditions;
import io.zonekeeper.core.service.ServicePlan;
import io.zonekeeper.core.service.ServicePlanner;
import io.zonekeeper.core.service.SpareZones;
import io.zonekeeper.core.service.StackPlan;
import io.zonekeeper.kube.objects.Conditions;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.manifests.stacks.EvacuationFacts;
import io.zonekeeper.manifests.stacks.Manifests;
import io.zonekeeper.manifests.stacks.ServiceFacts;

/** Makes the status of a ZonedService from its plan and from what came of it. */
public final class ServiceReport {
    /** Condition of a service with fields that are kept but have no effect here. */
    static final String NOT_ACTED_ON = "LoadBalancersIgnored";

    private final Clock clock;
    private final LoadBalancers balancers;

    public ServiceReport(Clock clock, LoadBalancers balancers) {
        this.clock = clock;
        this.balancers = balancers;
    }

    /**
     * Returns the status after a plan was carried out.
     *
     * @param unapplied what of it could not be
     */
    public ZonedServiceStatus status(
            ZonedService service, Planned planned, Map<String, Integer> unusedClaims, FailedApplies unapplied) {
        Optional<ZonedServiceStatus> before = Optional.ofNullable(service.getStatus());
        Parts parts = new Parts(
                planned.plan(),
                withTraffic(ServiceConditions.of(planned.plan(), planned.rollout(), unapplied), planned),
                disruption(planned.budgets()),
                planned.budgets()
                        .refusal()
                        .map(held -> ConditionFact.yes("DisruptionHeld", held.reason(), held.message())),
                lastHandledFailback(service, planned.plan(), before),
                rollout(planned.rollout().memory()));
        return whole(service, parts, planned.decided(), unusedClaims);
    }

    /**
     * Returns the status of a service whose children are left as they are because a user said so: what stands, and what
     * is pending. Nothing in it claims a step that was not taken.
     */
    public ZonedServiceStatus paused(ZonedService service, Planned planned) {
        Optional<ZonedServiceStatus> before = Optional.ofNullable(service.getStatus());
        ServicePlan standing = ServicePlanner.standing(
                planned.observation(),
                planned.plan(),
                new Refusal(ServiceReason.PAUSED, "not changed: the annotation %s is true".formatted(Labels.PAUSED)));
        List<String> pending = new ArrayList<>(PlannedActions.of(planned.observation(), planned.plan()));
        String revision = planned.rollout().memory().revision();
        boolean rolledOut = before.map(ServiceReport::rolledOut).orElse(false)
                && revision.equals(before.get().rollout().revision());
        if (!rolledOut) {
            pending.add("roll out template %s".formatted(revision));
        }
        Parts parts = new Parts(
                standing,
                withTraffic(
                        ServiceConditions.paused(standing, planned.plan(), pending, rolledOut, Labels.PAUSED), planned),
                before.map(ZonedServiceStatus::disruption).orElse(null),
                Optional.empty(),
                before.map(ZonedServiceStatus::lastHandledFailback).orElse(null),
                before.map(ZonedServiceStatus::rollout).orElse(null));
        return whole(service, parts, planned.decided(), KeptClaims.told(service));
    }

    /** The pods that an autoscaler measures. */
    private static String selector(ZonedService service, ServicePlan plan) {
        Set<String> out = new TreeSet<>(plan.outOfTraffic());
        boolean withoutSpare = Optional.ofNullable(service.getSpec().spread())
                .filter(spread -> spread.autoscalerPods() == Spread.AutoscalerPods.WITHOUT_SPARE)
                .isPresent();
        if (withoutSpare) {
            out.addAll(SpareZones.of(plan, ServiceFacts.demand(service.getSpec())));
        }
        return Manifests.outside(service.getMetadata().getName(), plan, out).entrySet().stream()
                .map(label -> label.getKey() + "=" + label.getValue())
                .collect(Collectors.joining(","));
    }

    private static List<ConditionFact> withTraffic(List<ConditionFact> conditions, Planned planned) {
        List<ConditionFact> all = new ArrayList<>(conditions);
        planned.remaining()
                .ifPresent(why -> all.add(ConditionFact.yes(RemainingTraffic.CONDITION, why.reason(), why.message())));
        return all;
    }

    /**
     * What differs between a plan that was carried out and one that was not.
     *
     * @param plan what stands
     * @param conditions what is notified of it
     * @param disruption where pods may be evicted; null for the ordinary turns
     * @param disruptionHeld what keeps all zones closed to evictions
     * @param lastHandledFailback the request for a failback that was handled; null for none
     * @param rollout how far the template is; null where nothing was rolled out yet
     */
    private record Parts(
            ServicePlan plan,
            List<ConditionFact> conditions,
            DisruptionStatus disruption,
            Optional<ConditionFact> disruptionHeld,
            String lastHandledFailback,
            RolloutStatus rollout) {}

    private ZonedServiceStatus whole(
            ZonedService service, Parts parts, StackDecisions decided, Map<String, Integer> unusedClaims) {
        ServicePlan plan = parts.plan();
        Instant now = clock.instant();
        Optional<ZonedServiceStatus> before = Optional.ofNullable(service.getStatus());
        List<ConditionFact> facts = new ArrayList<>(parts.conditions());
        parts.disruptionHeld().ifPresent(facts::add);
        notActedOn(service).ifPresent(facts::add);
        return new ZonedServiceStatus(
                service.getMetadata().getGeneration(),
                plan.replicas(),
                plan.ready(),
                selector(service, plan),
                plan.stacks().stream()
                        .map(stack -> Integer.toString(stack.fact().ready()))
                        .collect(Collectors.joining("+")),
                stacks(plan, before, decided, unusedClaims, now),
                plan.forecast().zones().stream()
                        .map(loss -> new ZoneLoss(loss.zone(), loss.readyLeft(), loss.percent()))
                        .toList(),
                parts.disruption(),
                parts.lastHandledFailback(),
                parts.rollout(),
                loadBalancers(service),
                Conditions.merge(
                        before.map(ZonedServiceStatus::conditions).orElse(null),
                        facts,
                        service.getMetadata().getGeneration(),
                        now));
    }

    private static RolloutStatus rollout(RolloutMemory memory) {
        return new RolloutStatus(
                memory.revision(),
                memory.phase().word(),
                memory.zone().orElse(null),
                Conditions.text(memory.since()),
                memory.begun().map(Conditions::text).orElse(null),
                memory.replaced().orElse(null),
                memory.refused().orElse(null));
    }

    /**
     * Returns the status of a service of which nothing but a refusal can be reported; what it said of its zones stays.
     */
    public ZonedServiceStatus refused(ZonedService service, Refusal refusal) {
        return before(service, ConditionFact.refused(refusal));
    }

    /**
     * Returns the status of a service whose reconcile ended before its plan was carried out: what it said stays, and
     * why it ended is reported beside it.
     *
     * @param refusals what a user may have to mend
     * @param retrying what is tried again and says nothing of the service
     */
    public ZonedServiceStatus interrupted(ZonedService service, List<Refusal> refusals, List<Refusal> retrying) {
        List<ConditionFact> facts = new ArrayList<>();
        Optional.ofNullable(service.getStatus()).map(ZonedServiceStatus::conditions).orElse(List.of()).stream()
                .filter(condition ->
                        !condition.type().equals("Stalled") && !condition.type().equals("Reconciling"))
                .map(condition -> new ConditionFact(
                        condition.type(), condition.status().equals("True"), read(condition), condition.message()))
                .forEach(facts::add);
        Refusal first = refusals.isEmpty() ? retrying.getFirst() : refusals.getFirst();
        if (facts.stream().noneMatch(fact -> fact.type().equals("Ready"))) {
            facts.addFirst(ConditionFact.no("Ready", first.reason(), first.message()));
        }
        facts.add(
                retrying.isEmpty()
                        ? ConditionFact.no("Reconciling", first.reason(), "no change in progress")
                        : ConditionFact.yes("Reconciling", retrying.getFirst().reason(), messages(retrying)));
        facts.add(
                refusals.isEmpty()
                        ? ConditionFact.no("Stalled", ServiceReason.ACCEPTED, "no errors")
                        : ConditionFact.yes("Stalled", first.reason(), messages(refusals)));
        return before(service, facts);
    }

    private static Reason read(Condition condition) {
        return Reason.read(condition.reason(), ServiceReason.values());
    }

    private static String messages(List<Refusal> refusals) {
        return refusals.stream().map(Refusal::message).distinct().collect(Collectors.joining("; "));
    }

    /** What was said before, with other conditions. */
    private ZonedServiceStatus before(ZonedService service, List<ConditionFact> facts) {
        Optional<ZonedServiceStatus> before = Optional.ofNullable(service.getStatus());
        return new ZonedServiceStatus(
                service.getMetadata().getGeneration(),
                before.map(ZonedServiceStatus::replicas).orElse(null),
                before.map(ZonedServiceStatus::readyReplicas).orElse(null),
                before.map(ZonedServiceStatus::selector).orElse(null),
                before.map(ZonedServiceStatus::spread).orElse(null),
                before.map(ZonedServiceStatus::zones).orElse(null),
                before.map(ZonedServiceStatus::zoneLoss).orElse(null),
                before.map(ZonedServiceStatus::disruption).orElse(null),
                before.map(ZonedServiceStatus::lastHandledFailback).orElse(null),
                before.map(ZonedServiceStatus::rollout).orElse(null),
                before.map(ZonedServiceStatus::loadBalancers).orElse(null),
                Conditions.merge(
                        before.map(ZonedServiceStatus::conditions).orElse(null),
                        facts,
                        service.getMetadata().getGeneration(),
                        clock.instant()));
    }

    /** Returns whether the status tells of a zone that was left. */
    public static boolean away(ZonedServiceStatus status) {
        return Objects.requireNonNullElse(status.zones(), List.<ZoneStack>of()).stream()
                .anyMatch(stack -> !StackState.ACTIVE.word().equals(stack.state()));
    }

    private static boolean away(ZoneStack stack) {
        return StackState.of(stack.state()).filter(StackState::evacuated).isPresent();
    }

    /** Returns whether the status tells that every zone has the template. */
    public static boolean rolledOut(ZonedServiceStatus status) {
        return status.rollout() != null
                && RolloutPhase.COMPLETE.word().equals(status.rollout().phase());
    }

    /** Returns what the status records stands in the way, as reason and message. */
    static Optional<Refusal> stalled(ZonedServiceStatus status) {
        return Optional.ofNullable(status).map(ZonedServiceStatus::conditions).stream()
                .flatMap(List::stream)
                .filter(condition ->
                        condition.type().equals("Stalled") && condition.status().equals("True"))
                .map((Condition condition) -> new Refusal(read(condition), condition.message()))
                .findFirst();
    }

    private static List<ZoneStack> stacks(
            ServicePlan plan,
            Optional<ZonedServiceStatus> before,
            StackDecisions decided,
            Map<String, Integer> unusedClaims,
            Instant now) {
        Map<String, ZoneStack> previous = before.map(ZonedServiceStatus::zones).stream()
                .flatMap(List::stream)
                .collect(Collectors.toMap(ZoneStack::zone, stack -> stack, (a, b) -> a));
        return plan.stacks().stream()
                .map(stack -> stack(
                        stack,
                        Optional.ofNullable(previous.get(stack.zone().name())),
                        decided,
                        unusedClaims.get(stack.zone().name()),
                        now))
                .toList();
    }

    private static ZoneStack stack(
            StackPlan stack, Optional<ZoneStack> previous, StackDecisions decided, Integer unusedClaims, Instant now) {
        String state = stack.state().word();
        String id = stack.zone().identity().id();
        return new ZoneStack(
                stack.zone().name(),
                id.isEmpty() ? null : id,
                state,
                stack.replicas(),
                stack.fact().ready(),
                stack.fact().updated(),
                stack.serving(),
                previous.filter(zone -> state.equals(zone.state()))
                        .map(ZoneStack::since)
                        .orElseGet(() -> Conditions.text(now)),
                stack.reason().orElse(null),
                evacuationCause(stack, previous, decided),
                stack.home().isPresent() ? stack.home().getAsInt() : null,
                unusedClaims,
                evacuatedAt(stack, previous, decided, now));
    }

    /**
     * When the service last left on its own: it counts from then, and only once, in whatever state the stack is next.
     */
    private static String evacuatedAt(
            StackPlan stack, Optional<ZoneStack> previous, StackDecisions decided, Instant now) {
        boolean begins = stack.away()
                && decided.failing().contains(stack.zone().name())
                && previous.filter(ServiceReport::away).isEmpty();
        return begins
                ? Conditions.text(now)
                : previous.map(ZoneStack::evacuatedAt).orElse(null);
    }

    private static DisruptionStatus disruption(BudgetPlan budgets) {
        return budgets.reason()
                .map(reason -> new DisruptionStatus(budgets.open().orElse(null), reason))
                .orElse(null);
    }

    /**
     * What a stack left for stays what it was when it left, whatever else happens to the zone meanwhile; but a game day
     * that became earnest is none any more.
     */
    private static String evacuationCause(StackPlan stack, Optional<ZoneStack> previous, StackDecisions decided) {
        if (!stack.away()) {
            return null;
        }
        String zone = stack.zone().name();
        Optional<String> before = previous.map(ZoneStack::evacuationCause);
        if (decided.byZone().get(zone) instanceof StackDecision.Leave leave) {
            boolean drill = leave.cause() == StackDecision.Cause.DRILL;
            String now = decided.failing().contains(zone)
                    ? EvacuationFacts.SERVICE
                    : decided.unwanted().contains(zone)
                            ? EvacuationFacts.MANUAL
                            : drill ? EvacuationFacts.DRILL : EvacuationFacts.ZONE;
            return before.filter(word -> drill || !word.equals(EvacuationFacts.DRILL))
                    .orElse(now);
        }
        return before.orElse(EvacuationFacts.ZONE);
    }

    /** A request is answered when no zone that it names is away: it must not cut the next evacuation short. */
    private static String lastHandledFailback(
            ZonedService service, ServicePlan plan, Optional<ZonedServiceStatus> before) {
        Set<String> words =
                EvacuationFacts.failback(service).map(EvacuationFacts::words).orElse(Set.of());
        boolean away = plan.away().stream()
                .map(stack -> stack.zone().identity())
                .anyMatch(zone -> words.contains(zone.name()) || words.contains(zone.id()));
        return away
                ? before.map(ZonedServiceStatus::lastHandledFailback).orElse(null)
                : EvacuationFacts.failback(service).orElse(null);
    }

    private List<LoadBalancerStatus> loadBalancers(ZonedService service) {
        List<LoadBalancerStatus> statuses = balancers.statuses(service);
        return statuses.isEmpty() ? null : statuses;
    }

    /** What is not acted on because AWS is switched off is said, never passed over in silence. */
    private Optional<ConditionFact> notActedOn(ZonedService service) {
        return balancers.on() || service.getSpec().loadBalancers() == null
                ? Optional.empty()
                : Optional.of(ConditionFact.yes(
                        NOT_ACTED_ON,
                        ServiceReason.AWS_OFF,
                        "loadBalancers has no effect because AWS is disabled; set the chart's aws.enabled to true"));
    }
}
