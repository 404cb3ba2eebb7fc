package io.zonekeeper.web.view;

import com.fasterxml.jackson.annotation.JsonValue;

/** How much a row needs attention, the least first. */
public enum Severity {
    /** Everything is as requested. */
    OK("ok"),
    /** A change is in progress. */
    CHANGING("changing"),
    /** It serves with less redundancy or balance than requested. */
    DEGRADED("degraded"),
    /** A zone is evacuated. */
    EVACUATED("evacuated"),
    /** Something is refused or not ready. */
    PROBLEM("problem");

    private final String word;

    Severity(String word) {
        this.word = word;
    }

    /** Returns the word that the page uses. */
    @JsonValue
    public String word() {
        return word;
    }
}
