package io.zonekeeper.core.placement;

import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/**
 * Divides a total among zones, inside bounds.
 *
 * <p>Of all divisions inside the bounds it returns the one with, in this order,
 *
 * <ol>
 *   <li>the fewest replicas moved: the sum of {@code max(0, current - target)};
 *   <li>the best balance: the sum of the squares of {@code target - share};
 *   <li>the odd replicas in the zones that win ties, which are the first in the list ({@link TieBreak}).
 * </ol>
 *
 * <p>It starts every zone at its lower bound and gives one replica at a time to the zone where it costs least: moved -1
 * below {@code current} and else 0, then the distance above the share (the square grows by twice that plus one). Both
 * costs are sums over zones of convex functions, so the cost of a zone's next replica never falls, compared in that
 * order too; taking the cheapest next one each time is then optimal (Fox 1966). Steps: the total less the lower bounds.
 */
final class Spread {
    private Spread() {}

    /**
     * Returns the division of a total that ignores what is placed now; each target is the floor or ceiling of its
     * share.
     */
    static int[] fresh(List<ZoneShare> zones, int total) {
        List<ZoneShare> empty = zones.stream().map(zone -> zone.withCurrent(0)).toList();
        WeightedShares shares = WeightedShares.of(total, zones);
        return divide(empty, total, shares, Bounds.around(shares, zones, 1));
    }

    /** Returns the best division of a total inside the bounds. */
    static int[] divide(List<ZoneShare> zones, int total, WeightedShares shares, Bounds bounds) {
        int[] targets = new int[zones.size()];
        long remaining = total;
        for (int i = 0; i < targets.length; i++) {
            targets[i] = bounds.low(i);
            remaining -= targets[i];
        }
        PriorityQueue<Step> steps = new PriorityQueue<>(Step.CHEAPEST);
        for (int i = 0; i < targets.length; i++) {
            offer(steps, i, targets[i], zones.get(i), shares, bounds);
        }
        for (; remaining > 0; remaining--) {
            int zone = steps.remove().zone();
            targets[zone]++;
            offer(steps, zone, targets[zone], zones.get(zone), shares, bounds);
        }
        return targets;
    }

    private static void offer(
            PriorityQueue<Step> steps, int index, int target, ZoneShare zone, WeightedShares shares, Bounds bounds) {
        if (target < bounds.high(index)) {
            steps.add(new Step(index, target >= zone.current(), shares.above(index, target)));
        }
    }

    /**
     * One more replica for a zone.
     *
     * @param zone its place in the list
     * @param isNew false when the replica is there already and stays
     * @param above how far the zone is above its share before the step
     */
    private record Step(int zone, boolean isNew, long above) {
        static final Comparator<Step> CHEAPEST =
                Comparator.comparing(Step::isNew).thenComparingLong(Step::above).thenComparingInt(Step::zone);
    }
}
