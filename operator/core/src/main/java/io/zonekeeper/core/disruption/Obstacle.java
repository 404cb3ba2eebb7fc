package io.zonekeeper.core.disruption;

import java.util.Optional;
import java.util.function.Predicate;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.ServiceReason;

/** What keeps pods of a service from being evicted until it is over. */
sealed interface Obstacle {
    /**
     * Another zone is missing pods.
     *
     * @param zone the other zone
     */
    record NotWhole(BudgetZone zone) implements Obstacle {}

    /**
     * A zone was left, and the others do not have what should serve.
     *
     * @param ready pods that serve
     * @param replicas pods that should
     */
    record CapacityTooLow(int ready, int replicas) implements Obstacle {}

    /** Returns what keeps more than one pod from going in a zone; empty where nothing does. */
    static Optional<Obstacle> to(BudgetZone zone, BudgetObservation observation) {
        Optional<Obstacle> hurt = observation.serving().stream()
                .filter(other -> !other.zone().equals(zone.zone()))
                .filter(other -> !other.whole())
                .findFirst()
                .map(NotWhole::new);
        // What its open budget lets go is missing while it stays open, and is no reason to close it.
        return hurt.or(() -> capacity(observation, other -> other.zone().equals(zone.zone()) && other.open()));
    }

    /**
     * Returns whether too few pods are even asked for outside of the zones that were left. Those that are asked for and
     * not ready yet need no obstacle: the disruption controller counts them, and admits no eviction until they are.
     */
    static Optional<Obstacle> capacity(BudgetObservation observation) {
        return capacity(observation, BudgetZone::serving);
    }

    private static Optional<Obstacle> capacity(BudgetObservation observation, Predicate<BudgetZone> lends) {
        if (observation.serving().size() == observation.zones().size()) {
            return Optional.empty();
        }
        int ready = 0;
        int lent = 0;
        for (BudgetZone zone : observation.zones()) {
            if (zone.counts()) {
                ready += zone.ready();
                lent += lends.test(zone) ? Math.max(0, zone.desired() - zone.ready()) : 0;
            }
        }
        return ready + lent < observation.replicas()
                ? Optional.of(new CapacityTooLow(ready, observation.replicas()))
                : Optional.empty();
    }

    /** Returns what it is, for users. */
    default String sentence() {
        return switch (this) {
            case NotWhole(BudgetZone zone) ->
                "no pod may be evicted: %s has %d of %d pods ready"
                        .formatted(zone.zone(), zone.ready(), zone.desired());
            case CapacityTooLow(int ready, int replicas) ->
                "no pod may be evicted: a zone is evacuated, and %d of %d pods serve in the others"
                        .formatted(ready, replicas);
        };
    }

    /**
     * Returns what to tell those who ask for the zone.
     *
     * @param asks who asks, and for what
     */
    default Refusal refusal(String asks) {
        ServiceReason reason = switch (this) {
            case NotWhole hurt -> ServiceReason.PODS_MISSING;
            case CapacityTooLow low -> ServiceReason.CAPACITY_TOO_LOW;
        };
        return new Refusal(reason, asks + ", but " + sentence());
    }
}
