package io.zonekeeper.core.placement;

import java.util.List;
import java.util.stream.IntStream;

/**
 * The smallest total whose fresh spread keeps {@code replicas} when any {@code losses} zones are lost.
 *
 * <ol>
 *   <li>The total is at least the sum of the minimums and {@code replicas}, and at most the sum of the maximums; that
 *       most is what leaves the most after the losses. Where even it leaves less than {@code replicas}, that is the
 *       goal instead: the user gets as much as the limits allow, yet no replica that buys nothing.
 *   <li>A binary search finds the first total at which the shares, all rounded up, would leave the goal. Shares never
 *       fall as the total rises, so below it no spread does.
 *   <li>From there the fresh spreads are tried one by one, because what they leave may fall again for a step (the
 *       Alabama paradox of largest remainders). For equal weights these are at most as many steps as zones.
 * </ol>
 *
 * <p>Current placement is not checked, so the total does not depend on how the service came to where it is.
 *
 * @param total replicas to run
 * @param goal what is left of them after the losses, at least
 */
record RedundantTotal(int total, int goal) {

    /** Returns the total for zones of which there are more than {@code losses}. */
    static RedundantTotal of(List<ZoneShare> zones, int replicas, int losses) {
        int most = most(zones);
        int goal = Math.min(replicas, Survival.left(Spread.fresh(zones, most), losses));
        int low = Math.max(least(zones), Math.min(replicas, most));
        int high = most;
        while (low < high) {
            int middle = low + (high - low) / 2;
            if (couldLeave(zones, middle, losses) >= goal) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        int total = low;
        while (Survival.left(Spread.fresh(zones, total), losses) < goal) {
            total++;
        }
        return new RedundantTotal(total, goal);
    }

    /** Returns what the total would be if no zone had a minimum. */
    static int withoutMinimums(List<ZoneShare> zones, int replicas, int losses) {
        List<ZoneShare> free = zones.stream()
                .map(zone -> zone.withLimits(0, zone.maxReplicas()))
                .toList();
        return of(free, replicas, losses).total();
    }

    /** Returns the sum of the minimums. */
    static int least(List<ZoneShare> zones) {
        return Math.toIntExact(zones.stream().mapToLong(ZoneShare::minReplicas).sum());
    }

    private static int most(List<ZoneShare> zones) {
        long sum = zones.stream().mapToLong(ZoneShare::maxReplicas).sum();
        return (int) Math.min(Integer.MAX_VALUE, sum);
    }

    private static long couldLeave(List<ZoneShare> zones, int total, int losses) {
        WeightedShares shares = WeightedShares.of(total, zones);
        return IntStream.range(0, zones.size())
                .map(shares::ceil)
                .sorted()
                .limit(zones.size() - losses)
                .asLongStream()
                .sum();
    }
}
