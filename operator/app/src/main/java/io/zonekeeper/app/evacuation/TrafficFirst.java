package io.zonekeeper.app.evacuation;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;

/**
 * Lets the traffic of all services move before the pods of any: what is started for the first ones would hold up the
 * endpoints of the last ones, in Kubernetes' own controllers.
 *
 * <p>Measured with 300 services: their endpoints left a zone within 1.4 to 1.9 s when nothing else was written, and
 * after 21 s when replacements were started at once. So a service waits, after its own write, for a time that grows
 * with the number of services.
 */
public final class TrafficFirst {
    private static final Duration LEAST = Duration.ofMillis(50);
    private static final Duration MOST = Duration.ofSeconds(10);
    private static final Duration FOR_EACH_SERVICE = Duration.ofMillis(10);

    private final IntSupplier services;
    private final LongSupplier nanoTime;
    private final Map<String, Long> until = new ConcurrentHashMap<>();

    /** Creates it for so many services. */
    public TrafficFirst(IntSupplier services, LongSupplier nanoTime) {
        this.services = services;
        this.nanoTime = nanoTime;
    }

    /** Notes that a service's traffic was just moved, and returns how long its pods are to wait. */
    public Duration moved(String service) {
        Duration wait = LEAST.plus(FOR_EACH_SERVICE.multipliedBy(Math.max(0, services.getAsInt() - 1L)));
        wait = wait.compareTo(MOST) > 0 ? MOST : wait;
        until.put(service, nanoTime.getAsLong() + wait.toNanos());
        return wait;
    }

    /** Returns how long a service's pods are still to wait; zero or less when they need not. */
    public Duration left(String service) {
        Long end = until.get(service);
        if (end == null) {
            return Duration.ZERO;
        }
        Duration left = Duration.ofNanos(end - nanoTime.getAsLong());
        if (!left.isPositive()) {
            until.remove(service);
        }
        return left;
    }
}
