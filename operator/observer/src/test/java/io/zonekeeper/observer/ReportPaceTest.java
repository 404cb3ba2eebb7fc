package io.zonekeeper.observer;

import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class ReportPaceTest {
    @Test
    void theFirstIsWrittenAtOnce() {
        assertThat(new ReportPace().isDue(false, 0)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "true , true ,  999, false",
        "true , true , 1000, true",
        "true , false, 2999, false",
        "true , false, 3000, true",
        "false, false,  999, false",
        "false, false, 1000, true",
    })
    void changesAreWrittenSoonerAndFailuresAgain(boolean succeeded, boolean changed, long millisLater, boolean due) {
        ReportPace pace = new ReportPace();
        pace.wrote(succeeded, 7);
        assertThat(pace.isDue(changed, 7 + TimeUnit.MILLISECONDS.toNanos(millisLater)))
                .isEqualTo(due);
    }
}
