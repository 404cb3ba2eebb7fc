package io.zonekeeper.core.rollout;

import java.util.Optional;

/**
 * A zone of a service, as its rollout sees it.
 *
 * @param zone the zone's name
 * @param place whether its pods serve
 * @param trusted whether the zone has nodes that take pods and nothing counts against it
 * @param exists whether there is a stack
 * @param told the template that the stack was last given; empty where it has none or nobody knows
 * @param desired pods asked for
 * @param ready pods that are ready
 * @param settled whether its controller has seen what it was told
 * @param complete whether all pods asked for are there, ready, and of the stack's own template
 * @param trouble what its controller or its pods complain of
 * @param failing whether its pods fail the health checks, as other zones see it
 * @param restarts pods that restarted lately
 * @param pods what its pods tell
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
        Restarts restarts,
        StackPods pods) {

    /** Creates a zone whose pods tell nothing: all are ready, and not all there is to be, while others are replaced. */
    public RolloutZone(
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
        this(
                zone,
                place,
                trusted,
                exists,
                told,
                desired,
                ready,
                settled,
                complete,
                trouble,
                failing,
                restarts,
                StackPods.of(!complete && ready >= desired ? desired : 0));
    }

    /** Whether the pods of a zone serve. */
    public enum Place {
        /** They get traffic. */
        SERVES,
        /** They were left, or are to be left. */
        LEFT,
        /** They get no traffic yet, and are made whole to get it again. */
        COMING_HOME,
        /** The zone is no longer the service's. */
        REMOVING
    }

    /** Returns whether the zone takes its turn: it serves, and nothing counts against it. */
    boolean takesPart() {
        return exists && place == Place.SERVES && trusted;
    }

    boolean has(String revision) {
        return told.filter(revision::equals).isPresent();
    }

    /** Returns whether every pod that runs has the template: only then is what fails there the template's. */
    boolean runsOnly(String revision) {
        return has(revision) && settled && pods.outdated() == 0;
    }

    /** Returns whether no pod is asked for: such a zone has nothing to lose and proves nothing. */
    boolean empty() {
        return desired == 0;
    }

    /** Returns pods that are ready with the stack's own template, as far as the counts tell. */
    int readyWithIt() {
        return Math.max(0, ready - pods.outdated());
    }
}
