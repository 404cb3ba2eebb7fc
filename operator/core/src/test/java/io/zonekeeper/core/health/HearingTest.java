package io.zonekeeper.core.health;

import java.time.Duration;

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
            hearing.look(now, nothingHeard, apiAnswers, Duration.ofSeconds(3));
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
}
