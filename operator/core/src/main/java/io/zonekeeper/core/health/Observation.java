package io.zonekeeper.core.health;

import java.time.Duration;

/**
 * What one signal reports about one zone: counts, never a bare yes or no.
 *
 * @param zone the zone's name
 * @param signal the kind of evidence
 * @param samples how many things were checked
 * @param failures how many of them were bad
 * @param age time since the look, by a clock that does not jump
 */
public record Observation(String zone, Signal signal, int samples, int failures, Duration age) {

    /** Checks the counts. */
    public Observation {
        if (samples < 0 || failures < 0 || failures > samples) {
            throw new IllegalArgumentException(
                    "failures must be from 0 to samples, was %d of %d".formatted(failures, samples));
        }
        if (age.isNegative()) {
            throw new IllegalArgumentException("age must not be negative, was " + age);
        }
    }
}
