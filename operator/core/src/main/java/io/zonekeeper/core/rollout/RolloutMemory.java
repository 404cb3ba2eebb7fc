package io.zonekeeper.core.rollout;

import java.time.Instant;
import java.util.Optional;

/**
 * What the status reports about a rollout: with what each zone was reported, all that a new leader knows of one under
 * way.
 *
 * @param revision the template that is rolled out
 * @param phase where the rollout stands
 * @param zone the zone in step; empty between steps and where all zones go at once
 * @param since when that began
 * @param begun when the zone in step was given the template, whatever phases it went through since; empty without a
 *     zone in step
 * @param replaced the revision whose rollout this one replaced before it was known to be good: what fails in a zone
 *     that still has it is attributed to that template
 * @param refused why pods of the template were not created in the zone in step, in the API server's words; while it is
 *     there that zone has the template of the others
 */
public record RolloutMemory(
        String revision,
        RolloutPhase phase,
        Optional<String> zone,
        Instant since,
        Optional<Instant> begun,
        Optional<String> replaced,
        Optional<String> refused) {
    /** Creates the memory of a rollout whose step began with its phase and that replaced none. */
    public RolloutMemory(String revision, RolloutPhase phase, Optional<String> zone, Instant since) {
        this(revision, phase, zone, since, zone.map(step -> since), Optional.empty(), Optional.empty());
    }

    /** Returns whether this is of the same template, phase and zone, and the zone has the template or has not. */
    boolean sameStep(RolloutMemory other) {
        return revision.equals(other.revision)
                && phase == other.phase
                && zone.equals(other.zone)
                && refused.isPresent() == other.refused.isPresent();
    }
}
