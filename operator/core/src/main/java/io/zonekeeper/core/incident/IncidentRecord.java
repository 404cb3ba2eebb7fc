package io.zonekeeper.core.incident;

import java.time.Instant;

/**
 * One thing that is known to have happened.
 *
 * @param at when, to the second
 * @param kind the kind of the object
 * @param object its name, with its namespace where it has one: {@code shop/web}
 * @param reason the reason of the Event or condition, or the state
 * @param message the sentence that was reported
 * @param warning whether it was reported as a warning
 * @param source where the record is from
 */
public record IncidentRecord(
        Instant at, String kind, String object, String reason, String message, boolean warning, Source source) {
    /** Where a record is from. */
    public enum Source {
        /** An Event, which the API server keeps for an hour. */
        EVENT,
        /** The status of an object, which has only what holds now and since when. */
        STATUS
    }

    /** Returns what happened, as far as the incident is concerned. */
    IncidentStep step() {
        return IncidentStep.of(this);
    }

    /** Returns whether another record reports the same at the same time, give or take the time it takes to write it. */
    boolean reportsSameAs(IncidentRecord other, long seconds) {
        return kind.equals(other.kind)
                && object.equals(other.object)
                && reason.equals(other.reason)
                && Math.abs(at.getEpochSecond() - other.at.getEpochSecond()) <= seconds;
    }
}
