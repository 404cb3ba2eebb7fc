package io.zonekeeper.core.disruption;

import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A zone that a service has pods in, or should have.
 *
 * @param zone its name
 * @param part what its pods are to the service
 * @param desired pods asked for
 * @param ready pods that are ready
 * @param settled whether the controller of its stack has seen what is asked for
 * @param budget the budget of its own; empty where there is none
 * @param draining nodes of the zone that are drained and hold pods of the service
 */
public record BudgetZone(
        String zone,
        Part part,
        int desired,
        int ready,
        boolean settled,
        Optional<BudgetFact> budget,
        SortedSet<String> draining) {
    /** Copies the set. */
    public BudgetZone {
        draining = new TreeSet<>(draining);
    }

    boolean serving() {
        return part == Part.SERVING;
    }

    /** Whether its pods count as capacity. */
    boolean counts() {
        return part == Part.SERVING || part == Part.MOVING;
    }

    /** Whether its pods are moved to other zones, or back, and stay meanwhile. */
    boolean kept() {
        return part == Part.MOVING || part == Part.BETWEEN;
    }

    /** Whether a pod of it could be asked to go. */
    boolean takesPart() {
        return serving() && desired > 0;
    }

    boolean whole() {
        return settled && ready >= desired;
    }

    /** Pods that are not ready may be evicted anyway: only ready ones need a budget. */
    boolean needsBudget() {
        return ready > 0 || budget.isPresent();
    }

    boolean drained() {
        return !draining.isEmpty();
    }

    /** Whether its own budget lets pods go. */
    boolean open() {
        return budget.map(BudgetFact::open).orElse(false);
    }

    /** Whether evictions under its own budget are unaccounted for, or not made up for. */
    boolean lacks() {
        return budget.filter(fact -> !fact.closedAndHealed(desired)).isPresent();
    }

    /**
     * Whether no eviction can be admitted under its own budget any more, and the disruption controller has seen all
     * that were: what it counts from then on for another budget lacks them.
     *
     * @param covered whether the budget of the service selects its pods too: Kubernetes evicts none that have two
     */
    boolean quiet(boolean covered) {
        return budget.map(fact -> fact.quiet() || (covered && fact.disrupted() == 0))
                .orElse(true);
    }
}
