package io.zonekeeper.controllers.framework;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

import io.javaoperatorsdk.operator.processing.event.rate.RateLimiter;

/**
 * Reconciles one object at most twice at once and then once in {@link #INTERVAL}.
 *
 * <p>While pods start, their Deployments change many times a second; what counts is what they have become. A change
 * after quiet is checked without delay.
 */
public final class Pace implements RateLimiter<Pace.Bucket> {
    /** Time after which another reconcile is free. */
    static final Duration INTERVAL = Duration.ofMillis(1500);

    private static final int BURST = 2;

    private final LongSupplier nanoTime;

    /** Creates a pace by the clock of the machine. */
    public Pace() {
        this(System::nanoTime);
    }

    Pace(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    @Override
    public Optional<Duration> isLimited(RateLimitState bucket) {
        return ((Bucket) bucket).take(nanoTime.getAsLong());
    }

    @Override
    public Bucket initState() {
        return new Bucket();
    }

    /** What one object may still do. */
    public static final class Bucket implements RateLimitState {
        /** When the bucket is full again, as {@code nanoTime}; earlier than now when it is. */
        private long fullAt = Long.MIN_VALUE;

        private Optional<Duration> take(long now) {
            long interval = INTERVAL.toNanos();
            long base = fullAt == Long.MIN_VALUE ? now : Math.max(fullAt, now);
            long wait = base + interval - now - BURST * interval;
            if (wait > 0) {
                return Optional.of(Duration.ofNanos(wait));
            }
            fullAt = base + interval;
            return Optional.empty();
        }
    }
}
