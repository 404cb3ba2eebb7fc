package io.zonekeeper.core.aws.shift;

import java.time.Instant;
import java.util.Optional;

import io.zonekeeper.core.Refusal;

/**
 * What is to be done about a load balancer.
 *
 * @param action what to ask of ARC now
 * @param state how it stands, once that is done
 * @param shift the shift in effect that is wanted, ours or others'; empty for none
 * @param refusal why it is not shifted although it is to be
 * @param nextChange when there is something to do by time alone
 */
public record ShiftPlan(
        Action action,
        State state,
        Optional<ZonalShift> shift,
        Optional<Refusal> refusal,
        Optional<Instant> nextChange) {

    /** What to ask of ARC. */
    public sealed interface Action {}

    /** Nothing. */
    public record Nothing() implements Action {}

    /**
     * Start a shift.
     *
     * @param awayFrom ID of the zone
     */
    public record Start(String awayFrom) implements Action {}

    /**
     * Let a shift of ours last longer.
     *
     * @param shift it
     */
    public record Renew(ZonalShift shift) implements Action {}

    /**
     * End a shift of ours.
     *
     * @param shift it
     */
    public record Cancel(ZonalShift shift) implements Action {}

    /** How a load balancer stands. */
    public enum State {
        /** It is not to be shifted, and is not by us. */
        OPEN("Open"),
        /** A shift was asked for. */
        SHIFTING("Shifting"),
        /** A shift of ours is in effect. */
        SHIFTED("Shifted"),
        /** A shift of someone else, or an autoshift, does what we would. */
        SHIFTED_BY_OTHERS("ShiftedByOthers"),
        /** It is to be shifted and is not. */
        REFUSED("Refused");

        private final String word;

        State(String word) {
            this.word = word;
        }

        /** Returns the word used in status. */
        public String word() {
            return word;
        }
    }
}
