package io.zonekeeper.core.disruption;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import io.zonekeeper.core.Refusal;

/**
 * How the budgets of a service are to stand.
 *
 * @param withdrawn whether there are to be none
 * @param service the budget over the zones; empty where there is to be none
 * @param zones budgets of single zones, by zone name
 * @param open the zone whose own budget lets more than one pod go
 * @param reason why that zone, or why no pod may be evicted
 * @param refusal what is not done although someone asks for it
 * @param nextChange when the plan changes by time alone; empty when only what is observed changes it
 */
public record BudgetPlan(
        boolean withdrawn,
        Optional<ServiceBudget> service,
        SortedMap<String, Opening> zones,
        Optional<String> open,
        Optional<String> reason,
        Optional<Refusal> refusal,
        Optional<Instant> nextChange) {
    /** Copies the map. */
    public BudgetPlan {
        zones = new TreeMap<>(zones);
    }

    /** Returns the plan that leaves no budget and has nothing to tell. */
    public static BudgetPlan none() {
        return withdrawn(Optional.empty());
    }

    /** Returns the plan that makes no budget before a time, and has nothing to tell. */
    static BudgetPlan later(Instant time) {
        return new BudgetPlan(
                false,
                Optional.empty(),
                new TreeMap<>(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(time));
    }

    static BudgetPlan withdrawn(Optional<Refusal> refusal) {
        return new BudgetPlan(
                true,
                Optional.empty(),
                new TreeMap<>(),
                Optional.empty(),
                refusal.map(Refusal::message),
                refusal,
                Optional.empty());
    }

    /**
     * Returns whether the API server's own answer gives the same plan, and has the budgets that pods are left to.
     *
     * @param write what is about to be written
     * @param asked what the API server answered
     * @param again the plan that is made of it
     */
    public boolean confirmedBy(BudgetWrite write, BudgetObservation asked, BudgetPlan again) {
        boolean kept = asked.zones().stream()
                .allMatch(zone -> zones.containsKey(zone.zone())
                        ? zone.budget().isPresent()
                        : !(write instanceof BudgetWrite.DeleteOthers) || !zone.serving() || asked.covers(zone));
        return kept && service.equals(again.service) && zones.equals(again.zones);
    }

    /**
     * Returns what to write, in this order; each only where all before it succeeded.
     *
     * <ol>
     *   <li>Budgets of zones that are not opened: their pods have two for a moment, and none is evicted.
     *   <li>The budget of the service, unless that opens it.
     *   <li>What opens.
     *   <li>Budgets that the plan has not are deleted, now that others select their pods.
     * </ol>
     *
     * <p>So a pod may be selected by two budgets on the way, and never by none.
     *
     * @param observation what it was planned from
     */
    public List<BudgetWrite> writes(BudgetObservation observation) {
        List<BudgetWrite> writes = new ArrayList<>();
        List<BudgetWrite> openings = new ArrayList<>();
        for (BudgetZone zone : observation.zones()) {
            Optional.ofNullable(zones.get(zone.zone()))
                    .map(opening ->
                            new BudgetWrite.OfZone(zone.zone(), opening, opening == Opening.OPEN && !zone.open()))
                    .ifPresent(write -> (write.loosens() ? openings : writes).add(write));
        }
        service.ifPresent(budget -> {
            boolean opens = budget.opening() != Opening.CLOSED && !observation.opened();
            boolean leaves =
                    !budget.sameAs(observation.budget()) && !Collections.disjoint(budget.without(), zones.keySet());
            (opens ? openings : writes).add(new BudgetWrite.OfService(budget, opens || leaves));
        });
        writes.addAll(openings);
        writes.add(new BudgetWrite.DeleteOthers(observation.zones().stream()
                .anyMatch(zone -> zone.budget().isPresent() && !zones.containsKey(zone.zone()))));
        return writes;
    }
}
