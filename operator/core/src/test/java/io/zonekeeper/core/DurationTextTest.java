package io.zonekeeper.core;

import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class DurationTextTest {
    @ParameterizedTest
    @CsvSource({"500ms, PT0.5S", "2s, PT2S", "5m, PT5M", "24h, PT24H", "1h30m, PT1H30M", "1m500ms, PT1M0.5S"})
    void reads(String text, Duration expected) {
        assertThat(DurationText.parse(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "5", "m", "5 m", "1d", "PT5M", "-1s", "1.5s", "99999999999h"})
    void refusesWithWhatToWrite(String text) {
        assertThatThrownBy(() -> DurationText.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("as in 500ms, 2s or 1h30m");
    }

    @Test
    void refusesOneOfAnyLength() {
        assertThatThrownBy(() -> DurationText.parse("1s".repeat(100_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("as in 500ms, 2s or 1h30m")
                .hasMessageNotContaining("1s".repeat(100));
    }
}
