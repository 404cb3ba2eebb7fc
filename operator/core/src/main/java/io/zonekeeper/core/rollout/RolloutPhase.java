package io.zonekeeper.core.rollout;

import java.util.Arrays;
import java.util.Optional;

/** Where a rollout stands. */
public enum RolloutPhase {
    /** Every zone that can have the template has it, and was watched. */
    COMPLETE("Complete"),
    /** A zone replaces its pods, or all do. */
    UPDATING("Updating"),
    /** A zone that was failing before its step has not passed its health checks since. */
    RECOVERING("Recovering"),
    /** An updated zone is watched. */
    BAKING("Baking"),
    /** The next zone may not begin yet, or the last ones cannot be reached. */
    WAITING("Waiting"),
    /** An updated zone fails more often than the others. */
    HALTED("Halted"),
    /** A user holds it back: the whole rollout, or the workload of the zone in step. */
    PAUSED("Paused");

    private final String word;

    RolloutPhase(String word) {
        this.word = word;
    }

    /** Returns the word used in status. */
    public String word() {
        return word;
    }

    /** Returns the phase of a word; empty for one of another version. */
    public static Optional<RolloutPhase> of(String word) {
        return Arrays.stream(values()).filter(phase -> phase.word.equals(word)).findFirst();
    }
}
