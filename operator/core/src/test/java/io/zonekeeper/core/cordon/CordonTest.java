package io.zonekeeper.core.cordon;

import java.time.Instant;
import java.util.Optional;

import io.zonekeeper.core.evacuation.StackDecision.Cause;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CordonTest {
    /** Else every service would be planned once more as soon as the status that tells of the cordon comes back. */
    @Test
    void aCordonReadBackFromWholeSecondsIsTheOneThatWasDecided() {
        assertThat(since("2026-03-01T12:00:05.987654Z")).isEqualTo(since("2026-03-01T12:00:05Z"));
        assertThat(since("2026-03-01T12:00:05.987654Z")).isNotEqualTo(since("2026-03-01T12:00:06Z"));
    }

    private static Cordon since(String time) {
        return new Cordon(Cause.AUTOMATIC, "silent", Instant.parse(time), Optional.empty(), false);
    }
}
