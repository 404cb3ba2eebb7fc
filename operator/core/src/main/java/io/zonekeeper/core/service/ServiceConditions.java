package io.zonekeeper.core.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.AnyReason;
import io.zonekeeper.core.reasons.Reason;
import io.zonekeeper.core.reasons.ServiceReason;
import io.zonekeeper.core.rollout.RolloutPhase;
import io.zonekeeper.core.rollout.RolloutPlan;
import io.zonekeeper.core.zone.KnownZone;

/**
 * The conditions of a service: {@code Ready}, {@code Reconciling} and {@code Stalled} as kstatus reads them,
 * {@code Balanced} and {@code ZoneRedundant}; {@code ZonesExcluded} only while a zone gets no pods because none of its
 * nodes suits them; {@code Evacuating} only while a zone is left, and {@code EvacuationHeld} only while one is to be
 * left and is not.
 *
 * <p>{@code Ready} speaks of serving: as many pods are ready in the zones with traffic as the service asks for, or as
 * its limits let these zones have. What is still under way beyond that (a rollout, a move, spare pods for a tolerated
 * loss) is told in {@code Reconciling}, and one that stopped in {@code Stalled}; so a rollout with surge never shows as
 * an outage, and nobody who reads all three takes it for done.
 *
 * <p>{@code Stalled} holds what a user has to mend; a refusal beside pods that serve does not make the service less
 * ready. Requests that are sent again are told in {@code Reconciling}, and pod templates that the API server stores
 * with other values in {@code Overridden}: these pods run as the cluster's rules want them. Limits that contradict each
 * other are told in {@code Balanced} alone: the service runs as near to them as can be.
 */
public final class ServiceConditions {
    private ServiceConditions() {}

    /**
     * Returns the conditions after a plan was carried out, {@code RolledOut} among them.
     *
     * @param plan the plan
     * @param rollout how its template goes through the zones
     * @param notApplied workloads that the API server or another owner did not let happen
     */
    public static List<ConditionFact> of(ServicePlan plan, RolloutPlan rollout, List<Refusal> notApplied) {
        return of(plan, rollout, FailedApplies.of(notApplied));
    }

    /**
     * Returns the conditions after a plan was carried out, {@code RolledOut} among them. A rollout that needs a user is
     * {@code Stalled}: the template has to be mended, or a workload to be resumed. {@code Ready} holds all the while,
     * as long as the pods serve, be it with the old template.
     *
     * @param plan the plan
     * @param rollout how its template goes through the zones
     * @param unapplied what of it could not be carried out
     */
    public static List<ConditionFact> of(ServicePlan plan, RolloutPlan rollout, FailedApplies unapplied) {
        List<ConditionFact> conditions = new ArrayList<>(of(plan, unapplied));
        ConditionFact rolledOut = rolledOut(plan, rollout, unapplied);
        conditions.add(rolledOut);
        boolean refused = !plan.refusals().isEmpty() || !unapplied.refusals().isEmpty();
        if (rollout.moving() && !refused && unapplied.retrying().isEmpty()) {
            conditions.replaceAll(condition -> condition.type().equals("Reconciling")
                    ? ConditionFact.yes("Reconciling", ServiceReason.ROLLING_OUT, rolledOut.message())
                    : condition);
        }
        if (rollout.needsAction() && !refused) {
            Reason reason = rollout.memory().phase() == RolloutPhase.HALTED
                    ? ServiceReason.ROLLOUT_HALTED
                    : rollout.held().orElseThrow().reason();
            conditions.replaceAll(condition -> switch (condition.type()) {
                case "Reconciling" -> ConditionFact.no("Reconciling", reason, "no change in progress");
                case "Stalled" -> stalled(plan, List.of(rollout.held().orElseThrow()));
                default -> condition;
            });
        }
        return conditions;
    }

