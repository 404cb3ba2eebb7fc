package io.zonekeeper.core.drill;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.zonekeeper.core.cordon.Cordon;
import io.zonekeeper.core.cordon.ZoneSituation;
import io.zonekeeper.core.evacuation.StackDecision.Cause;
import io.zonekeeper.core.zone.Verdict;

/**
 * A zone, as a drill sees it.
 *
 * @param situation what the guards know of it
 * @param order a user's request for a drill there
 * @param memory what its status reports about the last drill there
 */
public record DrillZone(ZoneSituation situation, Optional<DrillRequest> order, Optional<DrillMemory> memory) {
    /** Evidence that stays away for longer is trouble. */
    private static final Duration UNHEARD = Duration.ofSeconds(30);

    /** Returns the zone's name. */
    String name() {
        return situation.zone();
    }

    boolean healthy() {
        return verdict() == Verdict.HEALTHY;
    }

    /**
     * Returns whether it is known to be in trouble; not hearing of it for a moment, as a new leader does not, is none.
     */
    boolean troubled(Instant now) {
        return switch (verdict()) {
            case HEALTHY -> false;
            case SUSPECT, UNHEALTHY -> true;
            case UNKNOWN -> situation.zoneVerdict().since().plus(UNHEARD).isBefore(now);
        };
    }

    Verdict verdict() {
        return situation.zoneVerdict().verdict();
    }

    /** Returns whether the cordon of a drill stands. */
    boolean drilled() {
        return situation
                .standing()
                .filter(cordon -> cordon.cause() == Cause.DRILL)
                .isPresent();
    }

    /** Returns who else keeps the zone cordoned, or wants to. */
    Optional<Cause> cordonedBy(Instant now) {
        boolean wanted = situation
                .manual()
                .filter(order -> order.until().map(now::isBefore).orElse(true))
                .isPresent();
        if (wanted) {
            return Optional.of(Cause.MANUAL);
        }
        if (situation.external()) {
            return Optional.of(Cause.EXTERNAL);
        }
        return situation.standing().map(Cordon::cause).filter(cause -> cause != Cause.DRILL);
    }
}
