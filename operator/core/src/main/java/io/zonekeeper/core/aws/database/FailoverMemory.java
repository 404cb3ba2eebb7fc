package io.zonekeeper.core.aws.database;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * What the status of a database remembers.
 *
 * @param writerZone where the writer was last seen
 * @param failover the last failover that was decided here
 * @param last the last move of the writer that was seen
 */
public record FailoverMemory(Optional<String> writerZone, Optional<Failover> failover, Optional<Move> last) {
    private static final Duration LATEST = Duration.ofHours(1);

    /** Nothing is remembered. */
    public static final FailoverMemory NONE = new FailoverMemory(Optional.empty(), Optional.empty(), Optional.empty());

    /** How far a failover has come. */
    public enum Phase {
        /** Written down, before AWS is asked; whether it was asked is not known. */
        INTENDED("Intended"),
        /** AWS has taken the request. */
        REQUESTED("Requested"),
        /** The writer was seen in another zone. */
        DONE("Done"),
        /** AWS said no, so nothing happened. */
        REFUSED("Refused"),
        /** Asked for long ago, and the writer is still where it was. */
        OVERDUE("Overdue");

        private final String word;

        Phase(String word) {
            this.word = word;
        }

        /** Returns the word used in status. */
        public String word() {
            return word;
        }
    }

    /**
     * A failover that was decided here.
     *
     * @param incident the zone and the beginning of its cordon: no incident gets two
     * @param phase how far it has come
     * @param intendedAt when it was decided, or decided again after AWS refused it
     * @param from zone of the writer then
     * @param to zone that it is to move to; empty where AWS chooses
     * @param target member that it is to move to; empty where AWS chooses
     * @param attempts calls that AWS is known to have refused
     * @param endedAt when the writer was seen elsewhere
     * @param answer AWS' words where it refused; empty else
     */
    public record Failover(
            String incident,
            Phase phase,
            Instant intendedAt,
            String from,
            Optional<String> to,
            Optional<String> target,
            int attempts,
            Optional<Instant> endedAt,
            String answer) {
        /** Returns whether the writer is awaited elsewhere because of it. */
        boolean underWay() {
            return phase == Phase.INTENDED || phase == Phase.REQUESTED;
        }

        /** Returns whether a move of the writer now is taken for this failover's. */
        boolean explains(Instant now) {
            return underWay() || (phase == Phase.OVERDUE && now.isBefore(intendedAt.plus(LATEST)));
        }

        Failover in(Phase next) {
            return new Failover(incident, next, intendedAt, from, to, target, attempts, endedAt, answer);
        }

        Failover done(Instant now) {
            return new Failover(incident, Phase.DONE, intendedAt, from, to, target, attempts, Optional.of(now), answer);
        }

        /** Returns it as AWS has taken it. */
        public Failover requested() {
            return in(Phase.REQUESTED);
        }

        /** Returns it as AWS has refused it: without effect. */
        public Failover refused(String words) {
            return new Failover(incident, Phase.REFUSED, intendedAt, from, to, target, attempts + 1, endedAt, words);
        }
    }

    /**
     * A move of the writer.
     *
     * @param at when it was seen
     * @param from the zone before
     * @param to the zone after
     * @param ours whether it was asked for here
     * @param took from the decision until it was seen; empty for one that was not asked for
     */
    public record Move(Instant at, String from, String to, boolean ours, Optional<Duration> took) {}

    FailoverMemory with(Failover next) {
        return new FailoverMemory(writerZone, Optional.of(next), last);
    }
}
