package io.zonekeeper.observer;

import java.time.Duration;
import java.util.function.DoubleSupplier;

/**
 * When a target is checked: first at a random moment within a period, then a period after the last check began, give or
 * take a tenth.
 *
 * <p>So the checks many targets stay spread, and those of several observers do not fall into step.
 *
 * <p>Times are {@link System#nanoTime}.
 */
final class Schedule {
    /** By how much of the period looks come earlier or later. */
    static final double JITTER = 0.1;

    private final long period;
    private final DoubleSupplier random;
    private long due;

    /**
     * Creates a schedule.
     *
     * @param period time between looks
     * @param random numbers from 0 to 1
     * @param now the present
     */
    Schedule(Duration period, DoubleSupplier random, long now) {
        this.period = period.toNanos();
        this.random = random;
        this.due = now + part(random.getAsDouble());
    }

    /** Returns when the next check is due. */
    long due() {
        return due;
    }

    /**
     * Chooses the next moment, when a check that began when it was due has ended.
     *
     * <p>Who is late by more than a period, as a process is that was stopped for a while, begins again at a random
     * moment: else all targets would be checked in one burst.
     */
    void ended(long now) {
        due += part(1 + JITTER * (2 * random.getAsDouble() - 1));
        if (now - due > period) {
            due = now + part(random.getAsDouble());
        }
    }

    private long part(double share) {
        return (long) (period * share);
    }
}
