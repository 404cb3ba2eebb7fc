package io.zonekeeper.controllers.provider;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Does one thing again and again on a virtual thread of its own, never twice at once: after the time that it asked for,
 * or as soon as it is poked. A call that hangs holds up nothing but its own round.
 */
final class Rounds implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Rounds.class);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

    private final Supplier<Duration> task;
    private final Semaphore pokes = new Semaphore(0);
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Begins at once.
     *
     * @param name for its thread
     * @param task does it once and returns the time until the next
     */
    Rounds(String name, Supplier<Duration> task) {
        this.task = task;
        this.thread = Thread.ofVirtual().name(name).unstarted(this::run);
    }

    Rounds start() {
        thread.start();
        return this;
    }

    /** Asks for the next round now. */
    void poke() {
        pokes.release();
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }

    private void run() {
        while (!closed) {
            Duration wait = round();
            try {
                if (pokes.tryAcquire(Math.max(1, wait.toMillis()), TimeUnit.MILLISECONDS)) {
                    // One round answers all that was asked before it began.
                    pokes.drainPermits();
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private Duration round() {
        try {
            return task.get();
        } catch (RuntimeException e) {
            if (!closed) {
                LOG.atWarn().setCause(e).addKeyValue("round", thread.getName()).log("did not work; trying again");
            }
            return AFTER_FAILURE;
        }
    }
}
