package io.zonekeeper.core.disruption;

/**
 * How many pods may be evicted at the same time: {@code disruption.maxUnavailable}.
 *
 * @param value the number of pods, or the percentage of them
 * @param percent whether it is a percentage
 */
public record MaxUnavailable(int value, boolean percent) {
    private static final int ALL = 100;

    /** Returns how many of some pods may go; a percentage is rounded up, as the disruption controller does. */
    public int of(int pods) {
        return percent ? Math.ceilDiv(pods * value, ALL) : value;
    }

    /** Returns whether no pod may ever go. */
    public boolean none() {
        return value == 0;
    }
}
