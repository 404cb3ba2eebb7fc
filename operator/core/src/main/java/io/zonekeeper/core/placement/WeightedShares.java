package io.zonekeeper.core.placement;

import java.util.Arrays;
import java.util.List;

/**
 * The ideal share of each zone in a total: proportional to its weight, cut by its limits, as an exact fraction.
 *
 * <p>It is the loop by which CSS resolves flexible lengths:
 *
 * <ol>
 *   <li>What remains of the total is divided among the zones not yet frozen by their weights.
 *   <li>Each such share is cut by the zone's limits; the cuts are summed, those that lifted a share to its minimum
 *       positive, those that lowered it to its maximum negative.
 *   <li>Sum positive: more was lifted, so the others will get less than this; the zones at their minimum are frozen
 *       there. Sum negative: the zones at their maximum are frozen. Sum zero: the cut shares are the answer.
 *   <li>Back to 1 with what remains. Every round but the last freezes a zone, so it ends.
 * </ol>
 *
 * <p>Invariants: all shares have one denominator, the weight of the zones not frozen, so that comparing them is
 * comparing longs; the shares sum to the total; no share falls when the total rises; each is within its limits.
 */
final class WeightedShares {
    private final long[] numerators;
    private final long denominator;

    private WeightedShares(long[] numerators, long denominator) {
        this.numerators = numerators;
        this.denominator = denominator;
    }

    /** Returns the shares in a total, which must be from the sum of the minimums to the sum of the maximums. */
    static WeightedShares of(long total, List<ZoneShare> zones) {
        long[] frozen = new long[zones.size()];
        Arrays.fill(frozen, -1);
        long remaining = total;
        while (true) {
            long weight = 0;
            for (int i = 0; i < frozen.length; i++) {
                weight += frozen[i] < 0 ? zones.get(i).weight() : 0;
            }
            long violation = 0;
            for (int i = 0; i < frozen.length; i++) {
                violation += frozen[i] < 0 ? violation(zones.get(i), remaining, weight) : 0;
            }
            if (violation == 0) {
                return cut(zones, frozen, remaining, weight);
            }
            long before = remaining;
            for (int i = 0; i < frozen.length; i++) {
                long own = frozen[i] < 0 ? violation(zones.get(i), before, weight) : 0;
                if (own != 0 && (own > 0) == (violation > 0)) {
                    frozen[i] =
                            own > 0 ? zones.get(i).minReplicas() : zones.get(i).maxReplicas();
                    remaining -= frozen[i];
                }
            }
        }
    }

    /** Returns by how much the limits lift (positive) or lower the share of a zone, times the weight. */
    private static long violation(ZoneShare zone, long remaining, long weight) {
        return cut(zone, remaining, weight) - remaining * zone.weight();
    }

    private static long cut(ZoneShare zone, long remaining, long weight) {
        return Math.clamp(remaining * zone.weight(), zone.minReplicas() * weight, zone.maxReplicas() * weight);
    }

    private static WeightedShares cut(List<ZoneShare> zones, long[] frozen, long remaining, long weight) {
        // With every zone frozen no weight is left; their shares are whole numbers.
        long denominator = Math.max(1, weight);
        long[] numerators = new long[frozen.length];
        for (int i = 0; i < frozen.length; i++) {
            numerators[i] = frozen[i] < 0 ? cut(zones.get(i), remaining, weight) : frozen[i] * denominator;
        }
        return new WeightedShares(numerators, denominator);
    }

    /** Returns the largest whole number not above the share. */
    int floor(int zone) {
        return Math.toIntExact(numerators[zone] / denominator);
    }

    /** Returns the smallest whole number not below the share. */
    int ceil(int zone) {
        return Math.toIntExact(Math.ceilDiv(numerators[zone], denominator));
    }

    /** Returns how far a target is above the share, times the common denominator. */
    long above(int zone, long target) {
        return target * denominator - numerators[zone];
    }

    /** Returns whether a target is strictly closer to the share than {@code maxSkew}. */
    boolean within(int zone, long target, int maxSkew) {
        return Math.abs(above(zone, target)) < maxSkew * denominator;
    }

    /** Returns the share for users, with one digit after the point where it is not whole. */
    String text(int zone) {
        long tenths = (numerators[zone] * 10 + denominator / 2) / denominator;
        return tenths % 10 == 0 ? Long.toString(tenths / 10) : tenths / 10 + "." + tenths % 10;
    }
}
