package io.zonekeeper.controllers.pacing;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import io.zonekeeper.controllers.cluster.PendingPods;
import io.zonekeeper.controllers.cluster.PolicySettings;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SurgePacerTest {
    private final AtomicLong now = new AtomicLong();
    private final Map<String, PendingPods> pending = new HashMap<>();
    private final SurgePacer pacer = new SurgePacer(() -> new PolicySettings.Surge(10, 25), () -> pending, now::get);

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
        pending("shop/other", 20, 0);
        assertThat(pacer.grant("shop/a", 0, 10)).isEqualTo(5);
        later(Duration.ofSeconds(2));
        assertThat(pacer.grant("shop/a", 0, 5)).isZero();
        pending("shop/a", 4, 0);
        assertThat(pacer.grant("shop/a", 0, 5)).isEqualTo(1);
        pending.clear();
        pending("shop/a", 3, 0);
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

    /** Pods of a batch service that find no node keep the pods of no other service from being started. */
    @Test
    void podsThatCannotStartTakeRoomOnlyFromTheirOwnService() {
        pending("ml/gpu", 25, 25);
        assertThat(pacer.grant("shop/a", 0, 4)).isEqualTo(4);
        later(Duration.ofSeconds(1));
        assertThat(pacer.grant("ml/gpu", 0, 1)).isZero();
    }

    /** Images that cannot be pulled, crash loops: whatever it is, nothing of it is known here. */
    @Test
    void podsOfWhichNoneBecameReadyForAMinuteTakeRoomFromNoOther() {
        pending("shop/broken", 25, 0);
        assertThat(pacer.grant("shop/a", 0, 4)).isZero();
        for (int second = 0; second <= SurgePacer.STUCK.toSeconds(); second++) {
            later(Duration.ofSeconds(1));
            pacer.grant("shop/a", 0, 4);
        }
        later(Duration.ofSeconds(1));
        assertThat(pacer.grant("shop/a", 0, 4)).isEqualTo(4);
    }

    @Test
    void podsThatStartSlowlyGoOnTakingRoomWhileTheyBecomeReady() {
        for (int ready = 0; ready < 10; ready++) {
            pending("shop/slow", 40 - ready, 0);
            assertThat(pacer.grant("shop/a", 0, 4)).as(ready + " ready").isZero();
            later(Duration.ofSeconds(20));
        }
    }

    @Test
    void podsOfALowerPriorityTakeNoRoomFromThoseOfAHigherOne() {
        assertThat(pacer.grant("ml/batch", 0, 10)).isEqualTo(10);
        pending("ml/batch", 25, 0);
        later(Duration.ofSeconds(1));
        assertThat(pacer.grant("shop/front", 1_000_000, 6)).isEqualTo(6);
        assertThat(pacer.grant("shop/back", 0, 6)).isZero();
    }

    @Test
    void podsOfAServiceThatNeverAskedTakeRoomByTheirPriority() {
        pending("ml/batch", 25, 0);
        assertThat(pacer.grant("shop/front", 1000, 1)).isZero();
        pacer.starts("ml/batch", 0);
        assertThat(pacer.grant("shop/front", 1000, 1)).isEqualTo(1);
        assertThat(pacer.grant("shop/back", 0, 1)).isZero();
    }

    @Test
    void aHigherPriorityThatWaitsForItsOwnPodsHoldsNobodyUp() {
        pacer.grant("shop/front", 1000, 10);
        pending("shop/front", 25, 25);
        later(Duration.ofSeconds(1));
        assertThat(pacer.grant("shop/front", 1000, 10)).isZero();
        assertThat(pacer.grant("shop/back", 0, 6)).isEqualTo(6);
    }

    private void pending(String service, int pods, int blocked) {
        pending.put(service, new PendingPods(pods, blocked));
    }

    private void later(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
