package io.zonekeeper.core.model;

import java.time.Duration;
import java.time.Instant;

/**
 * The time of a model: it is always {@link #NOW}. When time passes, what happened is longer ago; what is longer ago
 * than anybody counts happened six minutes ago. So there are finitely many states.
 */
final class ModelTime {
    static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    static final Duration TICK = Duration.ofMinutes(1);
    static final Instant LONG_AGO = NOW.minus(TICK.multipliedBy(6));

    private ModelTime() {}

    /** Returns what a moment is once time has passed. */
    static Instant earlier(Instant time) {
        Instant older = time.minus(TICK);
        return older.isBefore(LONG_AGO) ? LONG_AGO : older;
    }

    /** Returns how long ago a moment was, for the reader of a trace. */
    static String ago(Instant time) {
        return "-" + Duration.between(time, NOW).toMinutes() + "m";
    }
}
