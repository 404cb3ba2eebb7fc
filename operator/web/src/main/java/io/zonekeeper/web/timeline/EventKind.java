package io.zonekeeper.web.timeline;

import com.fasterxml.jackson.annotation.JsonValue;

/** What happened in an incident. */
public enum EventKind {
    /** The verdict about a zone changed. */
    VERDICT("verdict"),
    /** A zone was cordoned. */
    CORDON("cordon"),
    /** A cordon ended. */
    UNCORDON("uncordon"),
    /** Traffic is being removed, or was removed, from a zone. */
    TRAFFIC("traffic"),
    /** What the zone ran is ready in other zones. */
    CAPACITY("capacity"),
    /** Pods and traffic are back in a zone. */
    FAILBACK("failback"),
    /** A drill began another phase. */
    DRILL("drill"),
    /** An action is not taken. */
    REFUSAL("refusal");

    private final String word;

    EventKind(String word) {
        this.word = word;
    }

    /** Returns the word that the page uses. */
    @JsonValue
    public String word() {
        return word;
    }
}
