package io.zonekeeper.core.placement;

import java.util.Arrays;

/** What is left of a division when its largest zones are lost. */
final class Survival {
    private Survival() {}

    /** Returns the replicas left when the zones with the most are lost. */
    static int left(int[] targets, int lostZones) {
        int[] ascending = targets.clone();
        Arrays.sort(ascending);
        return Arrays.stream(ascending, 0, Math.max(0, targets.length - lostZones))
                .sum();
    }

    /**
     * Returns how many zones, whichever they are, may be lost with {@code replicas} left; 0 when there are fewer now.
     */
    static int zones(int[] targets, int replicas) {
        int lost = 0;
        while (lost < targets.length && left(targets, lost + 1) >= replicas) {
            lost++;
        }
        return lost;
    }
}
