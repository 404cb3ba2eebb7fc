package io.zonekeeper.controllers.signals;

import java.time.Duration;
import java.util.function.LongSupplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices that this process stood still: a garbage collection, a CPU quota that was used up, a paused machine. What
 * arrived meanwhile has not been read when it continues, so for a moment nothing is judged.
 */
final class ProcessStalls {
    private static final Logger LOG = LoggerFactory.getLogger(ProcessStalls.class);

    /** Longer than the judge is late where the machine is merely busy. */
    private static final Duration STALL = Duration.ofSeconds(1);

    /** As long as it takes to read what arrived while the process stood still. */
    private static final Duration CATCH_UP = Duration.ofSeconds(1);

    private final Duration every;
    private final LongSupplier nanoTime;
    private long lastRound;
    private long settledAt;

    /**
     * Creates a watch.
     *
     * @param every time between two rounds
     * @param nanoTime the clock
     */
    ProcessStalls(Duration every, LongSupplier nanoTime) {
        this.every = every;
        this.nanoTime = nanoTime;
        this.lastRound = nanoTime.getAsLong();
        this.settledAt = lastRound;
    }

    /**
     * Begins a round; returns whether the process has run without a stall for long enough to judge by what it heard.
     */
    boolean settled() {
        long now = nanoTime.getAsLong();
        Duration late = Duration.ofNanos(now - lastRound).minus(every);
        lastRound = now;
        if (late.compareTo(STALL) > 0) {
            if (now - settledAt >= 0) {
                LOG.atInfo()
                        .addKeyValue("millis", late.toMillis())
                        .log("this process was stalled: zones are not judged until it has caught up");
            }
            settledAt = now + CATCH_UP.toNanos();
        }
        return now - settledAt >= 0;
    }
}
