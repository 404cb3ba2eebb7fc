package io.zonekeeper.controllers.pacing;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Limits reads of the API server that can wait: after the loss of a zone, every service wants to know about its pods.
 */
public final class ReadLimit {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();

    private final int perSecond;
    private final LongSupplier nanoTime;
    private long second;
    private int inSecond;

    /**
     * Creates a limit.
     *
     * @param perSecond reads of all services together
     * @param nanoTime the clock
     */
    public ReadLimit(int perSecond, LongSupplier nanoTime) {
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.second = nanoTime.getAsLong() / SECOND;
    }

    /** Returns how many reads of all services together are allowed in a second. */
    int perSecond() {
        return perSecond;
    }

    /** Takes one read; returns whether there was one left in this second. */
    public synchronized boolean take() {
        long now = nanoTime.getAsLong() / SECOND;
        inSecond = now == second ? inSecond + 1 : 1;
        second = now;
        return inSecond <= perSecond;
    }
}
