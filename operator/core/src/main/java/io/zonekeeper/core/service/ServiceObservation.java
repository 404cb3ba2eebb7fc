package io.zonekeeper.core.service;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.core.evacuation.EvacuationSettings;
import io.zonekeeper.core.evacuation.StackDecision;
import io.zonekeeper.core.evacuation.StackMemory;
import io.zonekeeper.core.nodes.ZoneFit;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.ZoneCatalog;

/**
 * Everything {@link ServicePlanner} checks.
 *
 * @param namespace the service's namespace
 * @param name the service's name
 * @param demand what it asks for
 * @param catalog the zones there are; {@code present} means that a node there takes pods
 * @param stacks what runs, one entry for each zone with a Deployment or StatefulSet of the service
 * @param decisions by zone name, whether its stack may serve; a zone without one may, and is not known to be healthy
 * @param memory by zone name, what the status reports about its stack
 * @param settings what is to be done when a zone is to be left
 * @param surgeAllowance how many more replacement pods may be asked for by this plan; {@link Integer#MAX_VALUE} for no
 *     limit
 * @param fits by zone name, how its nodes suit the service's pods; empty where nothing is known of nodes, and then what
 *     the catalog reports about zones holds
 */
public record ServiceObservation(
        String namespace,
        String name,
        ServiceDemand demand,
        ZoneCatalog catalog,
        List<StackFact> stacks,
        Map<String, StackDecision> decisions,
        Map<String, StackMemory> memory,
        EvacuationSettings settings,
        int surgeAllowance,
        Map<String, ZoneFit> fits) {
    /** Makes an observation that knows nothing of nodes. */
    public ServiceObservation(
            String namespace,
            String name,
            ServiceDemand demand,
            ZoneCatalog catalog,
            List<StackFact> stacks,
            Map<String, StackDecision> decisions,
            Map<String, StackMemory> memory,
            EvacuationSettings settings,
            int surgeAllowance) {
        this(namespace, name, demand, catalog, stacks, decisions, memory, settings, surgeAllowance, Map.of());
    }

    /** Copies the collections. */
    public ServiceObservation {
        stacks = List.copyOf(stacks);
        decisions = Map.copyOf(decisions);
        memory = Map.copyOf(memory);
        fits = Map.copyOf(fits);
    }

    /** Returns this observation with so many replacement pods allowed. */
    public ServiceObservation with(int newSurgeAllowance) {
        return new ServiceObservation(
                namespace, name, demand, catalog, stacks, decisions, memory, settings, newSurgeAllowance, fits);
    }

    /** Returns whether a node of the zone takes the service's pods now. */
    boolean takesPods(KnownZone zone) {
        return fits.isEmpty() ? zone.present() : fit(zone).open() > 0;
    }

    /** Returns how the nodes of a zone suit the service's pods. */
    ZoneFit fit(KnownZone zone) {
        return fits.getOrDefault(zone.name(), ZoneFit.none(zone.name()));
    }

    /** Returns what runs in a zone, nothing where there is no stack. */
    public StackFact stack(String zone) {
        return stacks.stream()
                .filter(stack -> stack.zone().equals(zone))
                .findFirst()
                .orElseGet(() -> StackFact.none(zone));
    }

    /**
     * Returns what runs in a zone, without pods that only their status calls ready: the zone is known not to answer.
     */
    StackFact answering(String zone) {
        StackFact stack = stack(zone);
        return decision(zone).dark() ? stack.withoutReadyPods() : stack;
    }

    /** Returns whether there is a stack in a zone, be it without pods. */
    public boolean hasStack(String zone) {
        return stacks.stream().anyMatch(stack -> stack.zone().equals(zone));
    }

    /** Returns whether a zone's stack may serve. */
    StackDecision decision(String zone) {
        return decisions.getOrDefault(zone, new StackDecision.Stay(Optional.empty()));
    }
}
