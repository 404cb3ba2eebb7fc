package io.zonekeeper.core.disruption;

/** One write of a {@link BudgetPlan}. */
public sealed interface BudgetWrite {
    /**
     * The budget over the zones of the service is made as planned.
     *
     * @param budget how it is to stand
     * @param loosens whether it lets pods go from then on that it did not before, or leaves them to another budget
     */
    record OfService(ServiceBudget budget, boolean loosens) implements BudgetWrite {}

    /**
     * The budget of one zone is made as planned.
     *
     * @param zone the name of the zone
     * @param opening how many pods it lets go
     * @param loosens whether it lets more than one pod go from then on, and did not before
     */
    record OfZone(String zone, Opening opening, boolean loosens) implements BudgetWrite {}

    /**
     * Budgets of zones that have none in the plan are deleted.
     *
     * @param loosens whether there are any of zones that the service has
     */
    record DeleteOthers(boolean loosens) implements BudgetWrite {}

    /** Returns whether the API server itself has to be asked before it is written. */
    boolean loosens();
}
