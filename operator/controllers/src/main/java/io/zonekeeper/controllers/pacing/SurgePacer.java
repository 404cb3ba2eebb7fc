package io.zonekeeper.controllers.pacing;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.NavigableMap;
import java.util.PriorityQueue;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.zonekeeper.controllers.cluster.PendingPods;
import io.zonekeeper.controllers.cluster.PolicySettings;

/**
 * Paces the replacements that all services together ask for, so that an evacuation of hundreds of services does not
 * bury the scheduler and the surviving nodes: so many pods in a second, and so many not yet ready at once.
 *
 * <ol>
 *   <li><b>Turns.</b> Who gets less than it wants waits, those whose pods have a higher priority first, then those that
 *       came first. Nobody has to ask again before {@link #turns} names it.
 *   <li><b>Room.</b> Pods of a lower priority that are not ready yet take no room from those of a higher one: the
 *       scheduler prefers these, and preempts for them.
 *   <li><b>Blocked.</b> Pods that cannot start take room only from their own service, which must not ask for ever more
 *       of them. They are those of which it is known ({@link PendingPods#blocked}), and all of a service of which no
 *       pod became ready for {@link #STUCK}, whatever the cause.
 *   <li><b>Cost.</b> Room is kept as a sum for each priority that changes with each count, so that a grant does not
 *       depend on how many services there are.
 * </ol>
 *
 * <p>Invariant: the sum of a priority is what its loads take ({@link Load#takes}).
 */
public final class SurgePacer {
    /** Whose turn it is and who does not ask for this long does not wait any more. */
    private static final Duration WAITS = Duration.ofSeconds(3);

    /** After this long, what was granted is in the count: it is noted by the reconcile that it was granted to. */
    private static final Duration COUNTED = Duration.ofSeconds(2);

    /** When none of a service's pods became ready for this long, they wait for something that pacing cannot give. */
    static final Duration STUCK = Duration.ofSeconds(60);

    private final Supplier<PolicySettings.Surge> limits;
    private final Predicate<String> exists;
    private final LongSupplier nanoTime;
    private final Map<String, Waiting> waiting = new HashMap<>();
    private final TreeSet<Waiting> queue = new TreeSet<>();
    private final Map<String, Load> loads = new HashMap<>();
    private final NavigableMap<Integer, Integer> taken = new TreeMap<>();
    private final PriorityQueue<Due> due = new PriorityQueue<>(Comparator.comparingLong(Due::at));
    private long arrivals;
    private double tokens;
    private long filledAt;

    private record Grant(int pods, long at) {}

    /** A load changes then although nobody tells anything of it. */
    private record Due(long at, String service) {}

    /** One that waits, until it is called and beyond. */
    private static final class Waiting implements Comparable<Waiting> {
        private static final Comparator<Waiting> ORDER =
                Comparator.<Waiting>comparingInt(one -> -one.priority).thenComparingLong(one -> one.arrival);

        private final String service;
        private final int priority;
        private final long arrival;
        private int wanted;
        private long calledAt;
        private boolean called;

        Waiting(String service, int priority, long arrival) {
            this.service = service;
            this.priority = priority;
            this.arrival = arrival;
        }

        @Override
        public int compareTo(Waiting other) {
            return ORDER.compare(this, other);
        }
    }

    /**
     * Creates a pacer.
     *
     * @param limits how quickly replacements are started
     * @param exists whether a service still exists
     * @param nanoTime the clock
     */
    public SurgePacer(Supplier<PolicySettings.Surge> limits, Predicate<String> exists, LongSupplier nanoTime) {
        this.limits = limits;
        this.exists = exists;
        this.nanoTime = nanoTime;
        this.filledAt = nanoTime.getAsLong();
        this.tokens = limits.get().podsPerSecond();
    }

    /**
     * Returns how many pods a service may ask for now, from 0 to what it wants. Where that is less, it waits for its
     * turn.
     *
     * @param service its namespace and name
     * @param priority of its pods
     * @param wanted how many it wants, more than 0
     */
    public synchronized int grant(String service, int priority, int wanted) {
        long now = nanoTime.getAsLong();
        PolicySettings.Surge limit = refill(now);
        Load own = load(service, priority, now);
        if (own.pods() >= limit.maxPendingPods()) {
            // It waits for its own pods: no pace of others would help it.
            leave(service);
            return 0;
        }
        Waiting place = waiting.get(service);
        if (place == null || place.priority != priority) {
            leave(service);
            place = new Waiting(service, priority, arrivals++);
            waiting.put(service, place);
            queue.add(place);
        }
        place.wanted = wanted;
        place.called = false;
        if (queue.headSet(place).stream().anyMatch(other -> !other.called && !waitsForItself(other, limit, now))) {
            return 0;
        }
        int granted = Math.max(0, Math.min(wanted, Math.min((int) tokens, room(own, limit))));
        tokens -= granted;
        if (granted > 0) {
            own.uncounted.add(new Grant(granted, now));
            due.add(new Due(now + COUNTED.toNanos() + 1, service));
            settle(service, own, now);
        }
        place.wanted = wanted - granted;
        if (granted == wanted) {
            leave(service);
        }
        return granted;
    }

