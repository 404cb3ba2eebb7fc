package io.zonekeeper.core.service;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What runs of a service in one zone, as its Deployment or StatefulSet says.
 *
 * @param zone the zone's name
 * @param desired pods asked for, of its spec
 * @param pods pods there are, ready or not
 * @param ready pods that are ready
 * @param updated pods of the present template
 * @param settled whether its controller has seen the present spec
 * @param trouble what its controller complains of
 * @param elsewhere by the name of another zone, how many of the ready pods run on its nodes
 */
public record StackFact(
        String zone,
        int desired,
        int pods,
        int ready,
        int updated,
        boolean settled,
        Optional<String> trouble,
        SortedMap<String, Integer> elsewhere) {
    /** Copies the map. */
    public StackFact {
        elsewhere = Collections.unmodifiableSortedMap(new TreeMap<>(elsewhere));
    }

    /** Makes a stack whose pods all run on nodes of its zone. */
    public StackFact(
            String zone, int desired, int pods, int ready, int updated, boolean settled, Optional<String> trouble) {
        this(zone, desired, pods, ready, updated, settled, trouble, new TreeMap<>());
    }

    /** Returns a stack that does not exist yet. */
    public static StackFact none(String zone) {
        return new StackFact(zone, 0, 0, 0, 0, true, Optional.empty());
    }

    /** Returns whether all pods asked for are there, ready and of the present template. */
    public boolean complete(int replicas) {
        return settled && desired == replicas && ready >= replicas && updated >= replicas && pods <= replicas;
    }

    /** Returns this stack as it stands against a template that it is to be given: none of its pods has it. */
    public StackFact outdated() {
        return new StackFact(zone, desired, pods, ready, 0, settled, trouble, elsewhere);
    }

    /** Returns this stack with none of its pods ready. */
    StackFact withoutReadyPods() {
        return new StackFact(zone, desired, pods, 0, updated, settled, trouble);
    }

    /** Returns this stack with something more that is complained of. */
    public StackFact withTrouble(String complaint) {
        return new StackFact(zone, desired, pods, ready, updated, settled, Optional.of(complaint), elsewhere);
    }

    /** Returns this stack with ready pods that run on nodes of other zones, by the names of these. */
    public StackFact withElsewhere(Map<String, Integer> readyElsewhere) {
        return new StackFact(zone, desired, pods, ready, updated, settled, trouble, new TreeMap<>(readyElsewhere));
    }

    /** Returns this stack as it is once so many pods are asked for and their controller has done what it can. */
    StackFact carriedOut(int replicas, int readyPods, Optional<String> complaint) {
        return new StackFact(zone, replicas, replicas, readyPods, replicas, true, complaint);
    }
}
