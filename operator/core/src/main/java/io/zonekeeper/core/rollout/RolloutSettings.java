package io.zonekeeper.core.rollout;

import java.time.Duration;
import java.time.Instant;

/**
 * How a service wants its template rolled out.
 *
 * @param zoneByZone one zone after the other; false for all at once
 * @param bake how long an updated zone is watched before the next
 * @param deadline how long a zone may take until the rollout is called halted
 * @param paused whether template changes are held back
 * @param inPlaceIfNeeded whether a zone without room for a pod more may replace its pods one by one in place: nobody
 *     asked that none be unavailable
 */
public record RolloutSettings(
        boolean zoneByZone, Duration bake, Duration deadline, boolean paused, boolean inPlaceIfNeeded) {
    /** Longer than any preset of the judge remembers a failure, with the time that observers list one that is over. */
    private static final Duration RECOVERY = Duration.ofMinutes(3);

    private static final Duration LONGEST_PATIENCE = Duration.ofSeconds(60);
    private static final Duration PATIENCE_WITHOUT_BAKE = Duration.ofSeconds(10);

    /** Creates the settings of a service that leaves {@code maxUnavailable} to us. */
    public RolloutSettings(boolean zoneByZone, Duration bake, Duration deadline, boolean paused) {
        this(zoneByZone, bake, deadline, paused, true);
    }

    /** Returns how long pods may take to start before they are asked why they do not. */
    public Duration patience() {
        if (!bake.isPositive()) {
            return PATIENCE_WITHOUT_BAKE;
        }
        return bake.compareTo(LONGEST_PATIENCE) < 0 ? bake : LONGEST_PATIENCE;
    }

    /** Returns how long a zone that fails already may take to recover: no shorter than the deadline. */
    Duration recovery() {
        return deadline.compareTo(RECOVERY) >= 0 ? deadline : RECOVERY;
    }

    /** Returns when a zone is checked while it is updated: at the deadline, and each time patience ends before it. */
    Instant nextLook(RolloutMemory step, Instant now) {
        Instant latest = step.since().plus(deadline);
        Instant begun = step.begun().orElse(step.since());
        long looks = Math.max(0, Duration.between(begun, now).dividedBy(patience())) + 1;
        Instant look = begun.plus(patience().multipliedBy(looks));
        return look.isBefore(latest) || !latest.isAfter(now) ? look : latest;
    }
}
