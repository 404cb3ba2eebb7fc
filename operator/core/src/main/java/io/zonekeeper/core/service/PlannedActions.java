package io.zonekeeper.core.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.zonekeeper.core.zone.KnownZone;

/** Says in words what a plan does to what is there: traffic first, then workloads, then what is deleted. */
public final class PlannedActions {
    private PlannedActions() {}

    /**
     * Returns the actions; empty where the plan changes nothing.
     *
     * @param before what is there
     * @param plan what is done
     */
    public static List<String> of(ServiceObservation before, ServicePlan plan) {
        List<String> actions = new ArrayList<>();
        Map<String, StackPlan> plans = new TreeMap<>();
        plan.stacks().forEach(stack -> plans.put(stack.zone().name(), stack));
        plans.forEach((zone, stack) -> {
            boolean served = before.memory().get(zone) == null
                    || before.memory().get(zone).inTraffic();
            if (served && !stack.inTraffic()) {
                actions.add("remove traffic from %1$s: add %3$s to the selector of Service %2$s"
                        .formatted(
                                zone,
                                before.name(),
                                stack.zone().slot().isPresent()
                                        ? "zonekeeper.io/outside-%d=true"
                                                .formatted(stack.zone().slot().getAsInt())
                                        : "nothing, because it has no slot"));
            } else if (!served && stack.inTraffic()) {
                actions.add("return traffic to %s".formatted(zone));
            }
        });
        plans.forEach((zone, stack) -> {
            int desired = stack.fact().desired();
            if (!before.hasStack(zone)) {
                actions.add("create %s with %d pods".formatted(child(before, stack.zone()), stack.replicas()));
            } else if (desired != stack.replicas()) {
                actions.add("scale %s from %d to %d".formatted(child(before, stack.zone()), desired, stack.replicas()));
            }
        });
        plan.remove().forEach(zone -> actions.add("delete " + child(before, zone)));
        return actions;
    }

    private static String child(ServiceObservation service, KnownZone zone) {
        return service.name() + "-" + zone.objectName();
    }
}
