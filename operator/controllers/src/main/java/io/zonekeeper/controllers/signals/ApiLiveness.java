package io.zonekeeper.controllers.signals;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Whether the API server answers, tried every second on a connection of its own: an established one may hang for
 * minutes after its other end is gone.
 */
public final class ApiLiveness {
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final BooleanSupplier attempt;
    private final LongSupplier nanoTime;
    private final AtomicBoolean trying = new AtomicBoolean();
    private volatile long triedAt;
    private volatile long answeredAt;

    /**
     * Creates a watch over the API server.
     *
     * @param attempt tries once, within a second or so, and returns whether there was an answer, whatever it said
     * @param nanoTime the clock
     */
    public ApiLiveness(BooleanSupplier attempt, LongSupplier nanoTime) {
        this.attempt = attempt;
        this.nanoTime = nanoTime;
        this.answeredAt = nanoTime.getAsLong();
        this.triedAt = answeredAt - EVERY.toNanos();
    }

    /** Tries when it is due, without waiting, and returns for how long there has been no answer. */
    Duration silence() {
        long now = nanoTime.getAsLong();
        if (now - triedAt >= EVERY.toNanos() && trying.compareAndSet(false, true)) {
            triedAt = now;
            Thread.ofVirtual().name("api-liveness").start(() -> {
                try {
                    if (attempt.getAsBoolean()) {
                        answeredAt = nanoTime.getAsLong();
                    }
                } finally {
                    trying.set(false);
                }
            });
        }
        return Duration.ofNanos(Math.max(0, now - answeredAt));
    }
}
