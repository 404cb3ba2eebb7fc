package io.zonekeeper.controllers.pacing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

import io.zonekeeper.controllers.cluster.PendingPods;
import io.zonekeeper.controllers.cluster.PolicySettings;

/**
 * Paces the replacements that all services together ask for, so that an evacuation of hundreds of services does not
 * bury the scheduler and the surviving nodes: so many pods in a second, and so many not yet ready at once.
 *
 * <ol>
 *   <li><b>Priority.</b> Services whose pods have a higher priority come first: while one of them waits for pods that
 *       it could be granted in time, none of a lower priority is given anything.
 *   <li><b>Room.</b> Pods of a lower priority that are not ready yet take no room from those of a higher one: the
 *       scheduler prefers these, and preempts for them.
 *   <li><b>Blocked.</b> Pods that cannot start take room only from their own service, which must not ask for ever more
 *       of them. They are those of which it is known ({@link PendingPods#blocked}), and all of a service of which no
 *       pod became ready for {@link #STUCK}, whatever the cause.
 * </ol>
 */
public final class SurgePacer {
    /** Who has not asked again for this long does not wait any more. */
    private static final Duration WAITS = Duration.ofSeconds(3);

    /** After this long, what was granted is in the count: it is noted by the reconcile that it was granted to. */
    private static final Duration COUNTED = Duration.ofSeconds(2);

    /** When none of a service's pods became ready for this long, they wait for something that pacing cannot give. */
    static final Duration STUCK = Duration.ofSeconds(60);

    private final Supplier<PolicySettings.Surge> limits;
    private final Supplier<Map<String, PendingPods>> pending;
    private final LongSupplier nanoTime;
    private final Map<String, Waiting> waiting = new HashMap<>();
    private final Map<String, Load> loads = new HashMap<>();
    private double tokens;
    private long filledAt;

    private record Grant(int pods, long at) {}

    private record Waiting(int priority, long askedAt) {}

    /**
     * Creates a pacer.
     *
     * @param limits how quickly replacements are started
     * @param pending by service, pods that are asked for and not ready
     * @param nanoTime the clock
     */
    public SurgePacer(
            Supplier<PolicySettings.Surge> limits, Supplier<Map<String, PendingPods>> pending, LongSupplier nanoTime) {
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
        count(now);
        Load own = loads.computeIfAbsent(service, name -> new Load(now));
        own.priority = priority;
        waiting.values().removeIf(other -> now - other.askedAt() > WAITS.toNanos());
        if (own.pods() >= limit.maxPendingPods()) {
            // It waits for its own pods: no pace of others would help it.
            waiting.remove(service);
            return 0;
        }
        waiting.put(service, new Waiting(priority, now));
        if (waiting.values().stream().anyMatch(other -> other.priority() > priority)) {
            return 0;
        }
        int granted = Math.max(0, Math.min(wanted, Math.min((int) tokens, room(service, priority, limit, now))));
        tokens -= granted;
        if (granted > 0) {
            own.uncounted.add(new Grant(granted, now));
        }
        if (granted == wanted) {
            waiting.remove(service);
        }
        return granted;
    }

    /**
     * Notes the priority of a service that starts pods without having asked: its pods take room only from others that
     * have no higher one.
     *
     * @param service its namespace and name
     * @param priority of its pods
     */
    public synchronized void starts(String service, int priority) {
        long now = nanoTime.getAsLong();
        loads.computeIfAbsent(service, name -> new Load(now)).priority = priority;
    }

    private int room(String service, int priority, PolicySettings.Surge limit, long now) {
        int taken = loads.entrySet().stream()
                .mapToInt(entry -> entry.getKey().equals(service)
                        ? entry.getValue().pods()
                        : entry.getValue().takenFrom(priority, now))
                .sum();
        return limit.maxPendingPods() - taken;
    }

    private void count(long now) {
        Map<String, PendingPods> counts = pending.get();
        counts.forEach((service, count) -> loads.computeIfAbsent(service, name -> new Load(now)));
        loads.forEach((service, load) -> load.count(counts.getOrDefault(service, PendingPods.NONE), now));
        loads.entrySet().removeIf(entry -> entry.getValue().pods() == 0 && !waiting.containsKey(entry.getKey()));
    }

    /** What a service has under way. */
    private static final class Load {
        private final Deque<Grant> uncounted = new ArrayDeque<>();
        private PendingPods counted = PendingPods.NONE;
        private long progressAt;
        /** Until it is known, pods take room from all. */
        private int priority = Integer.MAX_VALUE;

        Load(long now) {
            progressAt = now;
        }

        /**
         * What was granted since the count last changed is not in it yet. But a count that is the same at each check
         * may have been another one in between, so no grant is added to it for long: else they would add up until there
         * is no room for any.
         */
        void count(PendingPods count, long now) {
            if (count.pods() < counted.pods() || counted.pods() == 0) {
                progressAt = now;
            }
            if (count.pods() != counted.pods()) {
                uncounted.clear();
            }
            counted = count;
            uncounted.removeIf(grant -> now - grant.at() > COUNTED.toNanos());
        }

        int pods() {
            return counted.pods() + uncounted.stream().mapToInt(Grant::pods).sum();
        }

        int takenFrom(int other, long now) {
            boolean takes = priority >= other && now - progressAt <= STUCK.toNanos();
            return takes ? pods() - counted.blocked() : 0;
        }
    }
}
