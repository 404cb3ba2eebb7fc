package io.zonekeeper.core.placement;

/**
 * What one zone may get of a service and has of it.
 *
 * @param zone the zone's name
 * @param weight its part of the replicas against the other zones, from 1 to {@value #MAX_WEIGHT}
 * @param minReplicas the fewest it gets, 0 for no minimum
 * @param maxReplicas the most it gets, {@link #UNLIMITED} for no maximum
 * @param current replicas placed there now, as decided last and not as counted by their pods
 * @param available false while the zone is cordoned: it counts as lost and gets nothing
 */
public record ZoneShare(String zone, int weight, int minReplicas, int maxReplicas, int current, boolean available) {

    /** Identifies no maximum. */
    public static final int UNLIMITED = Integer.MAX_VALUE;

    /** The largest weight: products of weights and replicas stay exact. */
    public static final int MAX_WEIGHT = 1_000_000;

    /** Checks each number on its own and the minimum against the maximum. */
    public ZoneShare {
        if (zone.isEmpty()) {
            throw new IllegalArgumentException("zone must not be empty");
        }
        if (weight < 1 || weight > MAX_WEIGHT) {
            throw new IllegalArgumentException(
                    "weight of zone %s must be from 1 to %d, was %d".formatted(zone, MAX_WEIGHT, weight));
        }
        if (minReplicas < 0) {
            throw new IllegalArgumentException(
                    "minReplicas of zone %s must not be negative, was %d".formatted(zone, minReplicas));
        }
        if (minReplicas > maxReplicas) {
            throw new IllegalArgumentException("minReplicas of zone %s must not be above maxReplicas, was %d above %d"
                    .formatted(zone, minReplicas, maxReplicas));
        }
        if (current < 0) {
            throw new IllegalArgumentException(
                    "current of zone %s must not be negative, was %d".formatted(zone, current));
        }
    }

    /** Returns an available zone of weight 1 without limits that has nothing yet. */
    public static ZoneShare of(String zone) {
        return new ZoneShare(zone, 1, 0, UNLIMITED, 0, true);
    }

    /** Returns this zone with another weight. */
    public ZoneShare withWeight(int newWeight) {
        return new ZoneShare(zone, newWeight, minReplicas, maxReplicas, current, available);
    }

    /** Returns this zone with other limits. */
    public ZoneShare withLimits(int newMinReplicas, int newMaxReplicas) {
        return new ZoneShare(zone, weight, newMinReplicas, newMaxReplicas, current, available);
    }

    /** Returns this zone with other replicas placed in it. */
    public ZoneShare withCurrent(int newCurrent) {
        return new ZoneShare(zone, weight, minReplicas, maxReplicas, newCurrent, available);
    }

    /** Returns this zone available or not. */
    public ZoneShare withAvailable(boolean newAvailable) {
        return new ZoneShare(zone, weight, minReplicas, maxReplicas, current, newAvailable);
    }
}