    /**
     * Notes what a service has under way, whether it was granted or not.
     *
     * @param service its namespace and name
     * @param priority of its pods; of no meaning where none is pending
     * @param pending its pods that are asked for and not ready
     */
    public synchronized void count(String service, int priority, PendingPods pending) {
        Load known = loads.get(service);
        if (pending.pods() == 0 && known == null) {
            return;
        }
        long now = nanoTime.getAsLong();
        refill(now);
        Load load = load(service, pending.pods() == 0 ? known.priority : priority, now);
        long progress = load.progressAt;
        load.count(pending, now);
        if (load.progressAt != progress) {
            due.add(new Due(load.progressAt + STUCK.toNanos() + 1, service));
        }
        settle(service, load, now);
    }

    /**
     * Returns whether so many pods start that what helps nobody is better left for later: more than
     * {@link PolicySettings.Surge#many}.
     */
    public synchronized boolean busy() {
        PolicySettings.Surge limit = refill(nanoTime.getAsLong());
        return taken(Integer.MIN_VALUE) > limit.many();
    }

    /** Returns whether a service waits for its turn. */
    public synchronized boolean anyoneWaits() {
        return !queue.isEmpty();
    }

    /** Returns the services whose turn it is now: as many as what can be granted is enough for. */
    public synchronized Set<String> turns() {
        long now = nanoTime.getAsLong();
        PolicySettings.Surge limit = refill(now);
        Set<String> turns = new HashSet<>();
        Set<String> gone = new HashSet<>();
        // What those may take whose turn it was a moment ago.
        int promised = 0;
        for (Waiting next : queue) {
            if (next.called) {
                if (now - next.calledAt > WAITS.toNanos()) {
                    gone.add(next.service);
                } else {
                    promised += next.wanted;
                }
                continue;
            }
            if (waitsForItself(next, limit, now)) {
                continue;
            }
            int may = Math.min((int) tokens, room(load(next.service, next.priority, now), limit)) - promised;
            if (may <= 0) {
                break;
            }
            next.called = true;
            next.calledAt = now;
            turns.add(next.service);
            promised += Math.min(may, next.wanted);
        }
        gone.forEach(this::leave);
        return turns;
    }

    /** Others could be granted something in its place: only its own pods, which cannot start, leave it no room. */
    private boolean waitsForItself(Waiting place, PolicySettings.Surge limit, long now) {
        Load own = load(place.service, place.priority, now);
        return room(own, limit) <= 0 && limit.maxPendingPods() - taken(place.priority) > 0;
    }

    private int taken(int priority) {
        int pods = 0;
        for (int ofPriority : taken.tailMap(priority, true).values()) {
            pods += ofPriority;
        }
        return pods;
    }

    private PolicySettings.Surge refill(long now) {
        PolicySettings.Surge limit = limits.get();
        tokens = Math.min(limit.podsPerSecond(), tokens + (now - filledAt) / 1e9 * limit.podsPerSecond());
        filledAt = now;
        while (!due.isEmpty() && due.peek().at() - now <= 0) {
            String service = due.poll().service();
            Load load = loads.get(service);
            if (load != null && !exists.test(service)) {
                load.count(PendingPods.NONE, now);
                load.uncounted.clear();
                leave(service);
            }
            if (load != null) {
                settle(service, load, now);
            }
        }
        return limit;
    }

    private Load load(String service, int priority, long now) {
        Load load = loads.computeIfAbsent(service, name -> {
            due.add(new Due(now + STUCK.toNanos() + 1, name));
            return new Load(now);
        });
        if (load.priority != priority) {
            take(load, 0);
            load.priority = priority;
            take(load, load.takes(now));
        }
        return load;
    }

    /** Brings the sums up to date with a load, and forgets one that is over. */
    private void settle(String service, Load load, long now) {
        load.uncounted.removeIf(grant -> now - grant.at() > COUNTED.toNanos());
        take(load, load.takes(now));
        if (load.pods() == 0 && !waiting.containsKey(service)) {
            loads.remove(service);
        }
    }

    private void take(Load load, int pods) {
        int more = pods - load.taking;
        if (more != 0) {
            taken.merge(load.priority, more, (one, other) -> one + other == 0 ? null : one + other);
            load.taking = pods;
        }
    }

    /** What others have under way of its priority or a higher one, and all of its own. */
    private int room(Load own, PolicySettings.Surge limit) {
        return limit.maxPendingPods() - (taken(own.priority) - own.taking) - own.pods();
    }

    private void leave(String service) {
        Waiting place = waiting.remove(service);
        if (place != null) {
            queue.remove(place);
        }
    }

    /** What a service has under way. */
    private static final class Load {
        private final Deque<Grant> uncounted = new ArrayDeque<>();
        private PendingPods counted = PendingPods.NONE;
        private long progressAt;
        private int priority;
        /** What it takes, as the sum of its priority has it. */
        private int taking;

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
        }

        int pods() {
            return counted.pods() + uncounted.stream().mapToInt(Grant::pods).sum();
        }

        int takes(long now) {
            return now - progressAt <= STUCK.toNanos() ? pods() - counted.blocked() : 0;
        }
    }
}
