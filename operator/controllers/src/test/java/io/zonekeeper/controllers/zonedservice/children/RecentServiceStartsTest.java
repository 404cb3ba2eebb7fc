package io.zonekeeper.controllers.zonedservice.children;

import java.time.Duration;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RecentServiceStartsTest {
    private long now = 42;
    private final RecentServiceStarts starts = new RecentServiceStarts(() -> now);

    @Test
    void aServiceDoesNotWaitForItself() {
        assertThat(starts.others("shop/web")).isFalse();
        starts.started("shop/web");
        starts.started("shop/web");
        assertThat(starts.others("shop/web")).isFalse();
        assertThat(starts.others("shop/cart")).isTrue();
    }

    @Test
    void theFirstOfManyWaitsForTheLast() {
        starts.started("shop/web");
        pass(Duration.ofMillis(900));
        starts.started("shop/cart");
        pass(Duration.ofMillis(900));
        assertThat(starts.others("shop/web")).isTrue();
        assertThat(starts.others("shop/cart"))
                .as("the one before it is long ago")
                .isFalse();
        pass(Duration.ofMillis(100));
        assertThat(starts.others("shop/web")).isFalse();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
