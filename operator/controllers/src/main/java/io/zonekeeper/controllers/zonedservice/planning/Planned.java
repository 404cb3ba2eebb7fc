package io.zonekeeper.controllers.zonedservice.planning;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.cordon.StackDecisions;
import io.zonekeeper.core.disruption.BudgetPlan;
import io.zonekeeper.core.rollout.RolloutMemory;
import io.zonekeeper.core.rollout.RolloutPlan;
import io.zonekeeper.core.service.ServiceObservation;
import io.zonekeeper.core.service.ServicePlan;
import io.zonekeeper.core.service.ServicePlanner;
import io.zonekeeper.manifests.stacks.PodTemplate;

/**
 * What a service is to do.
 *
 * @param observation what was planned from
 * @param plan its plan
 * @param decided what was decided of its stacks
 * @param rollout how its template goes through the zones
 * @param templates by zone, what its pods are made of
 * @param onTrial zones in which a failure may be the template's
 * @param blocked by zone, pods that are asked for and cannot start as things are
 * @param remaining whose traffic evacuated zones still get
 * @param budgets how many of its pods may be evicted where
 * @param at when it was planned
 */
public record Planned(
        ServiceObservation observation,
        ServicePlan plan,
        StackDecisions decided,
        RolloutPlan rollout,
        Map<String, PodTemplate> templates,
        Set<String> onTrial,
        Map<String, Integer> blocked,
        Optional<Refusal> remaining,
        BudgetPlan budgets,
        Instant at) {
    public Planned with(BudgetPlan newBudgets) {
        return new Planned(observation, plan, decided, rollout, templates, onTrial, blocked, remaining, newBudgets, at);
    }

    /** Returns this plan with whose traffic evacuated zones still get. */
    public Planned with(Optional<Refusal> traffic) {
        return new Planned(observation, plan, decided, rollout, templates, onTrial, blocked, traffic, budgets, at);
    }

    /** Returns this plan after the API server refused to give zones another template. */
    public Planned refused(Map<String, Refusal> refusals, Optional<RolloutMemory> before) {
        Optional<RolloutPlan> halted = refusals.entrySet().stream()
                .min(Map.Entry.comparingByKey())
                .map(refusal -> rollout.refused(refusal.getValue().message(), before, at));
        return halted.map(plan -> new Planned(
                        observation, this.plan, decided, plan, templates, onTrial, blocked, remaining, budgets, at))
                .orElse(this);
    }

    /** Returns this plan with the pods of drained zones as they are. */
    public Planned keepingDrained() {
        return new Planned(
                observation,
                plan.keepingDrained(),
                decided,
                rollout,
                templates,
                onTrial,
                blocked,
                remaining,
                budgets,
                at);
    }

    /** Returns this plan with so many pods more of those that the service wanted as replacements. */
    public Planned granted(int pods) {
        ServiceObservation richer = observation.with(pods);
        ServicePlan surging = ServicePlanner.plan(richer, at).withHeldBack(plan.heldBack());
        return new Planned(richer, surging, decided, rollout, templates, onTrial, blocked, remaining, budgets, at);
    }
}
