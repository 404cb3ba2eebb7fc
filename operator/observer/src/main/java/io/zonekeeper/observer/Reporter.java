package io.zonekeeper.observer;

import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

import io.zonekeeper.core.health.ObserverReport;

import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the report again and again, on a thread of its own: however long the API server takes, the looks continue.
 *
 * <p>A write that fails is tried again with what is seen by then. A kind of failure is logged once, until a write
 * succeeds.
 */
final class Reporter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);

    /** How soon a change is noticed. */
    private static final Duration TICK = Duration.ofMillis(250);

    /** How long a write under way may take to end when the reporter is closed. */
    private static final Duration LAST_WRITE = Duration.ofSeconds(3);

    private final Supplier<ObserverReport> see;
    private final Consumer<ObserverReport> write;
    private final ReportPace pace = new ReportPace();
    private final Thread thread;
    private volatile boolean closed;
    private volatile long lastSuccess = System.nanoTime();
    private volatile boolean succeededOnce;
    private Optional<ObserverReport> written = Optional.empty();
    private String failure = "";

    /**
     * Creates a reporter.
     *
     * @param see sums up what is seen
     * @param write writes it; throws when that fails
     */
    Reporter(Supplier<ObserverReport> see, Consumer<ObserverReport> write) {
        this.see = see;
        this.write = write;
        this.thread = Thread.ofPlatform().name("reporter").daemon().unstarted(this::work);
    }

    void start() {
        thread.start();
    }

    /** Returns the time since the last report was written, or since the start where none was. */
    Duration age() {
        return Duration.ofNanos(System.nanoTime() - lastSuccess);
    }

    /** Returns whether a report was written. */
    boolean hasReported() {
        return succeededOnce;
    }

    /** Returns what is wrong for good; empty where nothing is. */
    Optional<String> unsound() {
        return closed || thread.isAlive() ? Optional.empty() : Optional.of("reports can no longer be written");
    }

    /** Ends it; afterwards nothing is written. */
    @Override
    public void close() {
        // Not interrupted: a write that is under way could land after this.
        closed = true;
        try {
            if (!thread.join(LAST_WRITE)) {
                LOG.atWarn().log("the last write has not ended");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        try {
            while (!closed) {
                tick(System.nanoTime());
                Thread.sleep(TICK);
            }
        } catch (InterruptedException e) {
            // nobody does that; unsound() tells of it
        }
    }

    private void tick(long now) {
        ObserverReport report = see.get();
        if (!pace.isDue(!written.equals(Optional.of(report)), now)) {
            return;
        }
        boolean succeeded = false;
        try {
            write.accept(report);
            succeeded = true;
            written = Optional.of(report);
            lastSuccess = System.nanoTime();
            succeededOnce = true;
            recovered();
        } catch (RuntimeException e) {
            failed(e);
        }
        pace.wrote(succeeded, now);
    }

    private void recovered() {
        if (!failure.isEmpty()) {
            failure = "";
            LOG.atInfo().log("reports are being written again");
        }
    }

    private void failed(RuntimeException e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        int code = e instanceof KubernetesClientException refused ? refused.getCode() : 0;
        String kind = code + " " + cause.getClass().getName();
        if (!closed && !kind.equals(failure)) {
            failure = kind;
            LOG.atWarn()
                    .addKeyValue("cause", e.getMessage())
                    .log("the report could not be written; retrying, checks continue");
        }
    }
}
