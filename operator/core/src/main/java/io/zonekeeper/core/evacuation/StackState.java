package io.zonekeeper.core.evacuation;

import java.util.Arrays;
import java.util.Optional;

import io.zonekeeper.core.reasons.Meaning;
import io.zonekeeper.core.reasons.Reason;

/** Where a service's stack in a zone stands. */
public enum StackState implements Reason {
    /** The zone is the service's and gets traffic. */
    @Meaning("The zone gets traffic.")
    ACTIVE("Active"),
    /** No traffic; the pods stay. */
    @Meaning("Evacuating: the zone gets no traffic; its pods stay.")
    SHEDDING("Shedding"),
    /** No traffic; the other zones take its pods over, and it keeps its own until they are ready. */
    @Meaning("Evacuating: the zone gets no traffic, and keeps its pods until replacements in other zones are ready.")
    REPLACING("Replacing"),
    /** No traffic; the other zones have its pods, one is left as the evidence for failback. */
    @Meaning(
            "Evacuating: the zone gets no traffic; other zones run its pods, and one stays to show when the zone has recovered.")
    DRAINED("Drained"),
    /** No traffic yet; its pods are brought back to their full number. */
    @Meaning("Evacuating: the zone gets its pods back, and traffic once they are ready.")
    RETURNING("Returning"),
    /** The service no longer uses the zone: its pods are deleted as others become ready. */
    @Meaning("The service no longer uses the zone; its pods there are deleted as others become ready.")
    REMOVING("Removing");

    /** The word of {@link #REMOVING} before it was renamed; a status may still hold it after an upgrade. */
    private static final String FORMERLY_REMOVING = "Leaving";

    private final String word;

    StackState(String word) {
        this.word = word;
    }

    /** Returns the word used in status. */
    @Override
    public String word() {
        return word;
    }

    /** Returns whether the zone is the service's and was evacuated, be it on its way back. */
    public boolean evacuated() {
        return this != ACTIVE && this != REMOVING;
    }

    /** Returns the state of a word; empty for one of another version. */
    public static Optional<StackState> of(String word) {
        if (FORMERLY_REMOVING.equals(word)) {
            return Optional.of(REMOVING);
        }
        return Arrays.stream(values()).filter(state -> state.word.equals(word)).findFirst();
    }
}
