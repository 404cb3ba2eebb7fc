package io.zonekeeper.core.zone;

/** What the evidence reports about a zone. */
public enum Verdict {
    /** Fresh evidence, and it shows nothing wrong. */
    HEALTHY("Healthy"),
    /** One witness says that the zone fails; nothing is done yet. */
    SUSPECT("Suspect"),
    /** Two witnesses of different kinds say that the zone fails: it is not to be trusted. */
    UNHEALTHY("Unhealthy"),
    /** No evidence, or too old: it neither triggers anything nor clears it. */
    UNKNOWN("Unknown");

    private final String word;

    Verdict(String word) {
        this.word = word;
    }

    /** Returns the word used in status, Events and metrics. */
    public String word() {
        return word;
    }
}
