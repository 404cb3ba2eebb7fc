package io.zonekeeper.controllers.zonedservice.planning;

import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

import io.zonekeeper.controllers.cluster.ZoneState;
import io.zonekeeper.core.cordon.StackDecisions;
import io.zonekeeper.core.evacuation.StackDecision.Cause;
import io.zonekeeper.core.service.ServicePlan;
import io.zonekeeper.core.service.StackPlan;
import io.zonekeeper.core.zone.KnownZone;

/**
 * Says which zones a service's load balancers are to be led away from: those that are cordoned and that the plan takes
 * its traffic from. Where the plan keeps traffic, for want of capacity, a load balancer does too; where someone else
 * cordoned the nodes, as an EKS zonal shift does, load balancers are theirs as well.
 */
public final class ShiftRequests {
    private ShiftRequests() {}

    public static LoadBalancers.Request of(ServicePlan plan, StackDecisions decided, ZoneState zones) {
        List<KnownZone> cordoned = plan.stacks().stream()
                .filter(stack -> stack.away() && !stack.inTraffic())
                .map(StackPlan::zone)
                .filter(zone -> cordonedByUs(zone.name(), zones))
                .filter(zone -> !decided.failing().contains(zone.name())
                        && !decided.unwanted().contains(zone.name()))
                .toList();
        Set<String> away = plan.stacks().stream()
                .filter(stack -> stack.away() && !stack.inTraffic())
                .map(stack -> stack.zone().name())
                .collect(Collectors.toSet());
        return new LoadBalancers.Request(cordoned, away);
    }

    private static boolean cordonedByUs(String zone, ZoneState zones) {
        return zones.decisions().containsKey(zone)
                && zones.decisions()
                        .get(zone)
                        .cordon()
                        .filter(cordon -> cordon.cause() != Cause.EXTERNAL)
                        .isPresent();
    }
}
