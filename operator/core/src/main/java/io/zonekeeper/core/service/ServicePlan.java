package io.zonekeeper.core.service;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.placement.LossForecast;
import io.zonekeeper.core.zone.KnownZone;

/**
 * What a service is to run, zone by zone, and what there is to tell of it.
 *
 * @param stacks the zones to run in or to leave, by name
 * @param remove zones whose empty stack is to be deleted
 * @param excluded zones that get no pods because none of their nodes suits these
 * @param refusals what was asked for and is not done
 * @param heldBack zones that are to be left and are not, or not to the end; nothing for the service's author to mend
 * @param surgeWanted replacement pods that are still to be asked for, beyond what this plan was allowed
 * @param again whether the service is to be planned again as soon as the status holds this plan, though nothing else
 *     changes
 * @param nextChange when the plan changes by time alone; the time of the plan where {@code again}; empty when only what
 *     is observed changes it
 * @param forecast what would be left if a zone were lost now
 * @param balanced whether the pods are where they should be
 * @param zoneRedundant whether the zones may be lost that were asked for
 */
public record ServicePlan(
        List<StackPlan> stacks,
        List<KnownZone> remove,
        List<Refusal> excluded,
        List<Refusal> refusals,
        List<Refusal> heldBack,
        int surgeWanted,
        boolean again,
        Optional<Instant> nextChange,
        LossForecast forecast,
        ConditionFact balanced,
        ConditionFact zoneRedundant) {
    /** Copies the lists. */
    public ServicePlan {
        stacks = List.copyOf(stacks);
        remove = List.copyOf(remove);
        excluded = List.copyOf(excluded);
        refusals = List.copyOf(refusals);
        heldBack = List.copyOf(heldBack);
    }

    /** Returns this plan with more that is held back. */
    public ServicePlan alsoHeldBack(List<Refusal> more) {
        if (more.isEmpty()) {
            return this;
        }
        List<Refusal> all = new ArrayList<>(heldBack);
        all.addAll(more);
        return withHeldBack(all);
    }

    /** Returns this plan with these held back, and nothing else. */
    public ServicePlan withHeldBack(List<Refusal> all) {
        return with(stacks, all);
    }

    /** Returns whether pods of drained zones are to be stopped. */
    public boolean stopsDrained() {
        return stacks.stream().anyMatch(StackPlan::stopsDrained);
    }

    /** Returns this plan with the pods of drained zones as they are: a later one stops them. */
    public ServicePlan keepingDrained() {
        return with(stacks.stream().map(StackPlan::keepingDrained).toList(), heldBack);
    }

    private ServicePlan with(List<StackPlan> otherStacks, List<Refusal> otherHeldBack) {
        return new ServicePlan(
                otherStacks,
                remove,
                excluded,
                refusals,
                otherHeldBack,
                surgeWanted,
                again,
                nextChange,
                forecast,
                balanced,
                zoneRedundant);
    }

    /** Returns the names of the zones that the selector of the Service leaves out. */
    public Set<String> outOfTraffic() {
        Set<String> out = new TreeSet<>();
        stacks.stream()
                .filter(stack -> !stack.inTraffic())
                .forEach(stack -> out.add(stack.zone().name()));
        return out;
    }

    /** Returns pods asked for now, in total. */
    public int replicas() {
        return stacks.stream().mapToInt(StackPlan::replicas).sum();
    }

    /** Returns pods ready now, in total. */
    public int ready() {
        return stacks.stream().mapToInt(stack -> stack.fact().ready()).sum();
    }

    /** Returns the zones without traffic because they were left. */
    public List<StackPlan> away() {
        return stacks.stream().filter(StackPlan::away).toList();
    }

    /** Returns the zones that get traffic. */
    List<StackPlan> inTraffic() {
        return stacks.stream().filter(StackPlan::inTraffic).toList();
    }

    /** Returns whether every zone with traffic runs what it should and none is left to remove. */
    boolean servesAll() {
        return remove.isEmpty()
                && stacks.stream().filter(stack -> !stack.away()).allMatch(StackPlan::servesAll);
    }

    /** Returns whether no change in progress: every stack runs what it should and none is left to remove. */
    public boolean complete() {
        return !again && remove.isEmpty() && stacks.stream().allMatch(StackPlan::settled);
    }
}
