package io.zonekeeper.core.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.function.IntPredicate;

import io.zonekeeper.core.audit.ClusterNodes.Suited;
import io.zonekeeper.core.placement.Room.Amount;

/**
 * What nodes have left while pods are placed on them, one after the other.
 *
 * <p>Like the scheduler's default scoring, it takes the node with the most unrequested CPU. For each demand and zone a
 * queue holds the nodes in that order. Placing on one queue makes entries of others stale, so an entry is compared with
 * the node when it is met, and put back with what is left. What is left only shrinks: a node without pod slots is
 * removed for good, and where the node with the most CPU has too little, none has enough.
 */
final class FreeRoom {
    private final long[] milliCpu;
    private final long[] bytes;
    private final long[] slots;
    private final IdentityHashMap<Suited, Map<String, PriorityQueue<Entry>>> queues = new IdentityHashMap<>();

    FreeRoom(ClusterNodes nodes) {
        milliCpu = new long[nodes.count()];
        bytes = new long[nodes.count()];
        slots = new long[nodes.count()];
        for (int i = 0; i < nodes.count(); i++) {
            milliCpu[i] = nodes.free(i).milliCpu();
            bytes[i] = nodes.free(i).bytes();
            slots[i] = nodes.freeSlots(i);
        }
    }

    private record Entry(int node, long milliCpu) {
        static final Comparator<Entry> MOST_FIRST =
                Comparator.comparingLong(Entry::milliCpu).reversed().thenComparingInt(Entry::node);
    }

    /** Returns a node of a zone that has room for a pod; empty where none has. */
    OptionalInt find(Suited suited, String zone, Amount pod, IntPredicate allowed) {
        PriorityQueue<Entry> queue = queue(suited, zone);
        List<Entry> passed = new ArrayList<>();
        OptionalInt found = OptionalInt.empty();
        while (!queue.isEmpty() && found.isEmpty()) {
            Entry first = queue.poll();
            int node = first.node();
            if (slots[node] <= 0) {
                continue;
            }
            if (first.milliCpu() != milliCpu[node]) {
                queue.add(new Entry(node, milliCpu[node]));
                continue;
            }
            passed.add(first);
            if (milliCpu[node] < pod.milliCpu() && pod.milliCpu() > 0) {
                break;
            }
            if ((bytes[node] >= pod.bytes() || pod.bytes() == 0) && allowed.test(node)) {
                found = OptionalInt.of(node);
            }
        }
        queue.addAll(passed);
        return found;
    }

    /** Reserves room for a pod on a node. */
    void take(int node, Amount pod) {
        milliCpu[node] -= pod.milliCpu();
        bytes[node] -= pod.bytes();
        slots[node]--;
    }

    private PriorityQueue<Entry> queue(Suited suited, String zone) {
        return queues.computeIfAbsent(suited, key -> new TreeMap<>()).computeIfAbsent(zone, key -> {
            PriorityQueue<Entry> queue = new PriorityQueue<>(Entry.MOST_FIRST);
            suited.open().getOrDefault(zone, List.of()).forEach(node -> queue.add(new Entry(node, milliCpu[node])));
            return queue;
        });
    }
}