    /** A template that a workload was refused is nowhere yet, and neither is that of a workload that does not exist. */
    private static ConditionFact rolledOut(ServicePlan plan, RolloutPlan rollout, FailedApplies unapplied) {
        String type = "RolledOut";
        String zone = rollout.memory().zone().orElse("every zone");
        boolean complete = rollout.memory().phase() == RolloutPhase.COMPLETE;
        if (!unapplied.workloads().isEmpty()
                && (!complete || !unapplied.missing().isEmpty())) {
            return ConditionFact.no(
                    type,
                    unapplied.workloads().getFirst().reason(),
                    RefusalSummary.of(unapplied.workloads(), zones(plan)));
        }
        if (rollout.held().isPresent()) {
            Refusal held = rollout.held().get();
            return ConditionFact.no(type, held.reason(), held.message());
        }
        return switch (rollout.memory().phase()) {
            case COMPLETE ->
                unapplied.missing().isEmpty()
                        ? ConditionFact.yes(type, ServiceReason.COMPLETE, "every zone has the template")
                        : ConditionFact.no(
                                type,
                                ServiceReason.STARTING,
                                "no workload yet in "
                                        + unapplied.missing().stream().sorted().collect(Collectors.joining(", ")));
            case UPDATING ->
                ConditionFact.no(
                        type,
                        ServiceReason.UPDATING,
                        zone + " replaces its pods"
                                + rollout.note().map(note -> ": " + note).orElse(""));
            case RECOVERING ->
                ConditionFact.no(
                        type,
                        ServiceReason.RECOVERING,
                        zone + " was failing before it got the template and has not passed its health checks since");
            case BAKING -> ConditionFact.no(type, ServiceReason.BAKING, zone + " has the template and is observed");
            case WAITING, HALTED, PAUSED ->
                ConditionFact.no(type, ServiceReason.WAITING, "not all zones have been checked yet");
        };
    }

    /**
     * Returns the conditions after a plan was carried out.
     *
     * @param plan the plan
     * @param notApplied workloads that the API server or another owner did not let happen
     */
    public static List<ConditionFact> of(ServicePlan plan, List<Refusal> notApplied) {
        return of(plan, FailedApplies.of(notApplied));
    }

    /**
     * Returns the conditions after a plan was carried out.
     *
     * @param plan the plan
     * @param unapplied what of it could not be carried out
     */
    public static List<ConditionFact> of(ServicePlan plan, FailedApplies unapplied) {
        List<Refusal> refusals = new ArrayList<>(plan.refusals());
        refusals.addAll(unapplied.refusals());
        List<ConditionFact> conditions = new ArrayList<>();
        conditions.add(ready(plan, refusals));
        conditions.add(reconciling(plan, refusals, unapplied.retrying()));
        conditions.add(stalled(plan, refusals));
        conditions.add(plan.balanced());
        conditions.add(plan.zoneRedundant());
        if (!unapplied.overridden().isEmpty()) {
            conditions.add(ConditionFact.yes(
                    "Overridden",
                    unapplied.overridden().getFirst().reason(),
                    RefusalSummary.of(unapplied.overridden(), zones(plan))));
        }
        excluded(plan).ifPresent(conditions::add);
        if (!plan.away().isEmpty()) {
            conditions.add(evacuating(plan.away()));
        }
        if (!plan.heldBack().isEmpty()) {
            conditions.add(ConditionFact.yes(
                    "EvacuationHeld", plan.heldBack().getFirst().reason(), sentences(plan.heldBack())));
        }
        return conditions;
    }

    /**
     * Returns the conditions of a service whose plan is not carried out because a user paused it: what stands, and what
     * is pending.
     *
     * @param standing what stands
     * @param plan what would be done
     * @param pending the same in words; empty when it changes nothing
     * @param rolledOut whether every zone has the present template
     * @param annotation the annotation that pauses
     */
    public static List<ConditionFact> paused(
            ServicePlan standing, ServicePlan plan, List<String> pending, boolean rolledOut, String annotation) {
        List<ConditionFact> conditions = new ArrayList<>();
        int ready = standing.inTraffic().stream()
                .mapToInt(stack -> stack.fact().ready())
                .sum();
        int wanted = wanted(plan);
        String held = "the annotation %s holds back: %s".formatted(annotation, String.join("; ", pending));
        conditions.add(
                ready >= wanted
                        ? ConditionFact.yes(
                                "Ready",
                                ServiceReason.SERVING,
                                "%d pods ready in %d zones"
                                        .formatted(ready, standing.inTraffic().size()))
                        : ConditionFact.no(
                                "Ready", ServiceReason.PAUSED, "%d of %d pods ready".formatted(ready, wanted)));
        conditions.add(
                pending.isEmpty()
                        ? ConditionFact.no("Reconciling", ServiceReason.PAUSED, "nothing is pending")
                        : ConditionFact.yes("Reconciling", ServiceReason.PAUSED, held));
        conditions.add(stalled(plan, plan.refusals()));
        conditions.add(plan.balanced());
        conditions.add(plan.zoneRedundant());
        excluded(plan).ifPresent(conditions::add);
        if (!standing.away().isEmpty()) {
            conditions.add(evacuating(standing.away()));
        }
        if (!plan.heldBack().isEmpty()) {
            conditions.add(ConditionFact.yes(
                    "EvacuationHeld", plan.heldBack().getFirst().reason(), sentences(plan.heldBack())));
        }
        conditions.add(
                rolledOut
                        ? ConditionFact.yes("RolledOut", ServiceReason.COMPLETE, "every zone has the template")
                        : ConditionFact.no("RolledOut", ServiceReason.PAUSED, "a template is pending"));
        conditions.add(ConditionFact.yes(
                "Paused",
                AnyReason.ANNOTATED,
                "nothing is written while the annotation %s is true; pending: %s"
                        .formatted(annotation, pending.isEmpty() ? "nothing" : String.join("; ", pending))));
        return conditions;
    }

