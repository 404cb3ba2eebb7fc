package io.zonekeeper.core.zone;

import java.util.Arrays;

import io.zonekeeper.core.reasons.Meaning;
import io.zonekeeper.core.reasons.Reason;

/** What the evidence reports about a zone. */
public enum Verdict implements Reason {
    /** Fresh evidence, and it shows nothing wrong. */
    @Meaning("Event: fresh evidence shows nothing wrong with the zone.")
    HEALTHY("Healthy"),
    /** One witness says that the zone fails; nothing is done yet. */
    @Meaning("Event: one independent signal shows that the zone fails; nothing is done yet.")
    SUSPECT("Suspect"),
    /** Two witnesses of different kinds say that the zone fails: it is not to be trusted. */
    @Meaning(
            value = "Event: two independent signals show that the zone fails.",
            remedy = "See the runbook in docs/operations.md.")
    UNHEALTHY("Unhealthy"),
    /** No evidence, or too old: it neither triggers anything nor clears it. */
    @Meaning("Event: there is no recent evidence about the zone.")
    UNKNOWN("Unknown");

    private final String word;

    Verdict(String word) {
        this.word = word;
    }

    /** Returns the verdict of a word; {@link #UNKNOWN} for null, and for one of another version. */
    public static Verdict of(String word) {
        return Arrays.stream(values())
                .filter(verdict -> verdict.word.equals(word))
                .findFirst()
                .orElse(UNKNOWN);
    }

    /** Returns the word used in status, Events and metrics. */
    @Override
    public String word() {
        return word;
    }
}
