package io.zonekeeper.simulator.experiment;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.Stream;

import io.zonekeeper.simulator.fault.Dark;
import io.zonekeeper.simulator.fault.Late;
import io.zonekeeper.simulator.fault.Layout;
import io.zonekeeper.simulator.fault.Restart;
import io.zonekeeper.simulator.noise.Noise;
import io.zonekeeper.simulator.noise.Noises;
import io.zonekeeper.simulator.noise.ProbeLoss;
import io.zonekeeper.simulator.noise.Rollback;
import io.zonekeeper.simulator.world.Preset;
import io.zonekeeper.simulator.world.Tally;
import io.zonekeeper.simulator.world.World;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class SimulationTest {
    private static final Preset FAST = Preset.all().get(0);
    private static final Preset BALANCED = Preset.all().get(1);
    private static final Preset CAUTIOUS = Preset.all().get(2);

    static Stream<Noise> noises() {
        return Noises.all().stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("noises")
    void noNoiseMakesBalancedCordonAZoneThatIsWell(Noise noise) {
        Row row = new Experiment(Layout.DEFAULT, 50, 7, 2).run(BALANCED, noise);
        assertThat(row.falseCordons()).isZero();
        assertThat(row.falseStops()).isZero();
        assertThat(row.earlyEnds()).isZero();
        if (!noise.real()) {
            assertThat(row.rightCordons()).isZero();
        }
    }

    /** Years in which there once was a false cordon: what each of them has that most have not is in core's tests. */
    @ParameterizedTest(name = "{0}, year {1}")
    @CsvSource({"tainted-zone, 1783", "tainted-zone, 3166", "dark-nodes-deleted, 1254"})
    void aFalseCordonOnceFoundDoesNotComeBack(String noise, int year) {
        List<String> lines = new ArrayList<>();
        new Experiment(Layout.DEFAULT, 1, 1, 1)
                .replay(BALANCED, Noises.named(noise).orElseThrow(), year, (at, line) -> lines.add(line));
        assertThat(lines).anyMatch(line -> line.startsWith("begins:"));
        assertThat(lines).noneMatch(line -> line.startsWith("no fault"));
    }

    @Test
    void theSameSeedGivesTheSameOnAnyNumberOfThreads() {
        Noise noise = Noises.named("correlated-loss").orElseThrow();
        Row one = new Experiment(Layout.DEFAULT, 60, 3, 1).run(BALANCED, noise);
        assertThat(new Experiment(Layout.DEFAULT, 60, 3, 3).run(BALANCED, noise))
                .isEqualTo(one);
        Row dark = new Experiment(Layout.DEFAULT, 60, 3, 1)
                .run(BALANCED, Noises.named("dark").orElseThrow());
        assertThat(new Experiment(Layout.DEFAULT, 60, 4, 1)
                        .run(BALANCED, Noises.named("dark").orElseThrow())
                        .detections())
                .isNotEqualTo(dark.detections());
    }

    @Test
    void aWorldWithoutTroubleStaysHealthy() {
        // A fault that does nothing makes the machinery run, with the jitter of every day.
        for (int seed = 0; seed < 5; seed++) {
            Tally tally = new World(
                            Layout.DEFAULT,
                            FAST,
                            List.of(new Late(1_000_000, 1_600_000, 0, 0, 1)),
                            new SplittableRandom(seed))
                    .run();
            assertThat(tally.incidents).isEqualTo(1);
            assertThat(tally.suspects).isZero();
            assertThat(tally.falseCordons + tally.rightCordons + tally.falseStops)
                    .isZero();
        }
    }

    @ParameterizedTest(name = "{0} nodes: p95 within {1} s")
    @CsvSource({"12, 6.5", "4, 10.5", "2, 15"})
    void aKilledZoneIsFoundAndCordoned(int nodes, double p95) {
        Row row = new Experiment(Layout.ofNodes(nodes), 200, 5, 2)
                .run(BALANCED, Noises.named("dark").orElseThrow());
        assertThat(row.missed()).isZero();
        assertThat(row.detection(0.95)).isBetween(2.0, p95);
        // Not in its hold-down, not the third of the day.
        assertThat(row.rightCordons()).isGreaterThan(row.incidents() * 9 / 10);
    }

    @Test
    void aGrayZoneIsFound() {
        Row row = new Experiment(Layout.DEFAULT, 200, 5, 2)
                .run(BALANCED, Noises.named("gray").orElseThrow());
        assertThat(row.missed()).isZero();
        assertThat(row.detection(0.95)).isBetween(4.0, 10.0);
    }

    /** The operator begins anew while the zone is dark: what an earlier process could reach is in the status. */
    @ParameterizedTest
    @ValueSource(longs = {500, 3_000, 20_000})
    void aZoneThatWentDarkBeforeTheOperatorBeganIsFound(long later) {
        for (int seed = 0; seed < 10; seed++) {
            Tally tally = new World(
                            Layout.DEFAULT,
                            CAUTIOUS,
                            List.of(new Dark(0, 1_000_000, 1_400_000, seed), new Restart(1_000_000 + later)),
                            new SplittableRandom(seed))
                    .run();
            assertThat(tally.missed).isZero();
            assertThat(tally.rightCordons).isEqualTo(1);
        }
    }

    @Test
    void aDarkZoneWhoseNodesAreDeletedStaysCordonedUntilItIsBack() {
        Row row = new Experiment(Layout.DEFAULT, 60, 5, 2)
                .run(BALANCED, Noises.named("dark-nodes-deleted").orElseThrow());
        assertThat(row.rightCordons()).isEqualTo(row.incidents());
        assertThat(row.earlyEnds() + row.missed()).isZero();
    }

    /** What makes the noise one: for a while bad pods run on in a zone that was told the old template again. */
    @Test
    void aRollbackIsPlayedByTheRolloutsOwnRules() {
        for (int first = 0; first < 3; first++) {
            Rollback rollback = Rollback.play(0, first, 0, false, 10, 120, 60, Layout.DEFAULT);
            for (int zone = 0; zone < 3; zone++) {
                assertThat(rollback.failing().get(zone).isEmpty()).isEqualTo(zone != first);
            }
            int last = rollback.failing().get(first).length() - 1;
            assertThat(rollback.failing().get(first).nextSetBit(0)).isEqualTo(10);
            assertThat(last).isBetween(170, 200);
            assertThat(rollback.trial().get(first).get(60)).isTrue();
            assertThat(rollback.end()).isGreaterThan(last * 1000L);
        }
    }

    @Test
    void presetsDifferAsTheirNamesSay() {
        Noise dark = Noises.named("dark").orElseThrow();
        Experiment experiment = new Experiment(Layout.DEFAULT, 150, 5, 2);
        double fast = experiment.run(FAST, dark).detection(0.5);
        double balanced = experiment.run(BALANCED, dark).detection(0.5);
        double cautious = experiment.run(CAUTIOUS, dark).detection(0.5);
        assertThat(List.of(fast, balanced, cautious)).isSorted();
        assertThat(fast).isLessThan(cautious);
    }

    @Test
    void aZoneThatFlapsIsCordonedFewerTimesThanItFails() {
        Row row = new Experiment(Layout.DEFAULT, 300, 5, 2)
                .run(BALANCED, Noises.named("flapping").orElseThrow());
        // Twice a day at most, and not in the hold-down.
        assertThat(row.rightCordons()).isBetween(row.incidents() / 2, 2 * row.incidents());
    }

    @Test
    void aBadDeployInOneZoneStopsTheServiceThereAndNotTheZone() {
        Row row = new Experiment(Layout.DEFAULT, 100, 5, 2)
                .run(BALANCED, Noises.named("deploy-in-one-zone").orElseThrow());
        assertThat(row.rightStops()).isEqualTo(row.incidents());
        assertThat(row.rightCordons() + row.falseCordons() + row.falseStops()).isZero();
    }

    @Test
    void rareCoincidencesOfLossAreDrawnAsOftenAsTheyAre() {
        // One service of two pods: all four observers outside must lose both, 0.3^8 a look, 3 zones, counted for the
        // service and for the zone.
        Layout layout = new Layout(4, List.of(2));
        ProbeLoss loss = new ProbeLoss(0.3);
        double expected = 2 * 3 * Math.pow(0.3, 8) * Noise.YEAR / 1000.0;
        int drawn = loss.year(0, layout, new SplittableRandom(1)).size();
        assertThat((double) drawn).isBetween(0.98 * expected, 1.02 * expected);
    }

    @ParameterizedTest
    @CsvSource({"0, 2.996", "1, 4.744", "10, 16.96"})
    void theBoundOfFewIsThatOfAPoissonDistribution(long seen, double bound) {
        assertThat(Row.poissonBound(seen)).isBetween(bound - 0.01, bound + 0.01);
    }
}
