package io.zonekeeper.core.incident;

import java.time.Duration;
import java.time.Instant;

/**
 * A point that an incident reached.
 *
 * @param kind which
 * @param at when
 * @param after the time since the first sign
 * @param detail how much of it, or by whom
 */
public record Milestone(Kind kind, Instant at, Duration after, String detail) {
    /** The points, in the order of an incident that goes well. */
    public enum Kind {
        /** The first record of the incident. */
        FIRST_SIGN("first sign"),
        /** The zone was Unhealthy. */
        VERDICT("verdict"),
        /** The zone was cordoned. */
        CORDONED("cordoned"),
        /** The last service had removed its traffic from the zone. */
        TRAFFIC_OFF("traffic off"),
        /** The last service had replaced the zone's pods in other zones. */
        CAPACITY("capacity"),
        /** The zone could be used again. */
        UNCORDONED("uncordoned"),
        /** The last service had its traffic in the zone again. */
        FAILBACK("failback");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        /** Returns the words for users. */
        public String word() {
            return word;
        }
    }
}
