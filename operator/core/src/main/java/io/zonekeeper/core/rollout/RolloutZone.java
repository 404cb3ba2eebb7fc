package io.zonekeeper.core.rollout;

import java.util.Optional;

/**
 * A zone of a service, as its rollout sees it.
 *
 * @param zone the zone's name
 * @param place whether its pods serve
 * @param trusted whether the zone has nodes that take pods and nothing speaks against it
 * @param exists whether there is a stack
 * @param told the template that the stack was last given; empty where it has none or nobody knows
 * @param desired pods asked for
 * @param ready pods that are ready
 * @param settled whether its controller has seen what it was told
 * @param complete whether all pods asked for are there, ready, and of the stack's own template
 * @param trouble what its controller or its pods complain of
 * @param failing whether its pods fail the health checks, as other zones see it
 * @param restarts pods that restarted lately
 */
public record RolloutZone(
        String zone,
        Place place,
        boolean trusted,
        boolean exists,
        Optional<String> told,
        int desired,
        int ready,
        boolean settled,
        boolean complete,
        Optional<String> trouble,
        boolean failing,
        Restarts restarts) {

    /** Whether the pods of a zone serve. */
    public enum Place {
        /** They get traffic. */
        SERVES,
        /** They were left, or are to be left. */
        LEFT,
        /** They get no traffic yet, and are made whole to get it again. */
        COMING_HOME,
        /** The zone is no longer the service's. */
        LEAVING
    }

    /** Returns whether the zone takes its turn: it serves, and nothing speaks against it. */
    boolean takesPart() {
        return exists && place == Place.SERVES && trusted;
    }

    boolean has(String revision) {
        return told.filter(revision::equals).isPresent();
    }
}
