package io.zonekeeper.core.service;

import java.util.List;

import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.placement.LossForecast;
import io.zonekeeper.core.zone.KnownZone;

/**
 * What a service is to run, zone by zone, and what there is to tell of it.
 *
 * @param stacks the zones to run in or to leave, by name
 * @param remove zones whose empty stack is to be deleted
 * @param refusals what was asked for and is not done
 * @param forecast what would be left if a zone were lost now
 * @param balanced whether the pods are where they should be
 * @param zoneRedundant whether the zones may be lost that were asked for
 */
public record ServicePlan(
        List<StackPlan> stacks,
        List<KnownZone> remove,
        List<Refusal> refusals,
        LossForecast forecast,
        ConditionFact balanced,
        ConditionFact zoneRedundant) {
    /** Copies the lists. */
    public ServicePlan {
        stacks = List.copyOf(stacks);
        remove = List.copyOf(remove);
        refusals = List.copyOf(refusals);
    }

    /** Returns pods asked for now, all told. */
    public int replicas() {
        return stacks.stream().mapToInt(StackPlan::replicas).sum();
    }

    /** Returns pods ready now, all told. */
    public int ready() {
        return stacks.stream().mapToInt(stack -> stack.fact().ready()).sum();
    }

    /** Returns whether every stack runs what it shall and none is left to remove. */
    public boolean complete() {
        return remove.isEmpty()
                && stacks.stream()
                        .allMatch(stack -> stack.state() == StackPlan.State.ACTIVE
                                && stack.replicas() == stack.target()
                                && stack.fact().complete(stack.target()));
    }
}
