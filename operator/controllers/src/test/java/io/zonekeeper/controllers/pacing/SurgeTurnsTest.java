package io.zonekeeper.controllers.pacing;

import java.util.HashSet;
import java.util.Set;

import io.zonekeeper.controllers.cluster.Change;
import io.zonekeeper.controllers.cluster.Changes;
import io.zonekeeper.controllers.cluster.PendingPods;
import io.zonekeeper.controllers.cluster.PolicySettings;
import io.zonekeeper.controllers.loop.Singleton;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SurgeTurnsTest {
    private final SurgePacer pacer =
            new SurgePacer(() -> new PolicySettings.Surge(10, 20, 5), service -> true, System::nanoTime);
    private final Changes changes = new Changes();
    private final Set<String> called = new HashSet<>();
    private final SurgeTurns turns = new SurgeTurns(pacer, changes);

    SurgeTurnsTest() {
        changes.subscribe(change -> {
            if (change instanceof Change.Services(Set<String> keys)) {
                called.addAll(keys);
            }
        });
    }

    @Test
    void whoHasPodsToStopIsCalledWhenFewStartAnyMore() {
        pacer.count("shop/starts", 0, new PendingPods(6, 0));
        turns.awaitQuiet("shop/drained");
        assertThat(turns.look()).isNotEqualTo(Singleton.UNTIL_TRIGGERED);
        assertThat(called).isEmpty();
        pacer.count("shop/starts", 0, new PendingPods(5, 0));
        assertThat(turns.look()).isEqualTo(Singleton.UNTIL_TRIGGERED);
        assertThat(called).containsExactly("shop/drained");
    }

    @Test
    void hundredsAreNotCalledAtOnce() {
        for (int number = 0; number < 300; number++) {
            turns.awaitQuiet("shop/drained-" + number);
        }
        turns.look();
        assertThat(called).hasSizeBetween(1, 20);
        for (int looks = 0; looks < 300; looks++) {
            turns.look();
        }
        assertThat(called).hasSize(300);
    }
}
