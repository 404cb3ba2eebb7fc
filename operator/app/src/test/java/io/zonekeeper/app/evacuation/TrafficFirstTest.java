package io.zonekeeper.app.evacuation;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class TrafficFirstTest {
    private final AtomicInteger services = new AtomicInteger(1);
    private final AtomicLong now = new AtomicLong();
    private final TrafficFirst traffic = new TrafficFirst(services::get, now::get);

    @Test
    void theWaitGrowsWithTheServicesAndEnds() {
        assertThat(traffic.left("shop/a")).isZero();
        assertThat(traffic.moved("shop/a")).isEqualTo(Duration.ofMillis(50));
        services.set(300);
        assertThat(traffic.moved("shop/b")).isEqualTo(Duration.ofMillis(3040));
        services.set(100_000);
        assertThat(traffic.moved("shop/c")).isEqualTo(Duration.ofSeconds(10));

        now.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(traffic.left("shop/a").isPositive()).isFalse();
        assertThat(traffic.left("shop/b")).isEqualTo(Duration.ofMillis(2040));
        now.addAndGet(Duration.ofSeconds(3).toNanos());
        assertThat(traffic.left("shop/b").isPositive()).isFalse();
        assertThat(traffic.left("shop/b")).isZero();
    }
}
