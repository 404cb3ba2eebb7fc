package io.zonekeeper.controllers.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.zonekeeper.core.health.Observation;
import io.zonekeeper.core.health.ProbeMatrix;

/**
 * What each service last ran in each zone, as its reconciles found it: the readiness of pods by zone.
 *
 * <p>Invariant: {@link #zones}, {@link #rolling} and {@link #probed} are what {@link #services} amount to. They are
 * kept as services are noted, for the judge looks several times a second and must not go through all services each
 * time.
 */
public final class StackCensus {
    private static final Duration FORGOTTEN_WITHIN = Duration.ofSeconds(1);

    private final Map<String, List<Entry>> services = new HashMap<>();
    private final SortedMap<String, StackTotals> zones = new TreeMap<>();
    private final Set<ProbeMatrix.Stack> rolling = new HashSet<>();
    private int probed;
    private final Supplier<Optional<Set<String>>> existing;
    private final LongSupplier nanoTime;
    private long forgotten;

    /**
     * Creates an empty census.
     *
     * @param existing the keys of all services, empty while they are not known: one that was deleted must not count on
     * @param nanoTime the clock
     */
    public StackCensus(Supplier<Optional<Set<String>>> existing, LongSupplier nanoTime) {
        this.existing = existing;
        this.nanoTime = nanoTime;
        this.forgotten = nanoTime.getAsLong() - FORGOTTEN_WITHIN.toNanos();
    }

    /**
     * One stack.
     *
     * @param zone the zone's name
     * @param asked pods it should run
     * @param ready those that are ready
     * @param settled whether it serves and is neither being moved nor rolled out: only then are missing pods evidence
     * @param rolling whether pods of another template are being replaced, or the template is on trial
     * @param probed whether observers check its pods
     * @param left whether it was left: only its evidence for failback is there
     * @param blocked pods asked for that cannot start as things are
     */
    public record Entry(
            String zone,
            int asked,
            int ready,
            boolean settled,
            boolean rolling,
            boolean probed,
            boolean left,
            int blocked) {
        /** Creates the entry of a stack that serves, or is to. */
        public static Entry of(String zone, int asked, int ready, boolean settled, boolean rolling, boolean probed) {
            return new Entry(zone, asked, ready, settled, rolling, probed, false, 0);
        }

        /** Returns this entry with so many of its missing pods unable to start. */
        public Entry withBlocked(int pods) {
            return new Entry(zone, asked, ready, settled, rolling, probed, left, pods);
        }

        /** Returns the pods that are asked for and not ready yet: what waits for nodes, or starts. */
        public PendingPods pending() {
            int missing = settled ? 0 : Math.max(0, asked - ready);
            return new PendingPods(missing, Math.min(missing, blocked));
        }

        /**
         * Returns what there is to tell of a stack that was left: nothing is missing where nothing is asked for, and
         * that observers look there counts on.
         */
        public static Entry left(String zone, boolean probed) {
            return new Entry(zone, 0, 0, true, false, probed, true, 0);
        }
    }

    /** Notes what a service runs. */
    public synchronized void note(String service, List<Entry> stacks) {
        List<Entry> after = List.copyOf(stacks);
        List<Entry> before = services.put(service, after);
        if (after.equals(before)) {
            return;
        }
        if (before != null) {
            remove(service, before);
        }
        add(service, after);
    }

    private void add(String service, List<Entry> stacks) {
        stacks.forEach(entry -> {
            zones.computeIfAbsent(entry.zone(), zone -> new StackTotals()).add(entry);
            if (entry.rolling()) {
                rolling.add(new ProbeMatrix.Stack(service, entry.zone()));
            }
        });
        probed += anyProbed(stacks) ? 1 : 0;
    }

    private void remove(String service, List<Entry> stacks) {
        stacks.forEach(entry -> {
            zones.computeIfPresent(
                    entry.zone(), (zone, totals) -> totals.remove(entry).isEmpty() ? null : totals);
            rolling.remove(new ProbeMatrix.Stack(service, entry.zone()));
        });
        probed -= anyProbed(stacks) ? 1 : 0;
    }

    private static boolean anyProbed(List<Entry> stacks) {
        return stacks.stream().anyMatch(Entry::probed);
    }

    /** Forgets services that are there no more. */
    private void forget() {
        long now = nanoTime.getAsLong();
        if (now - forgotten < FORGOTTEN_WITHIN.toNanos()) {
            return;
        }
        forgotten = now;
        existing.get()
                .ifPresent(names -> services.entrySet().removeIf(service -> {
                    boolean gone = !names.contains(service.getKey());
                    if (gone) {
                        remove(service.getKey(), service.getValue());
                    }
                    return gone;
                }));
    }

    /** Returns how many services observers check. */
    public synchronized int servicesProbed() {
        forget();
        return probed;
    }

    /** Returns the readiness of pods, one observation for each zone. */
    public synchronized List<Observation> pods() {
        forget();
        List<Observation> observations = new ArrayList<>();
        zones.forEach((zone, totals) -> totals.pods(zone).ifPresent(observations::add));
        return observations;
    }

    /**
     * Returns by zone how many services are probed there that can be judged at all.
     *
     * @param fewest pods that a stack needs for its failures to count; one that was left had them
     */
    public synchronized Map<String, Integer> probed(int fewest) {
        forget();
        Map<String, Integer> counts = new HashMap<>();
        zones.forEach((zone, totals) -> {
            int stacks = totals.probed(fewest);
            if (stacks > 0) {
                counts.put(zone, stacks);
            }
        });
        return counts;
    }

    /**
     * Returns the stacks that are being rolled out, and those of other services that are on trial: one who waits to
     * lead, or has just begun to, must not take a bad release for a bad zone. One that is being moved is not among
     * them: that it fails is why it moves, and must continue to count against its zone.
     *
     * @param seen stacks of which somebody reports a failure
     * @param trials whether a stack is on trial of a service that was not noted: nobody has planned it here yet
     */
    public Set<ProbeMatrix.Stack> rolling(Set<ProbeMatrix.Stack> seen, Predicate<ProbeMatrix.Stack> trials) {
        Set<ProbeMatrix.Stack> found;
        List<ProbeMatrix.Stack> unknown;
        synchronized (this) {
            forget();
            found = new HashSet<>(rolling);
            unknown = seen.stream()
                    .filter(stack -> !services.containsKey(stack.service()))
                    .toList();
        }
        unknown.stream().filter(trials).forEach(found::add);
        return found;
    }
}
