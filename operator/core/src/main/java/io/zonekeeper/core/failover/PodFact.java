package io.zonekeeper.core.failover;

import java.util.Optional;
import java.util.Set;

/**
 * A pod of a protected Service.
 *
 * @param name its name
 * @param zone name of the zone of its node; empty while it has none
 * @param ready whether it is ready
 * @param terminating whether it is being deleted
 * @param unschedulable what the scheduler reports of a pod without a node; empty where it reports nothing
 * @param outside slots of zones that its labels say it is outside of
 * @param workload key of the workload that it belongs to
 * @param volumeZone name of the zone that a volume of it is bound to; empty where none is
 */
public record PodFact(
        String name,
        Optional<String> zone,
        boolean ready,
        boolean terminating,
        Optional<String> unschedulable,
        Set<Integer> outside,
        String workload,
        Optional<String> volumeZone) {
    /** Copies the set. */
    public PodFact {
        outside = Set.copyOf(outside);
    }

    /** Returns whether it runs in a zone and is not being deleted. */
    public boolean in(String name) {
        return !terminating && zone.filter(name::equals).isPresent();
    }
}
