package io.zonekeeper.core.service;

import java.util.List;

import io.zonekeeper.core.zone.ZoneCatalog;

/**
 * Everything {@link ServicePlanner} looks at.
 *
 * @param namespace the service's namespace
 * @param name the service's name
 * @param demand what it asks for
 * @param catalog the zones there are; {@code present} means that a node there takes pods
 * @param stacks what runs, one entry for each zone with a Deployment or StatefulSet of the service
 */
public record ServiceObservation(
        String namespace, String name, ServiceDemand demand, ZoneCatalog catalog, List<StackFact> stacks) {
    /** Copies the list. */
    public ServiceObservation {
        stacks = List.copyOf(stacks);
    }

    /** Returns what runs in a zone, nothing where there is no stack. */
    StackFact stack(String zone) {
        return stacks.stream()
                .filter(stack -> stack.zone().equals(zone))
                .findFirst()
                .orElseGet(() -> StackFact.none(zone));
    }

    /** Returns whether there is a stack in a zone, be it without pods. */
    boolean hasStack(String zone) {
        return stacks.stream().anyMatch(stack -> stack.zone().equals(zone));
    }
}
