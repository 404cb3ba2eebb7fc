package io.zonekeeper.core.disruption;

import java.util.List;
import java.util.Optional;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.ServiceReason;

/** What keeps a zone from being open. */
sealed interface Obstacle {
    /**
     * Another zone lets pods go, or did until just now: it is being closed.
     *
     * @param zone the other zone
     */
    record StillOpen(String zone) implements Obstacle {}

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

    /** Returns the first obstacle; empty where the zone may be open. */
    static Optional<Obstacle> to(BudgetZone zone, BudgetObservation observation) {
        List<BudgetZone> serving =
                observation.zones().stream().filter(BudgetZone::serving).toList();
        List<BudgetZone> others = serving.stream()
                .filter(other -> !other.zone().equals(zone.zone()))
                .toList();
        Optional<Obstacle> open = others.stream()
                .filter(BudgetZone::mayBeDisrupted)
                .findFirst()
                .map(other -> new StillOpen(other.zone()));
        if (open.isPresent()) {
            return open;
        }
        Optional<Obstacle> hurt =
                others.stream().filter(other -> !other.whole()).findFirst().map(NotWhole::new);
        if (hurt.isPresent()) {
            return hurt;
        }
        int ready = observation.zones().stream()
                .filter(BudgetZone::counts)
                .mapToInt(BudgetZone::ready)
                .sum();
        boolean left = serving.size() < observation.zones().size();
        // What the open zone lets go is missing from the count while it stays open, and is no reason to close it.
        int lent = zone.open() ? Math.max(0, zone.desired() - zone.ready()) : 0;
        if (left && ready + lent < observation.replicas()) {
            return Optional.of(new CapacityTooLow(ready, observation.replicas()));
        }
        return zone.open()
                ? Optional.empty()
                : others.stream().filter(other -> !other.quiet()).findFirst().map(other -> new StillOpen(other.zone()));
    }

    /** Returns whether it is more than a step on the way. */
    default boolean lasts() {
        return !(this instanceof StillOpen);
    }

    /** Returns what it is, for users. */
    default String sentence() {
        return switch (this) {
            case StillOpen(String zone) -> "no zone is open: %s is being closed".formatted(zone);
            case NotWhole(BudgetZone zone) ->
                "no zone is open: %s has %d of %d pods ready".formatted(zone.zone(), zone.ready(), zone.desired());
            case CapacityTooLow(int ready, int replicas) ->
                "no zone is open: a zone is evacuated, and %d of %d pods serve in the others"
                        .formatted(ready, replicas);
        };
    }

    /**
     * Returns what to tell those who ask for the zone; empty for a step on the way.
     *
     * @param asks who asks, and for what
     */
    default Optional<Refusal> refusal(String asks) {
        return switch (this) {
            case StillOpen open -> Optional.empty();
            case NotWhole hurt -> Optional.of(new Refusal(ServiceReason.PODS_MISSING, asks + ", but " + sentence()));
            case CapacityTooLow low ->
                Optional.of(new Refusal(ServiceReason.CAPACITY_TOO_LOW, asks + ", but " + sentence()));
        };
    }
}
