package io.zonekeeper.core.disruption;

import java.util.Collection;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * How the budget over the zones of a service is to stand.
 *
 * @param opening how many pods it lets go
 * @param without names of the zones whose pods it does not select
 */
public record ServiceBudget(Opening opening, SortedSet<String> without) {
    /** Copies the set. */
    public ServiceBudget {
        without = new TreeSet<>(without);
    }

    /** Whether it stands like this. */
    boolean sameAs(Optional<ServiceBudgetFact> observed) {
        return observed.filter(budget ->
                        budget.without().equals(without) && budget.fact().open() == (opening != Opening.CLOSED))
                .isPresent();
    }

    /** Returns the same that selects the pods of some more zones. */
    public ServiceBudget covering(Collection<String> zones) {
        SortedSet<String> left = new TreeSet<>(without);
        left.removeAll(zones);
        return new ServiceBudget(opening, left);
    }
}
