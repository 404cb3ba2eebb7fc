package io.zonekeeper.core.drill;

import java.time.Instant;
import java.util.Optional;

import io.zonekeeper.core.Refusal;

/**
 * What a Zone's status reports about its last drill: all that a new leader knows of it.
 *
 * @param order the request it came from; empty once that request was taken back, so that the same may be requested
 *     again
 * @param phase where it stands
 * @param outcome how it ended, known from the moment the zone may be used again
 * @param startedAt when the zone began to be treated as lost
 * @param until when that ends
 * @param endedAt when it did end
 * @param report what happened
 */
public record DrillMemory(
        String order,
        DrillPhase phase,
        Optional<DrillOutcome> outcome,
        Optional<Instant> startedAt,
        Optional<Instant> until,
        Optional<Instant> endedAt,
        DrillReport report) {

    static DrillMemory waiting(DrillRequest order) {
        return new DrillMemory(
                order.id(),
                DrillPhase.WAITING,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                DrillReport.EMPTY);
    }

    static DrillMemory refused(DrillRequest order, Refusal why, Instant now) {
        return new DrillMemory(
                order.id(),
                DrillPhase.ENDED,
                Optional.of(new DrillOutcome(DrillOutcome.Kind.REFUSED, why)),
                Optional.empty(),
                Optional.empty(),
                Optional.of(now),
                DrillReport.EMPTY);
    }

    static DrillMemory begun(DrillRequest order, Instant now, Instant until) {
        return new DrillMemory(
                order.id(),
                DrillPhase.RUNNING,
                Optional.empty(),
                Optional.of(now),
                Optional.of(until),
                Optional.empty(),
                DrillReport.EMPTY);
    }

    DrillMemory returning(DrillOutcome.Kind kind, Refusal why, Instant now) {
        return new DrillMemory(
                order,
                DrillPhase.RETURNING,
                Optional.of(new DrillOutcome(kind, why)),
                startedAt,
                until,
                Optional.of(now),
                report);
    }

    DrillMemory ended(DrillReport last) {
        return new DrillMemory(order, DrillPhase.ENDED, outcome, startedAt, until, endedAt, last);
    }

    DrillMemory with(DrillReport seen) {
        return new DrillMemory(order, phase, outcome, startedAt, until, endedAt, seen);
    }

    /** The request was taken back. */
    DrillMemory forgotten() {
        return new DrillMemory("", phase, outcome, startedAt, until, endedAt, report);
    }

    boolean over() {
        return phase == DrillPhase.ENDED;
    }
}
