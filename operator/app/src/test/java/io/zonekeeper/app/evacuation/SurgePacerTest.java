package io.zonekeeper.app.evacuation;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.zonekeeper.app.policy.PolicySettings;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SurgePacerTest {
    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger pending = new AtomicInteger();
    private final SurgePacer pacer = new SurgePacer(() -> new PolicySettings.Surge(10, 25), pending::get, now::get);

    @Test
    void soManyPodsInASecond() {
        assertThat(pacer.grant("shop/a", 0, 8)).isEqualTo(8);
        assertThat(pacer.grant("shop/b", 0, 8)).isEqualTo(2);
        assertThat(pacer.grant("shop/b", 0, 6)).isZero();
        later(Duration.ofMillis(500));
        assertThat(pacer.grant("shop/b", 0, 6)).isEqualTo(5);
    }

    @Test
    void soManyNotReadyAtOnceCountedOrNotYet() {
        pending.set(20);
        assertThat(pacer.grant("shop/a", 0, 10)).isEqualTo(5);
        later(Duration.ofSeconds(2));
        assertThat(pacer.grant("shop/a", 0, 5)).isZero();
        pending.set(24);
        assertThat(pacer.grant("shop/a", 0, 5)).isEqualTo(1);
        pending.set(3);
        assertThat(pacer.grant("shop/a", 0, 4)).isEqualTo(4);
    }

    /** What was granted is ready before anyone asks again, so that the count is 0 at each look. */
    @Test
    void grantsOfEarlierIncidentsTakeNoRoom() {
        for (int incident = 0; incident < 5; incident++) {
            assertThat(pacer.grant("shop/a", 0, 10)).as("incident " + incident).isEqualTo(10);
            later(Duration.ofMinutes(1));
        }
    }

    @Test
    void theHigherPriorityFirst() {
        assertThat(pacer.grant("shop/front", 1000, 12)).isEqualTo(10);
        later(Duration.ofSeconds(1));
        assertThat(pacer.grant("shop/batch", 0, 5)).isZero();
        assertThat(pacer.grant("shop/front", 1000, 2)).isEqualTo(2);
        assertThat(pacer.grant("shop/batch", 0, 5)).isEqualTo(5);
    }

    @Test
    void whoAsksNoMoreHoldsNobodyUp() {
        assertThat(pacer.grant("shop/front", 1000, 12)).isEqualTo(10);
        later(Duration.ofSeconds(4));
        assertThat(pacer.grant("shop/batch", 0, 5)).isEqualTo(5);
    }

    private void later(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
