package io.zonekeeper.controllers.pacing;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TrafficPriorityTest {
    private final AtomicLong now = new AtomicLong(-5);
    private final TrafficPriority traffic = new TrafficPriority(now::get);

    @Test
    void aSingleServiceHardlyWaits() {
        assertThat(traffic.left("shop/a")).isZero();
        assertThat(traffic.moved("shop/a")).isEqualTo(Duration.ofMillis(50));
        pass(Duration.ofMillis(50));
        assertThat(traffic.left("shop/a")).isZero();
    }

    @Test
    void theFirstOfAWaveWaitForItsLastAndForAsLongAgain() {
        for (int service = 0; service < 300; service++) {
            traffic.moved("shop/" + service);
            pass(Duration.ofMillis(5));
        }
        assertThat(traffic.left("shop/0")).isEqualTo(Duration.ofMillis(299 * 5 - 5));
        assertThat(traffic.left("shop/299")).isEqualTo(traffic.left("shop/0"));
        pass(Duration.ofSeconds(3));
        assertThat(traffic.left("shop/0")).isZero();
        assertThat(traffic.moved("shop/later")).isEqualTo(Duration.ofMillis(50));
    }

    @Test
    void noneWaitsForLongerThanHalfAMinuteAfterItsOwnMove() {
        traffic.moved("shop/first");
        for (int service = 0; service < 200; service++) {
            pass(Duration.ofMillis(145));
            traffic.moved("shop/" + service);
        }
        assertThat(traffic.left("shop/first")).isEqualTo(Duration.ofSeconds(1));
        pass(Duration.ofSeconds(1));
        assertThat(traffic.left("shop/first")).isZero();
    }

    private void pass(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
