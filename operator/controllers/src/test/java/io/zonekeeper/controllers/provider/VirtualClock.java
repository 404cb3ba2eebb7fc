package io.zonekeeper.controllers.provider;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.Supplier;

/** A clock on which hours pass in no time: it plays rounds, each after the wait that the one before asked for. */
final class VirtualClock extends Clock {
    private static final Instant BEGIN = Instant.parse("2026-11-26T12:00:00Z");

    private Instant now = BEGIN;

    @Override
    public Instant instant() {
        return now;
    }

    long nanoTime() {
        return Duration.between(BEGIN, now).toNanos();
    }

    /** Plays rounds for a time, the first at once, and returns how many there were. */
    int play(Supplier<Duration> round, Duration time) {
        Instant end = now.plus(time);
        int rounds = 0;
        while (now.isBefore(end)) {
            now = now.plus(round.get());
            rounds++;
        }
        now = end;
        return rounds;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
