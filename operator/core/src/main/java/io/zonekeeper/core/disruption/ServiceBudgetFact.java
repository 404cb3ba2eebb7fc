package io.zonekeeper.core.disruption;

import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The budget over the zones of a service as the API server has it.
 *
 * @param fact its counts
 * @param without names of the zones whose pods it does not select
 */
public record ServiceBudgetFact(BudgetFact fact, SortedSet<String> without) {
    /** Copies the set. */
    public ServiceBudgetFact {
        without = new TreeSet<>(without);
    }

    boolean covers(BudgetZone zone) {
        return !without.contains(zone.zone());
    }
}
