package io.zonekeeper.observer;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ScheduleTest {
    private static final Duration PERIOD = Duration.ofSeconds(2);
    private static final long START = -5;

    @Test
    void theFirstLookIsWithinAPeriod() {
        assertThat(new Schedule(PERIOD, () -> 0, START).due()).isEqualTo(START);
        assertThat(new Schedule(PERIOD, () -> 0.75, START).due()).isEqualTo(START + millis(1500));
    }

    @Test
    void theNextIsAPeriodAfterTheLastGiveOrTakeATenth() {
        assertThat(second(0.5)).isEqualTo(START + millis(1000 + 2000));
        assertThat(second(0)).isEqualTo(START + millis(0 + 1800));
        assertThat(second(1)).isEqualTo(START + millis(2000 + 2200));
    }

    @Test
    void theTimeOfALookDoesNotDelayTheNext() {
        Schedule schedule = new Schedule(PERIOD, () -> 0.5, START);
        schedule.ended(schedule.due() + millis(1000));
        assertThat(schedule.due()).isEqualTo(START + millis(3000));
    }

    @Test
    void whoWasStoppedBeginsAtARandomMoment() {
        Schedule schedule = new Schedule(PERIOD, () -> 0.5, START);
        long late = START + millis(60_000);
        schedule.ended(late);
        assertThat(schedule.due()).isEqualTo(late + millis(1000));
    }

    private static long second(double random) {
        Schedule schedule = new Schedule(PERIOD, () -> random, START);
        schedule.ended(schedule.due() + 1);
        return schedule.due();
    }

    private static long millis(long millis) {
        return TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
