package io.zonekeeper.core.health;

import java.time.Duration;

/**
 * How far automatic cordons go.
 *
 * @param mode whether verdicts are acted on
 * @param maxCordonedZones zones cordoned at once, whoever cordoned them
 * @param minHealthyZones healthy zones that must be left, at least 1
 * @param zoneCordonsPerDay automatic cordons in a day, of all zones together
 * @param stableFor how long a zone must have been Healthy until an automatic cordon ends
 * @param holdDown time after that in which it is not cordoned again automatically
 */
public record CordonPolicy(
        Mode mode,
        int maxCordonedZones,
        int minHealthyZones,
        int zoneCordonsPerDay,
        Duration stableFor,
        Duration holdDown) {

    /** What holds where the policy says nothing. */
    public static final CordonPolicy DEFAULT =
            new CordonPolicy(Mode.AUTOMATIC, 1, 1, 2, Duration.ofMinutes(5), Duration.ofMinutes(10));

    /** Whether verdicts are acted on. */
    public enum Mode {
        /** Acted on, within the limits. */
        AUTOMATIC,
        /** Told, not acted on. */
        ADVISE,
        /** Not judged at all. */
        OFF
    }

    /** Checks that a healthy zone is left. */
    public CordonPolicy {
        if (minHealthyZones < 1) {
            throw new IllegalArgumentException("minHealthyZones must be at least 1, was " + minHealthyZones);
        }
    }
}
