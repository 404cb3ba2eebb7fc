package io.zonekeeper.core.placement;

import java.util.List;

/** The fewest and the most replicas that each zone may get. */
final class Bounds {
    private final int[] low;
    private final int[] high;

    private Bounds(int size) {
        this.low = new int[size];
        this.high = new int[size];
    }

    /**
     * Returns the bounds strictly within {@code maxSkew} of the shares, cut by the zones' limits. Some choice inside
     * them always has the total: floor and ceiling of every share are inside.
     */
    static Bounds around(WeightedShares shares, List<ZoneShare> zones, int maxSkew) {
        Bounds bounds = new Bounds(zones.size());
        for (int i = 0; i < zones.size(); i++) {
            ZoneShare zone = zones.get(i);
            long low = (long) shares.floor(i) - (maxSkew - 1);
            long high = (long) shares.ceil(i) + (maxSkew - 1);
            bounds.low[i] = Math.clamp(low, zone.minReplicas(), zone.maxReplicas());
            bounds.high[i] = Math.clamp(high, zone.minReplicas(), zone.maxReplicas());
        }
        return bounds;
    }

    /**
     * Returns these bounds widened so that no zone shrinks, or, when the total is below what is placed, none grows. The
     * total stays reachable: one bound of each zone becomes what is placed there now, the other only moves outwards.
     */
    Bounds holding(List<ZoneShare> zones, int total) {
        boolean growing = total >= zones.stream().mapToLong(ZoneShare::current).sum();
        Bounds bounds = new Bounds(zones.size());
        for (int i = 0; i < zones.size(); i++) {
            int current = zones.get(i).current();
            bounds.low[i] = growing ? current : Math.min(current, low[i]);
            bounds.high[i] = growing ? Math.max(current, high[i]) : current;
        }
        return bounds;
    }

    /** Returns the fewest replicas a zone may get. */
    int low(int zone) {
        return low[zone];
    }

    /** Returns the most replicas a zone may get. */
    int high(int zone) {
        return high[zone];
    }
}
