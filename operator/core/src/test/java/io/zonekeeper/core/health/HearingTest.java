package io.zonekeeper.core.health;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.core.health.Heartbeats.NodeBeat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class HearingTest {
    private static final Duration INTERVAL = Duration.ofSeconds(11);

    private final Hearing hearing = new Hearing();
    private long now = -5;

    /** Looks four times a second. */
    private HearingTest looks(double seconds, boolean nothingHeard, boolean apiAnswers) {
        for (int i = 0; i < 4 * seconds; i++) {
            now += Duration.ofMillis(250).toNanos();
            hearing.look(now, nothingHeard, Duration.ZERO, apiAnswers, Duration.ofSeconds(3));
        }
        return this;
    }

    private boolean trusts() {
        return hearing.trusts(now, INTERVAL);
    }

    @Test
    void inTheBeginningAnIntervalIsWaitedFor() {
        assertThat(looks(11, false, true).trusts()).isFalse();
        assertThat(looks(0.25, false, true).trusts()).isTrue();
        assertThat(hearing.trusts(now, Duration.ofSeconds(20))).isFalse();
    }

    /** Where an API endpoint is lost along with a zone there may be nobody to hear for a moment. */
    @ParameterizedTest(name = "nothing heard for {0} s: an interval is waited for: {1}")
    @CsvSource({"0.25, false", "2, false", "3, false", "3.5, true", "60, true"})
    void whoHearsNothingForAMomentHasHeardWell(double seconds, boolean waits) {
        looks(30, false, true).looks(seconds, true, true);
        assertThat(trusts()).as("while nothing is heard").isFalse();
        assertThat(hearing.silentFor(now)).isEqualTo(Duration.ofMillis(Math.round(1000 * seconds) - 250));
        looks(0.25, false, true);
        assertThat(trusts()).isEqualTo(!waits);
        assertThat(hearing.silentFor(now)).isZero();
        assertThat(looks(11, false, true).trusts()).isTrue();
    }

    /** A third of them renew while a zone is dark and half of the others lost their endpoint. */
    @ParameterizedTest(name = "{0} nodes: {1} s without a renewal are chance")
    @CsvSource({"0, 9.8", "3, 9.8", "6, 8.585", "12, 6.239", "36, 3", "1000, 3"})
    void theFewerNodesTheLongerNobodyMayBeHeard(int nodes, double seconds) {
        assertThat(Hearing.chance(nodes, Duration.ofSeconds(10)).toMillis()).isEqualTo(Math.round(1000 * seconds));
    }

    /** Kubelets that could not reach it try again within an interval. */
    @ParameterizedTest
    @CsvSource({"0.25", "2", "30"})
    void afterTheApiServerDidNotAnswerAnIntervalIsWaitedFor(double seconds) {
        looks(30, false, true).looks(seconds, false, false);
        assertThat(trusts()).isFalse();
        assertThat(looks(11, false, true).trusts()).isFalse();
        assertThat(looks(0.25, false, true).trusts()).isTrue();
    }

    private static NodeBeat beat(String zone, double age) {
        return new NodeBeat(zone, Duration.ofMillis(Math.round(1000 * age)), Duration.ofSeconds(10));
    }

    private Set<String> known(NodeBeat... nodes) {
        return Stream.of(nodes)
                .filter(hearing.known(now, List.of(nodes), Duration.ofSeconds(1)))
                .map(node -> node.zone() + node.sinceRenewal().toSeconds())
                .collect(Collectors.toSet());
    }

    /** Seen on real kubelets: the API server was slow for a moment, and a dark zone was not dark for the next 11 s. */
    @Test
    void whatWasKnownBeforeTheApiServerDidNotAnswerStaysKnown() {
        looks(60, false, true).looks(2, false, false);
        assertThat(known(beat("a", 1), beat("b", 20), beat("b", 25)))
                .as("while it does not answer")
                .isEmpty();
        looks(0.5, false, true);
        assertThat(known(beat("a", 0), beat("a", 5), beat("b", 20), beat("b", 25)))
                .as("a node that renewed since, and a zone that was silent before")
                .containsExactlyInAnyOrder("a0", "b20", "b25");
        assertThat(known(beat("a", 0), beat("b", 20), beat("b", 12)))
                .as("a zone of which one node may have renewed meanwhile")
                .containsExactly("a0");
        looks(11, false, true);
        assertThat(known(beat("a", 5), beat("b", 31), beat("b", 12))).containsExactlyInAnyOrder("a5", "b31", "b12");
    }

    @Test
    void aSecondMomentTooSoonAfterTheFirstLeavesWhatWasKnownAsItIs() {
        looks(60, false, true).looks(2, false, false).looks(3, false, true).looks(2, false, false);
        looks(0.25, false, true);
        assertThat(known(beat("b", 20))).containsExactly("b20");
        assertThat(known(beat("b", 15))).as("it fell silent too late for that").isEmpty();
    }

    @Test
    void whoBeginsKnowsNothingOfBefore() {
        looks(2, false, false).looks(1, false, true);
        assertThat(known(beat("b", 20), beat("a", 0))).containsExactly("a0");
    }

    /** A watch that died is noticed when renewals are missing: those were not silent before. */
    @Test
    void whatIsMissingBecauseNothingWasHeardWasNotSilentBefore() {
        looks(60, false, true);
        now += Duration.ofMillis(250).toNanos();
        hearing.look(now, true, Duration.ofSeconds(11), true, Duration.ofSeconds(3));
        for (int i = 0; i < 16; i++) {
            now += Duration.ofMillis(250).toNanos();
            hearing.look(now, true, Duration.ofMillis(11_250 + 250 * i), true, Duration.ofSeconds(3));
        }
        looks(0.25, false, true);
        assertThat(known(beat("a", 0), beat("b", 17), beat("c", 19))).containsExactly("a0");
        assertThat(known(beat("a", 0), beat("b", 27))).containsExactlyInAnyOrder("a0", "b27");
    }
}
