package io.zonekeeper.app.evacuation;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.zonekeeper.app.policy.PolicySettings;

/**
 * Paces the replacements that all services together ask for, so that an evacuation of hundreds of services does not
 * bury the scheduler and the surviving nodes: so many pods in a second, and so many not yet ready at once.
 *
 * <p>Services whose pods have a higher priority come first: while one of them waits, none of a lower priority is given
 * anything.
 */
public final class SurgePacer {
    /** Who has not asked again for this long does not wait any more. */
    private static final Duration WAITS = Duration.ofSeconds(3);

    /** After this long, what was granted is in the count: it is noted by the reconcile that it was granted to. */
    private static final Duration COUNTED = Duration.ofSeconds(2);

    private final Supplier<PolicySettings.Surge> limits;
    private final IntSupplier pending;
    private final LongSupplier nanoTime;
    private final Map<String, Waiting> waiting = new HashMap<>();
    private double tokens;
    private long filledAt;
    private final Deque<Grant> uncounted = new ArrayDeque<>();
    private int lastPending = -1;

    private record Grant(int pods, long at) {}

    private record Waiting(int priority, long askedAt) {}

    /**
     * Creates a pacer.
     *
     * @param limits how quickly replacements are started
     * @param pending how many pods are asked for and not ready
     * @param nanoTime the clock
     */
    public SurgePacer(Supplier<PolicySettings.Surge> limits, IntSupplier pending, LongSupplier nanoTime) {
        this.limits = limits;
        this.pending = pending;
        this.nanoTime = nanoTime;
        this.filledAt = nanoTime.getAsLong();
        this.tokens = limits.get().podsPerSecond();
    }

    /**
     * Returns how many pods a service may ask for now, from 0 to what it wants.
     *
     * @param service its namespace and name
     * @param priority of its pods
     * @param wanted how many it wants, more than 0
     */
    public synchronized int grant(String service, int priority, int wanted) {
        long now = nanoTime.getAsLong();
        PolicySettings.Surge limit = limits.get();
        tokens = Math.min(limit.podsPerSecond(), tokens + (now - filledAt) / 1e9 * limit.podsPerSecond());
        filledAt = now;
        waiting.values().removeIf(other -> now - other.askedAt() > WAITS.toNanos());
        waiting.put(service, new Waiting(priority, now));
        if (waiting.values().stream().anyMatch(other -> other.priority() > priority)) {
            return 0;
        }
        int room = limit.maxPendingPods() - pendingAt(now);
        int granted = Math.max(0, Math.min(wanted, Math.min((int) tokens, room)));
        tokens -= granted;
        if (granted > 0) {
            uncounted.add(new Grant(granted, now));
        }
        if (granted == wanted) {
            waiting.remove(service);
        }
        return granted;
    }

    /**
     * What was granted since the count last changed is not in it yet. But a count that is the same at each look may
     * have been another one in between, so no grant is added to it for long: else they would add up until there is no
     * room for any.
     */
    private int pendingAt(long now) {
        int counted = pending.getAsInt();
        if (counted != lastPending) {
            lastPending = counted;
            uncounted.clear();
        }
        uncounted.removeIf(grant -> now - grant.at() > COUNTED.toNanos());
        return counted + uncounted.stream().mapToInt(Grant::pods).sum();
    }
}
