package io.zonekeeper.controllers.framework;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.LongSupplier;

/**
 * The time of day, and beside it a time that no step of the machine's clock moves.
 *
 * <ol>
 *   <li>{@link #instant} is the time of day, for everything that has an appointment: closures, the end of a user's
 *       cordon, drills. It runs with the time that this process has lasted, and follows the machine's clock when that
 *       was stepped: set right after the machine has booted, or after it was suspended. What is less than
 *       {@link #TREMBLING} is no step.
 *   <li>{@link #monotonic} never jumps: it began with this process, at the time of day of then. Whatever depends on how
 *       long something has lasted is measured with it.
 *   <li>{@link #stepped} is what lies between the two. It stays the same between steps, so that times of the one, told
 *       in terms of the other, stay the same as well.
 * </ol>
 */
public final class SteadyClock extends Clock {
    /** Reading two clocks takes time, and one of them may be slewed. */
    static final Duration TREMBLING = Duration.ofSeconds(1);

    private final Clock machine;
    private final LongSupplier nanoTime;
    private final Instant began;
    private final long beganNanos;
    private final Clock monotonic = new Monotonic();
    private Duration stepped = Duration.ZERO;

    /** Creates a clock that begins now. */
    public SteadyClock() {
        this(Clock.systemUTC(), System::nanoTime);
    }

    SteadyClock(Clock machine, LongSupplier nanoTime) {
        this.machine = machine;
        this.nanoTime = nanoTime;
        began = machine.instant();
        beganNanos = nanoTime.getAsLong();
    }

    @Override
    public Instant instant() {
        return monotonic.instant().plus(stepped());
    }

    /** Returns how far the machine's clock was stepped since this process began; negative for back. */
    public synchronized Duration stepped() {
        Duration ahead = Duration.between(monotonic.instant().plus(stepped), machine.instant());
        if (ahead.abs().compareTo(TREMBLING) > 0) {
            stepped = stepped.plus(ahead);
        }
        return stepped;
    }

    /** Returns the clock that does not jump. */
    public Clock monotonic() {
        return monotonic;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    private final class Monotonic extends Clock {
        @Override
        public Instant instant() {
            return began.plusNanos(nanoTime.getAsLong() - beganNanos);
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }
}
