package io.zonekeeper.core.drill;

import java.util.Arrays;
import java.util.Optional;

/** Where a drill stands. */
public enum DrillPhase {
    /** It is not time yet, or not all services were checked yet. */
    WAITING("Waiting"),
    /** The zone is treated as lost. */
    RUNNING("Running"),
    /** The zone may be used again, and services are on their failback. */
    RETURNING("Returning"),
    /** It is over. */
    ENDED("Ended");

    private final String word;

    DrillPhase(String word) {
        this.word = word;
    }

    /** Returns the word used in status. */
    public String word() {
        return word;
    }

    /** Returns the phase of a word; empty for one of another version. */
    public static Optional<DrillPhase> of(String word) {
        return Arrays.stream(values()).filter(phase -> phase.word.equals(word)).findFirst();
    }
}
