package io.zonekeeper.controllers.zonedservice.children;

import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Knows whether services are being started right now: while many are, what can wait leaves the API server and
 * Kubernetes' controllers to the pods of those that have none yet.
 */
public final class RecentServiceStarts {
    /** Many services made at once follow each other faster than this, on a slow machine too. */
    private static final Duration MOMENT = Duration.ofSeconds(1);

    private final LongSupplier nanoTime;
    private Start last;
    private Start ofAnother;

    private record Start(String service, long at) {}

    public RecentServiceStarts(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        last = new Start("", nanoTime.getAsLong() - MOMENT.toNanos());
        ofAnother = last;
    }

    /** Notes that the first pods of a service are asked for. */
    public synchronized void started(String service) {
        if (!last.service().equals(service)) {
            ofAnother = last;
        }
        last = new Start(service, nanoTime.getAsLong());
    }

    /** Returns whether another service than this one was started a moment ago. */
    synchronized boolean others(String service) {
        Start other = last.service().equals(service) ? ofAnother : last;
        return nanoTime.getAsLong() - other.at() < MOMENT.toNanos();
    }
}
