package io.zonekeeper.core.evacuation;

import java.time.Duration;
import java.util.Set;

/**
 * What a service wants done when a zone is to be left.
 *
 * @param action how far to go
 * @param minReadyPercent of the replicas, ready in the zones that keep their traffic, before traffic is taken from pods
 *     that still answer; from 0 to 100
 * @param failback failback
 * @param routesTraffic whether the service has a Service, whose selector takes the traffic off; such a zone needs a
 *     slot
 */
public record EvacuationSettings(Action action, int minReadyPercent, Failback failback, boolean routesTraffic) {

    /** How far to go when a zone is to be left. */
    public enum Action {
        /** Traffic off, its pods replaced elsewhere, the zone drained. */
        EVACUATE,
        /** Traffic off, nothing more. */
        STOP_TRAFFIC,
        /** Nothing but telling. */
        OBSERVE
    }

    /**
     * Failback.
     *
     * @param automatic whether it begins on its own
     * @param stableFor how long the zone must have been healthy before it begins on its own
     * @param requested names of zones that a user wants home now: they do not wait for {@code stableFor}, but must be
     *     healthy
     */
    public record Failback(boolean automatic, Duration stableFor, Set<String> requested) {
        /** Copies the set. */
        public Failback {
            requested = Set.copyOf(requested);
        }
    }

    /** Checks the percentage. */
    public EvacuationSettings {
        if (minReadyPercent < 0 || minReadyPercent > 100) {
            throw new IllegalArgumentException("minReadyPercent must be from 0 to 100, was " + minReadyPercent);
        }
    }

    /** Returns the ready pods that must keep their traffic, of a service of so many replicas. */
    public int floor(int replicas) {
        return Math.toIntExact(Math.ceilDiv((long) replicas * minReadyPercent, 100L));
    }
}
