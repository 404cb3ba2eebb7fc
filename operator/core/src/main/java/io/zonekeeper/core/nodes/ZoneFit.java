package io.zonekeeper.core.nodes;

import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

import io.zonekeeper.core.Refusal;

/**
 * How a zone's nodes suit a service's pods.
 *
 * @param zone the zone's name
 * @param nodes nodes there are
 * @param fitting nodes that the pods could run on, were they ready and not on their way out
 * @param open nodes that take a pod now
 * @param leaving names of ready nodes that are on their way out
 * @param closed whether no ready node takes a pod, though one did until somebody made it leave
 * @param misfit why no node suits the pods; empty where one does, or where there are no nodes
 */
public record ZoneFit(
        String zone,
        int nodes,
        int fitting,
        int open,
        SortedSet<String> leaving,
        boolean closed,
        Optional<Refusal> misfit) {
    /** Copies the set. */
    public ZoneFit {
        leaving = Collections.unmodifiableSortedSet(new TreeSet<>(leaving));
    }

    /** Returns a zone without nodes. */
    public static ZoneFit none(String zone) {
        return new ZoneFit(zone, 0, 0, 0, new TreeSet<>(), false, Optional.empty());
    }
}
