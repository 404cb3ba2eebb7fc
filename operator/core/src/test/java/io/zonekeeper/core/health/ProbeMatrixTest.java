package io.zonekeeper.core.health;

import java.util.Collections;
import java.util.List;
import java.util.Random;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProbeMatrixTest {
    private static final String WELL = " a 0/4 b 0/4 c 0/4";

    @Test
    void aFailureSeenFromTwoZonesCounts() {
        ProbeMatrix matrix = Matrix.of("a1 sees a 0/4 b 0/4 c 4/4", "b1 sees a 0/4 b 0/4 c 3/4", "c1 sees" + WELL);
        assertThat(Matrix.zones(matrix)).isEqualTo("a 0/4 b 0/4 c 3/4");
        assertThat(matrix.accused()).isEmpty();
        assertThat(matrix.vantages()).isEqualTo(3);
    }

    /** Else a bad release made its first zone Suspect, which excused it, and the rollout went on to the next. */
    @Test
    void aStackOnTrialIsNoEvidenceForOrAgainstItsZone() {
        String seen = " sees a 0/4 b 0/4 c 3/6; stacks shop@c 2/2 cart@c 1/4";
        ProbeMatrix matrix = Matrix.of("a1" + seen, "b1" + seen);
        var shop = new ProbeMatrix.Stack("shop", "c");
        assertThat(Matrix.zones(matrix)).isEqualTo("a 0/4 b 0/4 c 3/6");
        assertThat(Matrix.zones(matrix, shop)).isEqualTo("a 0/4 b 0/4 c 1/4");
        assertThat(Matrix.zones(matrix, new ProbeMatrix.Stack("shop", "a"))).isEqualTo("a 0/4 b 0/4 c 3/6");
        assertThat(Matrix.zones(matrix, shop, new ProbeMatrix.Stack("cart", "c")))
                .isEqualTo("a 0/4 b 0/4");
    }

    @Test
    void whatASingleZoneSeesNeverCounts() {
        assertThat(Matrix.zones(Matrix.of("a1 sees a 0/4 b 0/4 c 4/4", "a2 sees a 0/4 b 0/4 c 4/4", "b1 sees" + WELL)))
                .isEqualTo("a 0/4 b 0/4 c 0/4");
        assertThat(Matrix.zones(Matrix.of("a1 sees a 0/4 b 1/4 c 4/4", "a2 sees a 0/4 b 1/4 c 4/4")))
                .isEqualTo("b 0/4");
    }

    /** Else no other zone is seen to be well, and the failure of the one counts as one that all zones share. */
    @Test
    void aDarkZoneThatTakesItsObserversAlongIsSeenToFailAlone() {
        assertThat(Matrix.zones(Matrix.of("a1 sees a 0/4 b 4/4 c 0/4", "c1 sees a 1/4 b 4/4 c 0/4")))
                .isEqualTo("a 0/4 b 4/4 c 0/4");
    }

    @Test
    void aZonesOwnObserversDoNotSpeakForOrAgainstIt() {
        String others = Matrix.zones(Matrix.of("a1 sees a 0/4 b 0/4 c 4/4", "b1 sees a 0/4 b 0/4 c 4/4"));
        assertThat(others).isEqualTo("a 0/4 b 0/4 c 4/4");
        assertThat(Matrix.zones(Matrix.of(
                        "a1 sees a 0/4 b 0/4 c 4/4", "b1 sees a 0/4 b 0/4 c 4/4", "c1 sees a 0/4 b 0/4 c 0/4")))
                .endsWith("c 4/4");
        assertThat(Matrix.zones(Matrix.of("a1 sees" + WELL, "b1 sees" + WELL, "c1 sees a 0/4 b 0/4 c 4/4")))
                .endsWith("c 0/4");
    }

    @Test
    void anObserverToWhichEverythingFailsIsAccusedAndLeftOut() {
        ProbeMatrix matrix = Matrix.of("a1 sees" + WELL, "b1 sees" + WELL, "c1 sees a 4/4 b 4/4 c 4/4");
        assertThat(matrix.accused()).containsExactly("c");
        assertThat(matrix.vantages()).isEqualTo(2);
        assertThat(Matrix.zones(matrix)).isEqualTo("a 0/4 b 0/4 c 0/4");
    }

    @Test
    void anObserverThatReachesItsOwnZoneAloneIsAccusedToo() {
        ProbeMatrix matrix = Matrix.of("a1 sees" + WELL, "b1 sees" + WELL, "c1 sees a 4/4 b 4/4 c 0/4");
        assertThat(matrix.accused()).containsExactly("c");
    }

    @Test
    void twoZonesWithoutAWayOutDoNotCondemnTheThird() {
        ProbeMatrix matrix =
                Matrix.of("a1 sees a 0/4 b 4/4 c 4/4", "b1 sees a 4/4 b 0/4 c 4/4", "c1 sees a 0/4 b 0/4 c 0/4");
        assertThat(matrix.accused()).containsExactlyInAnyOrder("a", "b");
        assertThat(Matrix.zones(matrix)).isEqualTo("a 0/4 b 0/4");
    }

    @Test
    void theBestOfAZonesObserversCounts() {
        ProbeMatrix matrix = Matrix.of(
                "a1 sees a 0/4 b 0/4 c 4/4",
                "a2 sees a 0/4 b 0/4 c 1/4",
                "b1 sees a 0/4 b 0/4 c 4/4",
                "b2 sees a 0/4 b 0/4 c 4/4");
        assertThat(Matrix.zones(matrix)).isEqualTo("a 0/4 b 0/4 c 1/4");
    }

    @Test
    void inAClusterOfTwoZonesNoFailureOfAProbeCounts() {
        assertThat(Matrix.zones(Matrix.of("a1 sees a 0/4 b 4/4", "b1 sees a 0/4 b 0/4", "a2 sees a 0/4 b 4/4")))
                .isEqualTo("a 0/4");
        assertThat(Matrix.stacks(
                        Matrix.of("a1 sees a 0/4 b 4/4; stacks shop@b 2/2", "a2 sees a 0/4 b 4/4; stacks shop@b 2/2")))
                .isEmpty();
    }

    @Test
    void aStackMustBeListedFromTwoOtherZonesByAllOfTheirObservers() {
        String list = "; stacks shop@c 2/2";
        assertThat(Matrix.stacks(Matrix.of("a1 sees" + WELL + list, "b1 sees" + WELL + list)))
                .isEqualTo("shop@c 2/2");
        assertThat(Matrix.stacks(Matrix.of("a1 sees" + WELL + list, "b1 sees" + WELL)))
                .isEmpty();
        assertThat(Matrix.stacks(Matrix.of("a1 sees" + WELL + list, "c1 sees" + WELL + list)))
                .isEmpty();
        // b2 sees nothing wrong with it.
        assertThat(Matrix.stacks(Matrix.of("a1 sees" + WELL + list, "b1 sees" + WELL + list, "b2 sees" + WELL)))
                .isEqualTo("shop@c 0/2");
    }

    @Property
    void oneZonesObserversCanNeitherCondemnNorHide(@ForAll("rows") List<String> lies, @ForAll long seed) {
        // Whatever the observers of zone a say: b and c are well as b's, c's and d's see it, and d fails as they see
        // it.
        List<String> reports = new java.util.ArrayList<>(List.of(
                "b1 sees a 0/4 b 0/4 c 0/4 d 4/4",
                "c1 sees a 0/4 b 0/4 c 0/4 d 4/4",
                "d1 sees a 0/4 b 0/4 c 0/4 d 0/4"));
        lies.forEach(lie -> reports.add("a" + reports.size() + " sees " + lie));
        Collections.shuffle(reports, new Random(seed));
        assertThat(Matrix.zones(Matrix.of(reports.toArray(String[]::new)))).isEqualTo("a 0/4 b 0/4 c 0/4 d 4/4");
    }

    @Provide
    Arbitrary<List<String>> rows() {
        Arbitrary<Integer> failures = Arbitraries.integers().between(0, 4);
        return Combinators.combine(failures, failures, failures, failures)
                .as("a %d/4 b %d/4 c %d/4 d %d/4"::formatted)
                .list()
                .ofMinSize(0)
                .ofMaxSize(3);
    }
}
