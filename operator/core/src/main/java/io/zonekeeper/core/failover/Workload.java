package io.zonekeeper.core.failover;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

import io.zonekeeper.core.nodes.ZoneFit;

/**
 * What made a pod, and would make it again.
 *
 * @param key identifies it in its namespace
 * @param kind what becomes of its pods when they are deleted
 * @param display kind and name, for users
 * @param replicas pods that it is to have; of no meaning but for {@link Kind#REPLICATED}
 * @param priority the priority of its pods
 * @param spreads the hard topology spread constraints over zones of its pods
 * @param fits by zone name, how its nodes suit the pods
 */
public record Workload(
        String key,
        Kind kind,
        String display,
        int replicas,
        int priority,
        List<ZoneSpread> spreads,
        Map<String, ZoneFit> fits) {
    /** Copies the collections. */
    public Workload {
        spreads = List.copyOf(spreads);
        fits = Map.copyOf(fits);
    }

    /** What becomes of a deleted pod. */
    public enum Kind {
        /** A ReplicaSet or ReplicationController makes another one at once, on any node. */
        REPLICATED("they would be replaced at once"),
        /** A StatefulSet makes it again when the old one is known to have ended, with the same volumes. */
        STATEFUL("a StatefulSet replaces none whose node is silent"),
        /** A DaemonSet runs it on the same node. */
        DAEMON("a DaemonSet has one on each node"),
        /** A Job: deleting the pod loses its work. */
        JOB("a Job would start over"),
        /** Nobody makes it again. */
        BARE("nobody would create them again"),
        /** A controller of which nothing is known. */
        OTHER("what its controller does with them is not known");

        private final String why;

        Kind(String why) {
            this.why = why;
        }

        /** Returns why its pods are replaced, or not: half a sentence about them. */
        public String why() {
            return why;
        }
    }

    /**
     * A topology spread constraint over zones with {@code whenUnsatisfiable: DoNotSchedule}.
     *
     * @param index its place in {@code topologySpreadConstraints}, for users
     * @param maxSkew how many more matching pods a zone may have than the one with the fewest
     * @param minDomains as many zones must there be for that; 1 where it is not set
     * @param honorsTaints whether zones whose nodes the pods do not tolerate do not count ({@code nodeTaintsPolicy:
     *     Honor})
     * @param counts by zone name, matching pods that are not being deleted
     */
    public record ZoneSpread(
            int index, int maxSkew, int minDomains, boolean honorsTaints, SortedMap<String, Integer> counts) {
        /** Copies the map. */
        public ZoneSpread {
            counts = Collections.unmodifiableSortedMap(new TreeMap<>(counts));
        }
    }

    /** Returns how a zone's nodes suit its pods. */
    ZoneFit fit(String zone) {
        return fits.getOrDefault(zone, ZoneFit.none(zone));
    }
}
