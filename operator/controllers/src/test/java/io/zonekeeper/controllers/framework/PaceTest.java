package io.zonekeeper.controllers.framework;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class PaceTest {
    private final AtomicLong now = new AtomicLong(-5_000_000_000L);
    private final Pace pace = new Pace(now::get);
    private final Pace.Bucket bucket = pace.initState();

    @Test
    void twoAtOnceThenOneInAnInterval() {
        assertThat(pace.isLimited(bucket)).isEmpty();
        assertThat(pace.isLimited(bucket)).isEmpty();
        assertThat(pace.isLimited(bucket)).hasValue(Pace.INTERVAL);
        pass(Pace.INTERVAL);
        assertThat(pace.isLimited(bucket)).isEmpty();
        assertThat(pace.isLimited(bucket)).hasValue(Pace.INTERVAL);
    }

    @Test
    void waitingLessLeavesTheRest() {
        pace.isLimited(bucket);
        pace.isLimited(bucket);
        pass(Duration.ofMillis(250));
        assertThat(pace.isLimited(bucket)).hasValue(Pace.INTERVAL.minusMillis(250));
    }

    @Test
    void afterQuietNothingIsHeldBack() {
        pace.isLimited(bucket);
        pace.isLimited(bucket);
        pass(Duration.ofMinutes(1));
        assertThat(pace.isLimited(bucket)).isEmpty();
        assertThat(pace.isLimited(bucket)).isEmpty();
        assertThat(pace.isLimited(bucket)).isPresent();
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
