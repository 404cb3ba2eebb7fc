package io.zonekeeper.core.placement;

import java.util.ArrayList;
import java.util.List;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import static org.assertj.core.api.Assertions.assertThat;

/** The greedy choice against trying every division. */
class SpreadTest {

    @Property
    void noDivisionInsideTheBoundsIsBetter(
            @ForAll("zones") List<ZoneShare> zones,
            @ForAll @IntRange(max = 16) int total,
            @ForAll @IntRange(min = 1, max = 3) int maxSkew) {
        Assume.that(reachable(zones, total));
        WeightedShares shares = WeightedShares.of(total, zones);
        Bounds bounds = Bounds.around(shares, zones, maxSkew);
        int[] chosen = Spread.divide(zones, total, shares, bounds);
        Cost best = null;
        for (int[] division : divisions(zones, total, bounds)) {
            Cost cost = Cost.of(zones, shares, division);
            best = best == null || cost.below(best) ? cost : best;
        }
        assertThat(Cost.of(zones, shares, chosen)).isEqualTo(best);
    }

    @Property
    void theFreshSpreadIsWithinOneOfTheShare(
            @ForAll("zones") List<ZoneShare> zones, @ForAll @IntRange(max = 30) int total) {
        Assume.that(reachable(zones, total));
        WeightedShares shares = WeightedShares.of(total, zones);
        int[] fresh = Spread.fresh(zones, total);
        for (int i = 0; i < fresh.length; i++) {
            assertThat(fresh[i]).isBetween(shares.floor(i), shares.ceil(i));
        }
    }

    @Provide
    Arbitrary<List<ZoneShare>> zones() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 4),
                        Arbitraries.of(0, 0, 1, 2),
                        Arbitraries.of(0, 3, 6, 1_000),
                        Arbitraries.integers().between(0, 8))
                .as((weight, min, more, current) -> new ZoneShare("z", weight, min, min + more, current, true))
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
    }

    private static boolean reachable(List<ZoneShare> zones, int total) {
        return zones.stream().mapToInt(ZoneShare::minReplicas).sum() <= total
                && total <= zones.stream().mapToInt(ZoneShare::maxReplicas).sum();
    }

    private static List<int[]> divisions(List<ZoneShare> zones, int total, Bounds bounds) {
        List<int[]> divisions = new ArrayList<>();
        extend(new int[zones.size()], 0, total, bounds, divisions);
        return divisions;
    }

    private static void extend(int[] division, int zone, int remaining, Bounds bounds, List<int[]> divisions) {
        if (zone == division.length) {
            if (remaining == 0) {
                divisions.add(division.clone());
            }
            return;
        }
        for (int target = bounds.low(zone); target <= Math.min(remaining, bounds.high(zone)); target++) {
            division[zone] = target;
            extend(division, zone + 1, remaining - target, bounds, divisions);
        }
    }

    /** Replicas moved, then the squares of the distances times the square of the denominator. */
    private record Cost(int moved, long imbalance) {
        static Cost of(List<ZoneShare> zones, WeightedShares shares, int[] division) {
            int moved = 0;
            long imbalance = 0;
            for (int i = 0; i < division.length; i++) {
                moved += Math.max(0, zones.get(i).current() - division[i]);
                imbalance += shares.above(i, division[i]) * shares.above(i, division[i]);
            }
            return new Cost(moved, imbalance);
        }

        boolean below(Cost other) {
            return moved < other.moved || (moved == other.moved && imbalance < other.imbalance);
        }
    }
}
