package io.zonekeeper.core.placement;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class WeightedSharesTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            10 | a b c                          | 3.3 3.3 3.3
            10 | a*2 b c                        | 5 2.5 2.5
             0 | a b                            | 0 0
            10 | a*8 b[3..] c                   | 6.2 3 0.8
            22 | a*2[..10] b c                  | 10 6 6
            10 | a[..2] b[..3] c                | 2 3 5
             9 | a*7[..4] b[4..] c              | 4 4 1
            12 | a[5..] b[5..] c*10             | 5 5 2
            10 | a*9[..4] b[2..] c              | 4 3 3
             6 | a[2..2] b[4..4]                | 2 4
            """)
    void cutsSharesByLimits(int total, String zones, String expected) {
        List<ZoneShare> list = ZoneNotation.zones(zones);
        WeightedShares shares = WeightedShares.of(total, list);
        assertThat(IntStream.range(0, list.size()).mapToObj(shares::text).collect(Collectors.joining(" ")))
                .isEqualTo(expected);
    }

    /** Zones that no limit cuts share one ratio to their weights; a cut one would be beyond its limit at that ratio. */
    @Property
    void sharesAreOneRatioCutByLimits(@ForAll("zones") List<ZoneShare> zones, @ForAll @IntRange(max = 60) int total) {
        Assume.that(zones.stream().mapToInt(ZoneShare::minReplicas).sum() <= total);
        Assume.that(zones.stream().mapToInt(ZoneShare::maxReplicas).sum() >= total);
        WeightedShares shares = WeightedShares.of(total, zones);
        long sum = 0;
        double highest = 0;
        double lowest = Double.MAX_VALUE;
        for (int i = 0; i < zones.size(); i++) {
            ZoneShare zone = zones.get(i);
            sum += shares.above(i, total);
            double share = share(shares, i);
            assertThat(shares.above(i, zone.minReplicas())).isLessThanOrEqualTo(0);
            assertThat(shares.above(i, zone.maxReplicas())).isGreaterThanOrEqualTo(0);
            if (shares.above(i, zone.minReplicas()) < 0) {
                highest = Math.max(highest, share / zone.weight());
            }
            if (shares.above(i, zone.maxReplicas()) > 0) {
                lowest = Math.min(lowest, share / zone.weight());
            }
        }
        assertThat(sum).isEqualTo((zones.size() - 1L) * total * denominator(shares));
        assertThat(highest).isLessThanOrEqualTo(lowest + 1e-9);
    }

    @Property
    void noShareFallsWhenTheTotalRises(@ForAll("zones") List<ZoneShare> zones, @ForAll @IntRange(max = 60) int total) {
        Assume.that(zones.stream().mapToInt(ZoneShare::minReplicas).sum() <= total);
        Assume.that(zones.stream().mapToInt(ZoneShare::maxReplicas).sum() > total);
        WeightedShares before = WeightedShares.of(total, zones);
        WeightedShares after = WeightedShares.of(total + 1, zones);
        for (int i = 0; i < zones.size(); i++) {
            assertThat(share(after, i)).isGreaterThanOrEqualTo(share(before, i) - 1e-9);
        }
    }

    @Provide
    Arbitrary<List<ZoneShare>> zones() {
        return Combinators.combine(
                        Arbitraries.integers().between(1, 9),
                        Arbitraries.of(0, 0, 1, 5),
                        Arbitraries.of(0, 3, 9, 1_000))
                .as((weight, min, more) -> new ZoneShare("z", weight, min, min + more, 0, true))
                .list()
                .ofMinSize(1)
                .ofMaxSize(6);
    }

    private static long denominator(WeightedShares shares) {
        return shares.above(0, 1) - shares.above(0, 0);
    }

    private static double share(WeightedShares shares, int zone) {
        return -(double) shares.above(zone, 0) / denominator(shares);
    }
}
