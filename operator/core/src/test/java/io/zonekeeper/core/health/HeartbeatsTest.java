package io.zonekeeper.core.health;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.zonekeeper.core.health.Heartbeats.NodeBeat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class HeartbeatsTest {
    private static final Sensitivity BALANCED = Sensitivity.BALANCED;

    /** Renewals of node k fall at k * 10 s / n; after {@code killed} of them are dead for so long. */
    private static Observation after(int nodes, int killed, double seconds) {
        List<NodeBeat> beats = new ArrayList<>();
        for (int k = 0; k < nodes; k++) {
            // Last renewed this long before the kill; evenly spread.
            double before = 10.0 * k / nodes + 0.01;
            double since = before + seconds;
            beats.add(beat(k < killed ? since : since % 10));
        }
        return observe(beats).getFirst();
    }

    private static List<Observation> observe(List<NodeBeat> beats) {
        return Heartbeats.observe(beats, Heartbeats.leftOut(beats, BALANCED), BALANCED.heartbeatMargin());
    }

    private static NodeBeat beat(double sinceSeconds) {
        return new NodeBeat("a", Duration.ofMillis(Math.round(1000 * sinceSeconds)), Duration.ofSeconds(10));
    }

    @ParameterizedTest(name = "{0} nodes, {1} killed, after {2} s: {3} of {4}")
    @CsvSource({
        "12, 12, 0.5,  0, 12",
        "12, 12, 2.0,  1, 1",
        "12, 12, 2.7,  2, 2",
        "12, 12, 3.6,  3, 3",
        "12, 12, 6.1,  6, 6",
        "12, 12, 11.0, 12, 12",
        "12, 12, 300,  12, 12",
        "2,  2,  5.0,  0, 2",
        "2,  2,  6.1,  1, 1",
        "2,  2,  11.1, 2, 2"
    })
    void aDarkZoneShowsFailuresOnly(int nodes, int killed, double seconds, int failures, int samples) {
        Observation seen = after(nodes, killed, seconds);
        assertThat(seen.failures() + "/" + seen.samples()).isEqualTo(failures + "/" + samples);
    }

    @ParameterizedTest(name = "after {0} s: 1 of {1}")
    @CsvSource({"11.2, 2", "13, 4", "16, 7", "20, 11"})
    void oneDeadNodeIsSoonOneOfMany(double seconds, int samples) {
        Observation seen = after(12, 1, seconds);
        assertThat(seen.failures()).isEqualTo(1);
        assertThat(seen.samples()).isBetween(samples - 1, samples + 1);
    }

    @ParameterizedTest(name = "{0} of {1} nodes died alone, {2} s ago: {3} of {4}")
    @CsvSource({
        "1, 12, 20, 1, 12",
        "1, 12, 22, 0, 11",
        "1, 12, 90000, 0, 11",
        "3, 12, 90000, 0, 9",
        // Where most of the zone is silent it does not matter who went when.
        "7, 12, 90000, 7, 12",
        "1, 1, 90000, 1, 1"
    })
    void nodesThatDiedAloneAreLeftOut(int killed, int nodes, double seconds, int failures, int samples) {
        assertThat(after(nodes, killed, seconds))
                .isEqualTo(new Observation("a", Signal.HEARTBEATS, samples, failures, Duration.ZERO));
    }

    /** A zone that goes dark shows as soon with dead nodes in it as without. */
    @ParameterizedTest
    @CsvSource({"0, 3", "1, 3", "3, 3", "0, 6", "1, 5"})
    void aDarkZoneWithDeadNodesShowsFailuresOnly(int dead, int silent) {
        List<NodeBeat> beats = new ArrayList<>();
        for (int k = 0; k < dead; k++) {
            beats.add(beat(100_000 + k));
        }
        for (int k = dead; k < 12; k++) {
            // They fall silent one after the other; all of them renewed before the zone went dark.
            beats.add(beat(11.2 + 0.8 * (silent - 1) - 0.8 * (k - dead)));
        }
        assertThat(observe(beats))
                .containsExactly(new Observation("a", Signal.HEARTBEATS, silent, silent, Duration.ZERO));
    }

    /**
     * Where most nodes are silent the dead ones count as well; what was seen since they died says nothing for the zone.
     */
    @ParameterizedTest
    @CsvSource({"1, 6", "2, 6", "2, 9"})
    void nodesThatRenewedSinceOthersDiedAloneDoNotSpeakForADarkZone(int dead, int silent) {
        List<NodeBeat> beats = new ArrayList<>();
        for (int k = 0; k < dead; k++) {
            beats.add(beat(100_000 + k));
        }
        for (int k = 0; k < 12 - dead; k++) {
            beats.add(beat(11.2 + 0.8 * (silent - 1) - 0.8 * k));
        }
        assertThat(observe(beats))
                .containsExactly(new Observation("a", Signal.HEARTBEATS, dead + silent, dead + silent, Duration.ZERO));
    }

    /** The first renewal to be missed was late by its jitter when the zone went dark, the next ones had just come. */
    @ParameterizedTest(name = "a renewal seen {0} s after the first missed one fell due: {1} samples")
    @CsvSource({"-0.3, 3", "0.1, 3", "0.5, 3", "0.7, 4"})
    void aRenewalThatCameWhileAnotherWasStillToComeSaysNothing(double after, int samples) {
        List<NodeBeat> beats = List.of(beat(13.2), beat(12.4), beat(11.1), beat(3.2 - after));
        assertThat(observe(beats)).containsExactly(new Observation("a", Signal.HEARTBEATS, samples, 3, Duration.ZERO));
    }

    @ParameterizedTest
    @CsvSource({"9.9, 0, 12", "11.0, 0, 12", "11.1, 12, 12"})
    void nodesThatRenewInOneBurstFallSilentInOne(double seconds, int failures, int samples) {
        List<NodeBeat> beats = new ArrayList<>();
        for (int k = 0; k < 12; k++) {
            beats.add(beat(seconds));
        }
        assertThat(observe(beats))
                .containsExactly(new Observation("a", Signal.HEARTBEATS, samples, failures, Duration.ZERO));
    }

    @Property
    void moreSilenceIsNeverFewerFailures(
            @ForAll @Size(min = 1, max = 20) List<@IntRange(max = 60_000) Integer> ages,
            @ForAll @IntRange(max = 30_000) int more) {
        List<NodeBeat> beats = ages.stream().map(age -> beat(age / 1000.0)).toList();
        List<NodeBeat> later =
                ages.stream().map(age -> beat((age + more) / 1000.0)).toList();
        Observation first = observe(beats).getFirst();
        Observation second = observe(later).getFirst();
        assertThat(second.failures()).isGreaterThanOrEqualTo(first.failures());
        assertThat(first.samples()).isBetween(1, ages.size());
    }

    /** Ages of zone a and of zone b; the node that lies dead must not hide that nothing comes any more. */
    @ParameterizedTest(name = "a: {0}, b: {1}: nothing is heard: {2}")
    @CsvSource({
        "3 9, 2 8, false",
        "13 6, 12 5, true",
        "13 6, 9 5, false",
        "13 6, 12 2, false",
        "90000 13 6, 12 5, true",
        "90000 3, 12 5, false",
        "90000 3, 90000 5, false"
    })
    void nothingIsHeardWhereTwoZonesMissRenewalsAndNoneHasComeSince(String a, String b, boolean nothing) {
        List<NodeBeat> beats = new ArrayList<>();
        for (String age : a.split(" ", -1)) {
            beats.add(beat(Double.parseDouble(age)));
        }
        for (String age : b.split(" ", -1)) {
            beats.add(new NodeBeat("b", Duration.ofSeconds(Long.parseLong(age)), Duration.ofSeconds(10)));
        }
        assertThat(Heartbeats.nothingHeard(beats, BALANCED.heartbeatMargin())).isEqualTo(nothing);
    }

    @Property
    void whoDiesWithItsZoneIsNeverLeftOut(
            @ForAll @Size(min = 1, max = 20) List<@IntRange(max = 10_000) Integer> beforeTheEnd,
            @ForAll @IntRange(max = 600_000) int sinceTheEnd) {
        List<NodeBeat> beats = beforeTheEnd.stream()
                .map(before -> beat((before + sinceTheEnd) / 1000.0))
                .toList();
        assertThat(Heartbeats.diedAlone(beats)).isEmpty();
    }

    @Property
    void zonesDoNotMix(@ForAll @Size(min = 1, max = 9) List<@IntRange(max = 40_000) Integer> ages) {
        List<NodeBeat> one = ages.stream().map(age -> beat(age / 1000.0)).toList();
        List<NodeBeat> both = new ArrayList<>(one);
        both.add(new NodeBeat("b", Duration.ofHours(1), Duration.ofSeconds(10)));
        assertThat(observe(both)).containsAll(observe(one)).hasSize(2);
    }

    /** Zones of 12 nodes; what is last heard of b and c is as old as the watch has been quiet. */
    private static List<NodeBeat> quiet(double darkSeconds, double quietSeconds, String... living) {
        List<NodeBeat> beats = new ArrayList<>();
        for (int k = 0; k < 12; k++) {
            beats.add(beat(darkSeconds + 0.8 * k));
            for (String zone : living) {
                beats.add(new NodeBeat(
                        zone, Duration.ofMillis(Math.round(1000 * (quietSeconds + 0.8 * k))), Duration.ofSeconds(10)));
            }
        }
        return beats;
    }

    @ParameterizedTest(name = "dark for {0} s, quiet for {1} s: nothing is heard: {2}")
    @CsvSource({
        "3600, 0, false",
        "3600, 1, false",
        "3600, 12, true",
        "3600, 600, true",
        "3600, 3000, true",
        "300, 12, true",
        "90000, 20, true",
        "30, 30, true",
        "14, 0.5, false"
    })
    void aWatchThatFallsSilentIsNoticedWhileAZoneIsDark(double dark, double quiet, boolean nothing) {
        Duration margin = BALANCED.heartbeatMargin();
        assertThat(Heartbeats.nothingHeard(quiet(dark, quiet, "b", "c"), margin))
                .isEqualTo(nothing);
        boolean allOfTheOther = nothing && quiet > 11;
        assertThat(Heartbeats.nothingHeard(quiet(dark, quiet, "b"), margin)).isEqualTo(allOfTheOther);
    }

    /** A node of the only living zone dies; the others have not renewed since. */
    @Test
    void aNodeThatDiesInTheOnlyLivingZoneIsNoSilenceOfTheWatch() {
        List<NodeBeat> beats = quiet(3600, 2, "b");
        beats.add(new NodeBeat("b", Duration.ofMillis(11_900), Duration.ofSeconds(10)));
        assertThat(Heartbeats.nothingHeard(beats, BALANCED.heartbeatMargin())).isFalse();
    }

    /**
     * This process stands still, and looks before it has read what came meanwhile: everybody's last renewal seems older
     * by as much.
     */
    @ParameterizedTest(name = "{0}/{1}/{2} nodes, still for {3} s")
    @CsvSource({"60, 6, 6, 1.5", "100, 2, 2, 1.5", "12, 12, 12, 2.0", "60, 6, 6, 2.4", "2, 60, 60, 1.3", "30, 30, 30, 9"
    })
    void aPauseOfThisProcessIsNoSilenceOfAZone(int a, int b, int c, double pause) {
        var random = new java.util.Random(1);
        Judge judge = new Judge(BALANCED);
        for (int run = 0; run < 300; run++) {
            List<NodeBeat> beats = new ArrayList<>();
            for (String zone : List.of("a", "b", "c")) {
                int nodes = zone.equals("a") ? a : zone.equals("b") ? b : c;
                for (int n = 0; n < nodes; n++) {
                    double since = 10 * (1 + 0.04 * random.nextDouble()) * random.nextDouble() + 0.05 + pause;
                    beats.add(new NodeBeat(zone, Duration.ofNanos((long) (1e9 * since)), Duration.ofSeconds(10)));
                }
            }
            if (Heartbeats.nothingHeard(beats, BALANCED.heartbeatMargin())) {
                continue;
            }
            var evidence = new Evidence(true, java.util.Map.of("a", a, "b", b, "c", c), observe(beats));
            assertThat(judge.judge(evidence, java.util.Map.of(), Story.START)
                            .verdicts()
                            .values())
                    .extracting(ZoneVerdict::verdict)
                    .doesNotContain(io.zonekeeper.core.zone.Verdict.SUSPECT);
        }
    }

    @ParameterizedTest
    @CsvSource({"'10 10 10', ''", "'10 10 900', n2", "'10 40 10', ''", "'10 41 10', n1", "'900 900 10', ''", "900, ''"})
    void aNodeThatRenewsFarMoreSeldomThanMostIsTooSlowToBeMissed(String seconds, String slow) {
        java.util.Map<String, Duration> intervals = new java.util.HashMap<>();
        String[] all = seconds.split(" ", -1);
        for (int i = 0; i < all.length; i++) {
            intervals.put("n" + i, Duration.ofSeconds(Long.parseLong(all[i])));
        }
        assertThat(String.join(" ", Heartbeats.slow(intervals))).isEqualTo(slow);
    }
}
