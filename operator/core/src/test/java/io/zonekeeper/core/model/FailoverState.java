package io.zonekeeper.core.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import io.zonekeeper.core.failover.ZoneMemory;

/**
 * A Service that nobody wrote for Zonekeeper and its pods, what was done for it, and what a reconcile under way has
 * still to do.
 *
 * @param zones how each zone is, by name
 * @param pods by name
 * @param excluded slots of the zones that the selector excludes
 * @param memory by zone name, what the status records
 * @param tainted names of the zones whose nodes take no new pods
 * @param acts what the reconcile has still to do
 * @param happenings how much more may happen
 */
record FailoverState(
        SortedMap<String, Health> zones,
        SortedMap<String, Pod> pods,
        SortedSet<Integer> excluded,
        SortedMap<String, ZoneMemory> memory,
        SortedSet<String> tainted,
        List<Act> acts,
        int happenings) {
    /** How a zone is. */
    enum Health {
        /** Nothing counts against it. */
        WELL,
        /** It is cordoned, and its pods answer. */
        CORDONED,
        /** It is cordoned, and nothing there answers; what is deleted there stays until it does. */
        DARK
    }

    /**
     * A pod.
     *
     * @param zone the name of its zone; empty while it waits for a node
     * @param ready whether it is ready
     * @param deleted whether it is being deleted
     * @param labelled whether its labels say which zones it is outside of
     */
    record Pod(Optional<String> zone, boolean ready, boolean deleted, boolean labelled) {
        boolean in(String name) {
            return !deleted && zone.filter(name::equals).isPresent();
        }

        Pod gone() {
            return new Pod(zone, ready, true, labelled);
        }

        Pod withLabels() {
            return new Pod(zone, ready, deleted, true);
        }

        @Override
        public String toString() {
            return zone.orElse("?")
                    + (ready ? "" : " starts")
                    + (deleted ? " deleted" : "")
                    + (labelled ? "" : " unlabelled");
        }
    }

    /** One act of a reconcile. */
    sealed interface Act {
        /** The selector excludes these zones. */
        record Exclude(SortedSet<Integer> slots) implements Act {}

        /** These pods get their labels. */
        record Label(SortedSet<String> pods) implements Act {}

        /** The status. */
        record Note(SortedMap<String, ZoneMemory> memory) implements Act {}

        /** The nodes of these zones take no new pods. */
        record Taint(SortedSet<String> zones) implements Act {}

        /** A pod is deleted. */
        record Delete(String pod) implements Act {}

        /** A pod is evicted. */
        record Evict(String pod) implements Act {}
    }

    FailoverState zone(String name, Health health) {
        SortedMap<String, Health> changed = new TreeMap<>(zones);
        changed.put(name, health);
        return new FailoverState(changed, pods, excluded, memory, tainted, acts, happenings);
    }

    FailoverState pod(String name, Optional<Pod> pod) {
        SortedMap<String, Pod> changed = new TreeMap<>(pods);
        pod.ifPresentOrElse(some -> changed.put(name, some), () -> changed.remove(name));
        return new FailoverState(zones, changed, excluded, memory, tainted, acts, happenings);
    }

    FailoverState excluded(SortedSet<Integer> slots) {
        return new FailoverState(zones, pods, slots, memory, tainted, acts, happenings);
    }

    FailoverState memory(SortedMap<String, ZoneMemory> recorded) {
        return new FailoverState(zones, pods, excluded, recorded, tainted, acts, happenings);
    }

    FailoverState tainted(SortedSet<String> now) {
        return new FailoverState(zones, pods, excluded, memory, now, acts, happenings);
    }

    FailoverState acts(List<Act> left) {
        return new FailoverState(zones, pods, excluded, memory, tainted, left, happenings);
    }

    FailoverState happenings(int left) {
        return new FailoverState(zones, pods, excluded, memory, tainted, acts, left);
    }

    /** Pods of a zone that are not being deleted. */
    long count(String zone) {
        return pods.values().stream().filter(pod -> pod.in(zone)).count();
    }

    /** A name that no pod has, and that nobody remembers as that of one. */
    String unusedName() {
        Set<String> used = new TreeSet<>(pods.keySet());
        memory.values().forEach(known -> known.lastEviction().ifPresent(last -> used.add(last.pod())));
        for (int number = 0; ; number++) {
            if (!used.contains("pod-" + number)) {
                return "pod-" + number;
            }
        }
    }

    @Override
    public String toString() {
        Map<String, String> known = new TreeMap<>();
        memory.forEach((zone, recorded) -> known.put(
                zone,
                recorded.state()
                        + recorded.lastEviction()
                                .map(last -> " after " + last.pod())
                                .orElse("")));
        return zones + " " + pods + " without " + excluded + " records " + known + " tainted " + tainted
                + (acts.isEmpty() ? "" : " to do " + acts);
    }
}
