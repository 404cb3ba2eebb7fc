package io.zonekeeper.core.placement;

import java.util.Map;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class LossForecastTest {

    @Test
    void tellsWhatEachLossLeaves() {
        LossForecast forecast = LossForecast.of(12, Map.of("c", 6, "a", 6, "b", 5));
        assertThat(forecast.ready()).isEqualTo(17);
        assertThat(forecast.zones())
                .containsExactly(
                        new ZoneLoss("a", 11, 12, 91, false),
                        new ZoneLoss("b", 12, 12, 100, true),
                        new ZoneLoss("c", 11, 12, 91, false));
        assertThat(forecast.worst()).contains(new ZoneLoss("a", 11, 12, 91, false));
    }

    @Test
    void nothingIsEnoughForNothing() {
        assertThat(LossForecast.of(0, Map.of("a", 0)).zones()).containsExactly(new ZoneLoss("a", 0, 0, 100, true));
        assertThat(LossForecast.of(3, Map.of()).worst()).isEmpty();
    }

    @Test
    void refusesNegativeNumbers() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LossForecast.of(1, Map.of("a", -1)))
                .withMessage("ready replicas of zone a must not be negative, was -1");
        assertThatIllegalArgumentException().isThrownBy(() -> LossForecast.of(-1, Map.of()));
    }
}
