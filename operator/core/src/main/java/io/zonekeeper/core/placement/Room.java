package io.zonekeeper.core.placement;

import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;

/**
 * How many more pods find a node, by what they request.
 *
 * <p>An estimate: processor, memory and the number of pods of each node are counted, pod by pod onto single nodes. What
 * else a scheduler checks (taints, affinities, ports, volumes) is not.
 */
public final class Room {
    private Room() {}

    /**
     * What something asks for, or offers.
     *
     * @param milliCpu thousandths of a processor
     * @param bytes memory
     */
    public record Amount(long milliCpu, long bytes) {
        /** Nothing. */
        public static final Amount NONE = new Amount(0, 0);

        /** Returns the sum of two amounts. */
        public Amount plus(Amount other) {
            return new Amount(milliCpu + other.milliCpu, bytes + other.bytes);
        }

        /** Returns the larger of each of two amounts. */
        public Amount max(Amount other) {
            return new Amount(Math.max(milliCpu, other.milliCpu), Math.max(bytes, other.bytes));
        }
    }

    /**
     * A node that takes pods.
     *
     * @param zone the name of its zone
     * @param allocatable what it has for pods
     * @param requested what the pods on it request
     * @param podsLeft how many more pods it may run
     */
    public record Node(String zone, Amount allocatable, Amount requested, long podsLeft) {
        private long fits(Amount pod) {
            return Math.clamp(
                    Math.min(
                            times(allocatable.milliCpu() - requested.milliCpu(), pod.milliCpu()),
                            times(allocatable.bytes() - requested.bytes(), pod.bytes())),
                    0,
                    Math.max(0, podsLeft));
        }

        private static long times(long free, long each) {
            return each <= 0 ? Long.MAX_VALUE : free / each;
        }
    }

    /** Returns by zone how many more pods of this size find a node. */
    public static Map<String, Integer> of(Collection<Node> nodes, Amount pod) {
        Map<String, Integer> room = new TreeMap<>();
        nodes.forEach(node -> room.merge(
                node.zone(), Math.toIntExact(Math.min(node.fits(pod), Integer.MAX_VALUE / 4)), Math::addExact));
        return room;
    }
}
