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
 * @param never whether the service lets no pod go in any zone
 * @param rotate how long a zone stays open while no node is drained
 * @param order the names of all zones there are, those of other services too: every service opens them in this order
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
        boolean never,
        Duration rotate,
        List<String> order,
        List<BudgetZone> zones,
        Optional<String> zoneInStep,
        List<String> foreign) {
    /** Copies the lists. */
    public BudgetObservation {
        order = List.copyOf(order);
        zones = List.copyOf(zones);
        foreign = List.copyOf(foreign);
    }
}
