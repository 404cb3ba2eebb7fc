package io.zonekeeper.simulator.fault;

import java.util.List;

/**
 * A cluster of three zones or fewer, all alike.
 *
 * @param nodes nodes in each zone, 1 or more
 * @param pods for each service with health checks, the pods it has in each zone
 * @param zones the zones' names
 */
public record Layout(int nodes, List<Integer> pods, List<String> zones) {
    public static final int OBSERVERS_PER_ZONE = 2;

    private static final List<String> ZONES = List.of("a", "b", "c");

    /** Twelve nodes a zone; five services, of which two have only two pods there. */
    public static final Layout DEFAULT = ofNodes(12);

    /** Copies the lists. */
    public Layout {
        pods = List.copyOf(pods);
        zones = List.copyOf(zones);
        if (nodes < 1 || pods.isEmpty()) {
            throw new IllegalArgumentException("a zone needs nodes and services, was " + nodes + ", " + pods);
        }
    }

    /** Creates a cluster of three zones. */
    public Layout(int nodes, List<Integer> pods) {
        this(nodes, pods, ZONES);
    }

    /** Returns the same with two zones only. */
    public Layout ofTwoZones() {
        return new Layout(nodes, pods, ZONES.subList(0, 2));
    }

    public int zoneCount() {
        return zones.size();
    }

    public int observers() {
        return zones.size() * OBSERVERS_PER_ZONE;
    }

    /** Returns the usual services on so many nodes a zone. */
    public static Layout ofNodes(int nodes) {
        return new Layout(nodes, List.of(4, 4, 4, 2, 2));
    }

    public int services() {
        return pods.size();
    }

    /** Returns how many services have at least so many pods in a zone. */
    public int services(int fewest) {
        return (int) pods.stream().filter(count -> count >= fewest).count();
    }

    /** Returns the pods of all services in a zone. */
    public int targets() {
        return pods.stream().mapToInt(Integer::intValue).sum();
    }

    /** Returns the node that the pod runs on; a zone's pods are counted through, service by service. */
    public int nodeOf(int target) {
        return target % nodes;
    }

    /** Returns the service of each pod of a zone. */
    public int[] serviceOfTargets() {
        int[] service = new int[targets()];
        int target = 0;
        for (int s = 0; s < pods.size(); s++) {
            for (int p = 0; p < pods.get(s); p++) {
                service[target++] = s;
            }
        }
        return service;
    }

    public static int zoneOfObserver(int observer) {
        return observer / OBSERVERS_PER_ZONE;
    }
}
