package io.zonekeeper.core.cordon;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.zonekeeper.core.health.ZoneVerdict;

/**
 * How far automatic cordons go.
 *
 * @param mode whether verdicts are acted on
 * @param maxCordonedZones zones cordoned at once, whoever cordoned them
 * @param minHealthyZones healthy zones that must be left, at least 1
 * @param zoneCordonsPerDay automatic cordons in a day, of all zones together
 * @param stableFor how long a zone must have been Healthy until an automatic cordon ends
 * @param holdDown time after that in which it is not cordoned again automatically
 * @param zoneRetention how long a zone without nodes counts that services run or ask for pods in: after that it is one
 *     that was removed for good
 */
public record CordonPolicy(
        Mode mode,
        int maxCordonedZones,
        int minHealthyZones,
        int zoneCordonsPerDay,
        Duration stableFor,
        Duration holdDown,
        Duration zoneRetention) {

    /** What holds where the policy says nothing. */
    public static final CordonPolicy DEFAULT = new CordonPolicy(
            Mode.AUTOMATIC, 1, 1, 2, Duration.ofMinutes(5), Duration.ofMinutes(10), Duration.ofHours(24));

    /** Whether verdicts are acted on. */
    public enum Mode {
        /** Acted on, within the limits. */
        AUTOMATIC,
        /** Told, not acted on. */
        ADVISE,
        /** Not judged at all. */
        DISABLED
    }

    /** Checks that a healthy zone is left. */
    public CordonPolicy {
        if (minHealthyZones < 1) {
            throw new IllegalArgumentException("minHealthyZones must be at least 1, was " + minHealthyZones);
        }
    }

    /**
     * Returns whether a zone was removed for good. A dark zone whose nodes are deleted is not yet, as long as services
     * run or ask for pods there: these were moved to other zones, and may come back with it, so its cordon counts on
     * through {@code zoneRetention}.
     */
    public boolean removed(ZoneSituation zone, Instant now) {
        boolean abandoned = zone.abandoned() && zone.zoneVerdict().emptySince().isPresent();
        return abandoned
                || removedAt(zone.zoneVerdict())
                        .filter(time -> !now.isBefore(time))
                        .isPresent();
    }

    /** Returns from when on a zone that has no nodes now counts as removed for good; empty where it has nodes. */
    Optional<Instant> removedAt(ZoneVerdict zone) {
        return zone.emptySince().map(since -> since.plus(zoneRetention));
    }
}
