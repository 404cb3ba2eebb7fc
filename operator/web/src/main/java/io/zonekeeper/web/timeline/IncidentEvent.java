package io.zonekeeper.web.timeline;

import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonGetter;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * An event of an incident.
 *
 * @param time when
 * @param kind what happened
 * @param zone the zone; null where it concerns a service as a whole
 * @param row the row that it concerns; null where it concerns a zone
 * @param value the verdict, or what the zone is cordoned by; null for other kinds
 * @param text a sentence about it
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record IncidentEvent(
        @JsonIgnore Instant time, EventKind kind, String zone, String row, String value, String text) {
    /** Returns the time as RFC 3339. */
    @JsonGetter("at")
    public String at() {
        return time.toString();
    }

    static IncidentEvent of(Instant time, EventKind kind, String zone, String value, String text) {
        return new IncidentEvent(time, kind, zone, null, value, text);
    }
}
