package io.zonekeeper.core.disruption;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Everything {@link BudgetPlanner} checks.
 *
 * @param service namespace and name of the service
 * @param replicas pods that should serve
 * @param age how long ago the service was created
 * @param othersStart whether another service was started a moment ago
 * @param kept whether we are to keep budgets at all
 * @param maximum how many pods may go at the same time, in one zone
 * @param rotate how long one of several drained zones is open before the next one
 * @param order the names of all zones there are, those of other services too: every service opens them in this order
 * @param budget the budget over the zones; empty where there is none
 * @param zones the zones that the service has pods in, or should have
 * @param zoneInStep the zone in which a rollout is replacing pods
 * @param foreign names of budgets that are not ours and select pods of the service
 */
public record BudgetObservation(
        String service,
        int replicas,
        Duration age,
        boolean othersStart,
        boolean kept,
        MaxUnavailable maximum,
        Duration rotate,
        List<String> order,
        Optional<ServiceBudgetFact> budget,
        List<BudgetZone> zones,
        Optional<String> zoneInStep,
        List<String> foreign) {
    /** Copies the lists. */
    public BudgetObservation {
        order = List.copyOf(order);
        zones = List.copyOf(zones);
        foreign = List.copyOf(foreign);
    }

    List<BudgetZone> serving() {
        return zones.stream().filter(BudgetZone::serving).toList();
    }

    boolean opened() {
        return budget.map(service -> service.fact().open()).orElse(false);
    }

    boolean covers(BudgetZone zone) {
        return budget.map(service -> service.covers(zone)).orElse(false);
    }

    /** How many pods are asked for in the zones that the budget of the service selects. */
    int desiredOfCovered() {
        return zones.stream().filter(this::covers).mapToInt(BudgetZone::desired).sum();
    }

    boolean stepsIn(BudgetZone zone) {
        return zoneInStep.filter(zone.zone()::equals).isPresent();
    }
}
