package io.zonekeeper.observer;

import java.time.Duration;

/**
 * When a report is written: a change soon, but at most once in {@link #SHORTEST}; without a change each
 * {@link #LONGEST}, so that readers see that it is fresh.
 *
 * <p>Times are {@link System#nanoTime}.
 */
final class ReportPace {
    /** Time that lies between two writes. */
    static final Duration SHORTEST = Duration.ofSeconds(1);

    /** Age at which a report is written again though nothing changed. */
    static final Duration LONGEST = Duration.ofSeconds(3);

    private boolean tried;
    private boolean landed;
    private long lastTry;

    /** Returns whether to write now. */
    boolean isDue(boolean changed, long now) {
        if (!tried) {
            return true;
        }
        long since = now - lastTry;
        // What was not written is tried again soon, whatever it says.
        Duration wait = changed || !landed ? SHORTEST : LONGEST;
        return since >= wait.toNanos();
    }

    /** A write began at this moment, and has ended. */
    void wrote(boolean succeeded, long began) {
        tried = true;
        landed = succeeded;
        lastTry = began;
    }
}
