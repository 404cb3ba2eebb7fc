package io.zonekeeper.core.aws.shift;

import java.time.Instant;
import java.util.Optional;

/**
 * A shift of one resource away from a zone, as ARC lists it.
 *
 * @param id ARC's id of it
 * @param resource ARN of the resource
 * @param awayFrom ID of the zone
 * @param kind who began it and what for
 * @param expires when it ends on its own
 * @param comment what its author wrote
 */
public record ZonalShift(
        String id, String resource, String awayFrom, Kind kind, Optional<Instant> expires, String comment) {

    /** Who began a shift and what for; {@code shiftType} of ARC. */
    public enum Kind {
        /** A user or a program of theirs. */
        CUSTOMER,
        /** AWS, for the resource, because it thinks the zone impaired. */
        AUTOSHIFT,
        /** AWS, weekly, to practise: no incident. */
        PRACTICE_RUN,
        /** An experiment of the Fault Injection Service: no incident. */
        EXPERIMENT;

        /** Returns the kind that ARC's word identifies; what is unknown is taken for a user's. */
        public static Kind of(String shiftType) {
            return switch (shiftType) {
                case "ZONAL_AUTOSHIFT" -> AUTOSHIFT;
                case "PRACTICE_RUN" -> PRACTICE_RUN;
                case "FIS_EXPERIMENT" -> EXPERIMENT;
                default -> CUSTOMER;
            };
        }

        /** Returns whether it is only an exercise. */
        public boolean exercise() {
            return this == PRACTICE_RUN || this == EXPERIMENT;
        }
    }
}
