package io.zonekeeper.core.rollout;

import java.time.Instant;
import java.util.Optional;

/**
 * What the status says of a rollout: with what each zone was told, all that a new leader knows of one under way.
 *
 * @param revision the template that is rolled out
 * @param phase where the rollout stands
 * @param zone the zone in step; empty between steps and where all zones go at once
 * @param since when that began
 */
public record RolloutMemory(String revision, RolloutPhase phase, Optional<String> zone, Instant since) {
    /** Returns whether this is of the same template, phase and zone. */
    boolean sameStep(RolloutMemory other) {
        return revision.equals(other.revision) && phase == other.phase && zone.equals(other.zone);
    }
}
