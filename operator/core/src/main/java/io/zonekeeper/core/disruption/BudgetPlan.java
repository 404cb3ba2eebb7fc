package io.zonekeeper.core.disruption;

import java.time.Instant;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import io.zonekeeper.core.Refusal;

/**
 * How the budgets of a service are to stand.
 *
 * @param withdrawn whether there are to be none
 * @param budgets by zone name, where there is to be one
 * @param open the zone that is to be open
 * @param reason why that zone, or why none, where it is more than the ordinary turn
 * @param refusal what is not done although someone asks for it
 * @param nextChange when the plan changes by time alone; empty when only what is observed changes it
 */
public record BudgetPlan(
        boolean withdrawn,
        SortedMap<String, Opening> budgets,
        Optional<String> open,
        Optional<String> reason,
        Optional<Refusal> refusal,
        Optional<Instant> nextChange) {
    /** Copies the map. */
    public BudgetPlan {
        budgets = new TreeMap<>(budgets);
    }

    /** Returns the plan that leaves no budget and has nothing to tell. */
    public static BudgetPlan none() {
        return withdrawn(Optional.empty());
    }

    /** Returns the plan that makes no budget before a time, and has nothing to tell. */
    static BudgetPlan later(Instant time) {
        return new BudgetPlan(
                false, new TreeMap<>(), Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(time));
    }

    static BudgetPlan withdrawn(Optional<Refusal> refusal) {
        return new BudgetPlan(
                true, new TreeMap<>(), Optional.empty(), refusal.map(Refusal::message), refusal, Optional.empty());
    }

    /** Returns whether a zone is to be open that is not open in what it was planned from. */
    public boolean opens(BudgetObservation observation) {
        return open.isPresent()
                && observation.zones().stream().noneMatch(zone -> zone.zone().equals(open.get()) && zone.open());
    }

    /** Returns how the budget of a zone is to stand; empty where there is to be none. */
    public Optional<Opening> of(String zone) {
        return Optional.ofNullable(budgets.get(zone));
    }
}
