package io.zonekeeper.core.zone;

import java.time.Duration;

/**
 * What a user may set about finding zones.
 *
 * @param retention how long a zone without nodes is remembered
 * @param slotCount how many slots there are: 8, or 16 by the chart value {@code slots}
 */
public record DiscoverySettings(Duration retention, int slotCount) {

    /** Checks both numbers. */
    public DiscoverySettings {
        if (retention.isNegative()) {
            throw new IllegalArgumentException("retention must not be negative, was " + retention);
        }
        if (slotCount < 1) {
            throw new IllegalArgumentException("slotCount must be at least 1, was " + slotCount);
        }
    }
}
