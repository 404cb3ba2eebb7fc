package io.zonekeeper.core.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.rollout.RolloutPhase;
import io.zonekeeper.core.rollout.RolloutPlan;

/**
 * The conditions of a service: {@code Ready}, {@code Reconciling} and {@code Stalled} as kstatus reads them,
 * {@code Balanced} and {@code ZoneRedundant}; {@code Evacuating} only while a zone is left, and {@code EvacuationHeld}
 * only while one is to be left and is not.
 *
 * <p>{@code Ready} speaks of serving: as many pods are ready in the zones with traffic as the service asks for, or as
 * its limits let these zones have. What is still under way beyond that (a rollout, a move, spare pods for a tolerated
 * loss) is told in {@code Reconciling}, and one that stopped in {@code Stalled}; so a rollout with surge never shows as
 * an outage, and nobody who reads all three takes it for done.
 *
 * <p>{@code Stalled} holds what a person has to mend. Limits that contradict each other are told in {@code Balanced}
 * alone: the service runs as near to them as can be.
 */
public final class ServiceConditions {
    private ServiceConditions() {}

    /**
     * Returns the conditions after a plan was carried out, {@code RolledOut} among them. A halted rollout is
     * {@code Stalled}: a person has to mend the template. {@code Ready} holds all the while, as long as the pods serve,
     * be it with the old template.
     *
     * @param plan the plan
     * @param rollout how its template goes through the zones
     * @param notApplied what the API server or another owner did not let happen
     */
    public static List<ConditionFact> of(ServicePlan plan, RolloutPlan rollout, List<Refusal> notApplied) {
        List<ConditionFact> conditions = new ArrayList<>(of(plan, notApplied));
        conditions.add(rolledOut(rollout));
        boolean refused = !plan.refusals().isEmpty() || !notApplied.isEmpty();
        if (rollout.moving() && !refused) {
            conditions.replaceAll(condition -> condition.type().equals("Reconciling")
                    ? ConditionFact.yes(
                            "Reconciling", "RollingOut", rolledOut(rollout).message())
                    : condition);
        }
        if (rollout.memory().phase() == RolloutPhase.HALTED && !refused) {
            conditions.replaceAll(condition -> switch (condition.type()) {
                case "Reconciling" -> ConditionFact.no("Reconciling", "RolloutHalted", "nothing is under way");
                case "Stalled" -> stalled(List.of(rollout.held().orElseThrow()));
                default -> condition;
            });
        }
        return conditions;
    }

    private static ConditionFact rolledOut(RolloutPlan rollout) {
        String type = "RolledOut";
        String zone = rollout.memory().zone().orElse("every zone");
        if (rollout.held().isPresent()) {
            Refusal held = rollout.held().get();
            return ConditionFact.no(type, held.reason(), held.message());
        }
        return switch (rollout.memory().phase()) {
            case COMPLETE -> ConditionFact.yes(type, "Complete", "every zone has the template");
            case UPDATING -> ConditionFact.no(type, "Updating", zone + " replaces its pods");
            case BAKING -> ConditionFact.no(type, "Baking", zone + " has the template and is watched");
            case WAITING, HALTED, PAUSED -> ConditionFact.no(type, "Waiting", "the zones are not told all yet");
        };
    }

    /**
     * Returns the conditions after a plan was carried out.
     *
     * @param plan the plan
     * @param notApplied what the API server or another owner did not let happen
     */
    public static List<ConditionFact> of(ServicePlan plan, List<Refusal> notApplied) {
        List<Refusal> refusals = new ArrayList<>(plan.refusals());
        refusals.addAll(notApplied);
        List<ConditionFact> conditions = new ArrayList<>();
        conditions.add(ready(plan, refusals));
        conditions.add(reconciling(plan, refusals));
        conditions.add(stalled(refusals));
        conditions.add(plan.balanced());
        conditions.add(plan.zoneRedundant());
        if (!plan.away().isEmpty()) {
            conditions.add(evacuating(plan.away()));
        }
        if (!plan.heldBack().isEmpty()) {
            conditions.add(ConditionFact.yes(
                    "EvacuationHeld", plan.heldBack().getFirst().reason(), sentences(plan.heldBack())));
        }
        return conditions;
    }

    private static ConditionFact ready(ServicePlan plan, List<Refusal> refusals) {
        if (!refusals.isEmpty()) {
            return ConditionFact.no("Ready", refusals.getFirst().reason(), sentences(refusals));
        }
        List<StackPlan> serving = plan.inTraffic();
        Optional<StackPlan> troubled = serving.stream()
                .filter(stack -> stack.fact().trouble().isPresent())
                .findFirst();
        int ready = serving.stream().mapToInt(stack -> stack.fact().ready()).sum();
        int wanted = Math.min(
                plan.forecast().replicas(),
                serving.stream().mapToInt(StackPlan::target).sum());
        boolean serves = plan.servesAll() || (ready >= wanted && wanted > 0);
        if (!serves && troubled.isPresent()) {
            return ConditionFact.no(
                    "Ready",
                    "PodsFailing",
                    troubled.get().zone().name() + ": "
                            + troubled.get().fact().trouble().get());
        }
        if (!serves) {
            return ConditionFact.no("Ready", "Progressing", "%d of %d pods ready".formatted(ready, wanted));
        }
        String spread = "%d pods ready in %d zones".formatted(ready, serving.size());
        if (!plan.away().isEmpty()) {
            return ConditionFact.yes("Ready", "Evacuated", spread + ", without " + names(plan.away()));
        }
        return ConditionFact.yes("Ready", plan.servesAll() ? "Spread" : "Serving", spread);
    }

    private static ConditionFact evacuating(List<StackPlan> away) {
        return ConditionFact.yes(
                "Evacuating",
                away.getFirst().state().word(),
                away.stream()
                        .map(stack ->
                                stack.zone().name() + " is " + stack.reason().orElseThrow())
                        .collect(Collectors.joining("; ")));
    }

    private static String names(List<StackPlan> stacks) {
        return stacks.stream().map(stack -> stack.zone().name()).collect(Collectors.joining(", "));
    }

    private static ConditionFact reconciling(ServicePlan plan, List<Refusal> refusals) {
        if (!refusals.isEmpty() || plan.complete()) {
            return ConditionFact.no("Reconciling", "Settled", "nothing is under way");
        }
        return ConditionFact.yes("Reconciling", "Progressing", "pods are being started or stopped");
    }

    private static ConditionFact stalled(List<Refusal> refusals) {
        if (refusals.isEmpty()) {
            return ConditionFact.no("Stalled", "Accepted", "nothing stands in the way");
        }
        return ConditionFact.yes("Stalled", refusals.getFirst().reason(), sentences(refusals));
    }

    private static String sentences(List<Refusal> refusals) {
        return refusals.stream().map(Refusal::message).distinct().collect(Collectors.joining("; "));
    }
}
