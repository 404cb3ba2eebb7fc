package io.zonekeeper.controllers.loop;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A controller of one thing that is checked as a whole: one check after the other on a thread of its own, never two at
 * once.
 *
 * <ol>
 *   <li>Each look returns the longest time until the next one; {@link #trigger} makes it earlier, never later.
 *   <li>What is triggered during a check is answered by another one after it; many triggers are answered by one check.
 *   <li>A look that fails is logged and repeated after a time; the loop continues until it is closed.
 * </ol>
 */
public final class Singleton implements AutoCloseable {
    /** The time until the next check where nothing is due before something triggers one. */
    public static final Duration UNTIL_TRIGGERED = Duration.ofHours(1);

    private static final Logger LOG = LoggerFactory.getLogger(Singleton.class);

    /** What calls others than the API server gives them time to recover. */
    private static final Duration AFTER_FAILURE_OF_OTHERS = Duration.ofSeconds(10);

    private final String name;
    private final Duration afterFailure;
    private final Supplier<Duration> look;
    private final Thread thread;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final long began = System.nanoTime();
    /** In nanoseconds since {@link #began}. */
    private long due;

    private volatile long lastLook;
    private volatile boolean closed;
    private String failure = "";

    /**
     * Creates a loop that {@link #start} starts.
     *
     * @param threads makes its thread, which gets the name
     * @param name of the loop, for its thread and the log
     * @param afterFailure the time until the next check after one that failed
     * @param look looks once, and returns the longest time until the next check
     */
    public Singleton(Thread.Builder threads, String name, Duration afterFailure, Supplier<Duration> look) {
        this.name = name;
        this.afterFailure = afterFailure;
        this.look = look;
        this.thread = threads.name(name).unstarted(this::run);
    }

    /**
     * Creates a loop on a virtual thread that waits ten seconds after a failure: for what calls others than the API
     * server.
     */
    public static Singleton calling(String name, Supplier<Duration> look) {
        return new Singleton(Thread.ofVirtual(), name, AFTER_FAILURE_OF_OTHERS, look);
    }

    /** Begins to look, at once. */
    public Singleton start() {
        thread.start();
        return this;
    }

    /** Asks for a check now. */
    public void trigger() {
        trigger(Duration.ZERO);
    }

    /** Asks for a check after this time at the latest. */
    public void trigger(Duration within) {
        lock.lock();
        try {
            long then = sinceBegan() + within.toNanos();
            if (then < due) {
                due = then;
                changed.signal();
            }
        } finally {
            lock.unlock();
        }
    }

    /** Returns how long ago the last check began; the time since this was created where none has. */
    public Duration sinceLastLook() {
        return Duration.ofNanos(sinceBegan() - lastLook);
    }

    /** Ends the loop, and interrupts a check that is under way. */
    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void run() {
        while (await()) {
            trigger(lookOnce());
        }
    }

    /** Waits until a check is due; returns whether there is to be one. */
    private boolean await() {
        lock.lock();
        try {
            for (long left = due - sinceBegan(); left > 0 && !closed; left = due - sinceBegan()) {
                var unused = changed.await(left, TimeUnit.NANOSECONDS);
            }
            due = Long.MAX_VALUE;
            return !closed;
        } catch (InterruptedException e) {
            return false;
        } finally {
            lock.unlock();
        }
    }

    private Duration lookOnce() {
        lastLook = sinceBegan();
        try {
            Duration next = look.get();
            failure = "";
            return next;
        } catch (RuntimeException e) {
            // A loop may look several times a second: the same failure is logged once.
            if (!closed && !failure.equals(e.toString())) {
                failure = e.toString();
                LOG.atWarn().setCause(e).addKeyValue("loop", name).log("reconcile failed; retrying");
            }
            return afterFailure;
        }
    }

    private long sinceBegan() {
        return System.nanoTime() - began;
    }
}
