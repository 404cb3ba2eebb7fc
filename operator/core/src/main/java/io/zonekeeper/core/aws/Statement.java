package io.zonekeeper.core.aws;

import java.time.Instant;
import java.util.Optional;

/**
 * Something that AWS reports about one zone.
 *
 * @param zone the zone's name
 * @param source where it was said
 * @param weight what it counts
 * @param text a half sentence for users, without numbers that change from one check to the next
 * @param closure the announced end of the zone; only with {@link Weight#ANNOUNCED}
 */
public record Statement(String zone, Source source, Weight weight, String text, Optional<AnnouncedClosure> closure) {
    /** Where something is said; the words are those of the policy's {@code signals.aws}. */
    public enum Source {
        /** {@code ec2:DescribeAvailabilityZones}. */
        ZONE_STATE("availabilityZoneState"),
        /** {@code health:DescribeEvents}. */
        HEALTH_EVENTS("healthEvents"),
        /** {@code arc-zonal-shift:ListAutoshifts} and {@code ListZonalShifts}. */
        AUTOSHIFTS("autoshifts"),
        /** {@code ec2:DescribeInstanceStatus}. */
        INSTANCE_STATUS("instanceStatus"),
        /** {@code cloudwatch:DescribeAlarms}. */
        ALARMS("alarms");

        private final String word;

        Source(String word) {
            this.word = word;
        }

        /** Returns the word used in policy, status and metrics. */
        public String word() {
            return word;
        }
    }

    /** What a statement counts. */
    public enum Weight {
        /** It counts against the zone. */
        EVIDENCE("Evidence"),
        /** It announces the closure of the zone. */
        ANNOUNCEMENT("Announcement"),
        /** Neither. */
        INFORMATION("Information");

        private final String word;

        Weight(String word) {
            this.word = word;
        }

        /** Returns the word used in status. */
        public String word() {
            return word;
        }
    }

    /**
     * An announced end of a zone.
     *
     * @param at when it closes
     * @param source what announced it: the ARN of a Health event
     */
    public record AnnouncedClosure(Instant at, String source) {}

    static Statement against(String zone, Source source, String text) {
        return new Statement(zone, source, Weight.EVIDENCE, text, Optional.empty());
    }

    static Statement information(String zone, Source source, String text) {
        return new Statement(zone, source, Weight.INFORMATION, text, Optional.empty());
    }

    static Statement announced(String zone, Source source, String text, AnnouncedClosure closure) {
        return new Statement(zone, source, Weight.ANNOUNCEMENT, text, Optional.of(closure));
    }
}
