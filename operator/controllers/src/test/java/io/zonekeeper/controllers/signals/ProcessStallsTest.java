package io.zonekeeper.controllers.signals;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ProcessStallsTest {
    private final AtomicLong now = new AtomicLong(-7);
    private final ProcessStalls stalls = new ProcessStalls(Duration.ofMillis(250), now::get);

    private boolean after(int millis) {
        now.addAndGet(Duration.ofMillis(millis).toNanos());
        return stalls.settled();
    }

    @Test
    void roundsInTimeAndALittleLateAreJudged() {
        for (int late = 0; late < 950; late += 50) {
            assertThat(after(250 + late)).isTrue();
        }
    }

    /** What came while it stood still is read first. */
    @Test
    void afterAStallNothingIsJudgedForASecond() {
        assertThat(after(250)).isTrue();
        assertThat(after(1500)).isFalse();
        assertThat(after(250)).isFalse();
        assertThat(after(250)).isFalse();
        assertThat(after(250)).isFalse();
        assertThat(after(250)).isTrue();
    }

    @Test
    void aProcessThatStandsStillAgainAndAgainJudgesNothing() {
        for (int i = 0; i < 20; i++) {
            assertThat(after(1400)).isFalse();
        }
        for (int i = 0; i < 3; i++) {
            assertThat(after(250)).isFalse();
        }
        assertThat(after(250)).isTrue();
    }
}