    private static int wanted(ServicePlan plan) {
        // Where nothing is planned, the pods that run are the target whatever is asked for.
        return plan.refusals().isEmpty()
                ? Math.min(
                        plan.forecast().replicas(),
                        plan.inTraffic().stream().mapToInt(StackPlan::target).sum())
                : plan.forecast().replicas();
    }

    private static ConditionFact ready(ServicePlan plan, List<Refusal> refusals) {
        List<StackPlan> serving = plan.inTraffic();
        Optional<StackPlan> troubled = serving.stream()
                .filter(stack -> stack.fact().trouble().isPresent())
                .findFirst();
        int ready = serving.stream().mapToInt(stack -> stack.fact().ready()).sum();
        int wanted = wanted(plan);
        boolean serves = (plan.refusals().isEmpty() && plan.servesAll()) || (ready >= wanted && wanted > 0);
        if (!serves && !refusals.isEmpty()) {
            return ConditionFact.no(
                    "Ready",
                    refusals.getFirst().reason(),
                    "%d of %d pods ready: %s".formatted(ready, wanted, RefusalSummary.of(refusals, zones(plan))));
        }
        if (!serves && troubled.isPresent()) {
            return ConditionFact.no(
                    "Ready",
                    ServiceReason.PODS_FAILING,
                    troubled.get().zone().name() + ": "
                            + troubled.get().fact().trouble().get());
        }
        if (!serves) {
            return ConditionFact.no("Ready", ServiceReason.PROGRESSING, "%d of %d pods ready".formatted(ready, wanted));
        }
        String spread = "%d %s ready in %d %s%s%s"
                .formatted(
                        ready,
                        ready == 1 ? "pod" : "pods",
                        serving.size(),
                        serving.size() == 1 ? "zone" : "zones",
                        plan.away().isEmpty() ? "" : ", without " + names(plan.away()),
                        refusals.isEmpty() ? "" : "; Stalled names what was refused");
        if (!plan.away().isEmpty()) {
            return ConditionFact.yes("Ready", ServiceReason.EVACUATED, spread);
        }
        return ConditionFact.yes("Ready", plan.servesAll() ? ServiceReason.SPREAD : ServiceReason.SERVING, spread);
    }

    private static Optional<ConditionFact> excluded(ServicePlan plan) {
        return plan.excluded().stream()
                .findFirst()
                .map(first -> ConditionFact.yes("ZonesExcluded", first.reason(), sentences(plan.excluded())));
    }

    private static ConditionFact evacuating(List<StackPlan> away) {
        return ConditionFact.yes(
                "Evacuating",
                away.getFirst().state(),
                away.stream()
                        .map(stack ->
                                stack.zone().name() + " is " + stack.reason().orElseThrow())
                        .collect(Collectors.joining("; ")));
    }

    private static String names(List<StackPlan> stacks) {
        return stacks.stream().map(stack -> stack.zone().name()).collect(Collectors.joining(", "));
    }

    private static ConditionFact reconciling(ServicePlan plan, List<Refusal> refusals, List<Refusal> retrying) {
        if (!retrying.isEmpty()) {
            return ConditionFact.yes(
                    "Reconciling", retrying.getFirst().reason(), RefusalSummary.of(retrying, zones(plan)));
        }
        if (!refusals.isEmpty() || plan.complete()) {
            return ConditionFact.no("Reconciling", ServiceReason.SETTLED, "no change in progress");
        }
        String why = plan.inTraffic().stream()
                .filter(stack -> stack.fact().trouble().isPresent())
                .map(stack -> "; %s: %s"
                        .formatted(stack.zone().name(), stack.fact().trouble().get()))
                .findFirst()
                .orElse("");
        return ConditionFact.yes("Reconciling", ServiceReason.PROGRESSING, "pods are being started or stopped" + why);
    }

    private static ConditionFact stalled(ServicePlan plan, List<Refusal> refusals) {
        if (refusals.isEmpty()) {
            return ConditionFact.no("Stalled", ServiceReason.ACCEPTED, "no errors");
        }
        return ConditionFact.yes("Stalled", refusals.getFirst().reason(), RefusalSummary.of(refusals, zones(plan)));
    }

    private static List<KnownZone> zones(ServicePlan plan) {
        return plan.stacks().stream().map(StackPlan::zone).toList();
    }

    private static String sentences(List<Refusal> refusals) {
        return refusals.stream().map(Refusal::message).distinct().collect(Collectors.joining("; "));
    }
}
