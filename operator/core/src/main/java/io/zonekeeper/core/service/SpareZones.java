package io.zonekeeper.core.service;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Zones with traffic whose pods a service runs only in case another zone is lost.
 *
 * <p>All pods serve, and which ones are spare is a matter of counting: of as many zones as may still be lost, those
 * with the most pods are left out, as long as the others are to run {@code replicas} pods. So an autoscaler that
 * measures the others sees as many pods as it asks for.
 */
public final class SpareZones {
    private SpareZones() {}

    /**
     * Returns the names of the zones to leave out; none while as many zones are evacuated as may be lost.
     *
     * @param plan what the service runs
     * @param demand what it asks for
     */
    public static Set<String> of(ServicePlan plan, ServiceDemand demand) {
        List<StackPlan> serving = plan.inTraffic().stream()
                .filter(stack -> stack.zone().slot().isPresent())
                .sorted(Comparator.<StackPlan>comparingInt(stack -> -stack.target())
                        .thenComparing(stack -> stack.zone().name()))
                .toList();
        int left = plan.inTraffic().stream().mapToInt(StackPlan::target).sum();
        int spare = demand.toleratedZoneFailures() - plan.outOfTraffic().size();
        Set<String> zones = new TreeSet<>();
        for (StackPlan stack : serving) {
            if (zones.size() >= spare || left - stack.target() < demand.replicas()) {
                break;
            }
            left -= stack.target();
            zones.add(stack.zone().name());
        }
        return zones;
    }
}
