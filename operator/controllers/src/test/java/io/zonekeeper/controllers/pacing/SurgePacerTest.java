package io.zonekeeper.controllers.pacing;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;

import io.zonekeeper.controllers.cluster.PendingPods;
import io.zonekeeper.controllers.cluster.PolicySettings;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SurgePacerTest {
    private final AtomicLong now = new AtomicLong();
    private final Set<String> deleted = new HashSet<>();
    private final SurgePacer pacer =
            new SurgePacer(() -> new PolicySettings.Surge(10, 25, 6), service -> !deleted.contains(service), now::get);

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
        pending("shop/other", 0, 0);
        pending("shop/a", 3, 0);
        assertThat(pacer.grant("shop/a", 0, 4)).isEqualTo(4);
    }

    @Test
    void busyWhileManyStart() {
        pending("shop/a", 6, 0);
        assertThat(pacer.busy()).isFalse();
        pending("shop/b", 1, 0);
        assertThat(pacer.busy()).isTrue();
        later(SurgePacer.STUCK.plusSeconds(1));
        assertThat(pacer.busy()).as("with pods that do not become ready").isFalse();
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

    /** Nobody asks in the meantime: that would be a reconcile of every service that waits, several times a second. */
    @Test
    void whoWaitsIsCalledByPriorityAndThenInTheOrderOfArrival() {
        assertThat(pacer.grant("shop/a", 0, 12)).isEqualTo(10);
        assertThat(pacer.grant("shop/b", 0, 4)).isZero();
        assertThat(pacer.grant("shop/c", 0, 4)).isZero();
        assertThat(pacer.grant("shop/front", 1000, 4)).isZero();
        assertThat(pacer.turns()).isEmpty();
        later(Duration.ofMillis(800));
        assertThat(pacer.turns()).as("8 pods").containsExactlyInAnyOrder("shop/front", "shop/a", "shop/b");
        assertThat(pacer.turns()).as("called already").isEmpty();
        assertThat(pacer.grant("shop/front", 1000, 4)).isEqualTo(4);
        assertThat(pacer.grant("shop/a", 0, 2)).isEqualTo(2);
        assertThat(pacer.grant("shop/b", 0, 4)).as("what was left").isEqualTo(2);
        assertThat(pacer.anyoneWaits()).isTrue();
    }

    @Test
    void whoIsCalledAndDoesNotAskHoldsNobodyUp() {
        assertThat(pacer.grant("shop/front", 1000, 12)).isEqualTo(10);
        later(Duration.ofSeconds(1));
        pending("shop/front", 0, 0);
        assertThat(pacer.turns()).containsExactly("shop/front");
        assertThat(pacer.grant("shop/batch", 0, 5)).isEqualTo(5);
        later(Duration.ofSeconds(4));
        assertThat(pacer.turns()).isEmpty();
        assertThat(pacer.anyoneWaits()).isFalse();
    }

    @Test
    void aServiceThatIsDeletedWhileItsPodsStartLeavesItsRoom() {
        pending("shop/gone", 25, 0);
        assertThat(pacer.grant("shop/a", 0, 4)).isZero();
        deleted.add("shop/gone");
        later(SurgePacer.STUCK.plusSeconds(1));
        assertThat(pacer.turns()).containsExactly("shop/a");
        assertThat(pacer.grant("shop/a", 0, 4)).isEqualTo(4);
    }

    /** The sums are those of a walk over all services, whatever happens in whatever order. */
    @Property
    void noMoreIsGrantedThanThereIsRoom(@ForAll("steps") List<int[]> steps) {
        Map<String, Integer> counted = new HashMap<>();
        var time = new AtomicLong();
        var limit = new PolicySettings.Surge(1000, 25, 6);
        var tried = new SurgePacer(() -> limit, service -> true, time::get);
        for (int[] step : steps) {
            String service = "s" + step[0];
            time.addAndGet(Duration.ofMillis(10).toNanos());
            int others = counted.entrySet().stream()
                    .filter(other -> !other.getKey().equals(service))
                    .mapToInt(Map.Entry::getValue)
                    .sum();
            if (step[1] == 0) {
                int granted = tried.grant(service, 0, step[2] + 1);
                int own = counted.getOrDefault(service, 0);
                assertThat(granted).isLessThanOrEqualTo(Math.max(0, 25 - others - own));
                counted.merge(service, granted, Integer::sum);
                tried.count(service, 0, new PendingPods(own + granted, 0));
            } else {
                counted.put(service, step[2]);
                tried.count(service, 0, new PendingPods(step[2], 0));
            }
            tried.turns();
        }
    }

    @Provide
    Arbitrary<List<int[]>> steps() {
        return Combinators.combine(
                        Arbitraries.integers().between(0, 5),
                        Arbitraries.integers().between(0, 2),
                        Arbitraries.integers().between(0, 12))
                .as((service, kind, pods) -> new int[] {service, kind, pods})
                .list()
                .ofMaxSize(60);
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
        assertThat(pacer.grant("shop/front", 1000, 1)).isEqualTo(1);
        assertThat(pacer.grant("shop/back", 0, 1)).isZero();
    }

    @Test
    void aHigherPriorityThatWaitsForItsOwnPodsHoldsNobodyUp() {
        pacer.grant("shop/front", 1000, 10);
        pacer.count("shop/front", 1000, new PendingPods(25, 25));
        later(Duration.ofSeconds(1));
        assertThat(pacer.grant("shop/front", 1000, 10)).isZero();
        assertThat(pacer.grant("shop/back", 0, 6)).isEqualTo(6);
    }

    private void pending(String service, int pods, int blocked) {
        pacer.count(service, 0, new PendingPods(pods, blocked));
    }

    private void later(Duration time) {
        now.addAndGet(time.toNanos());
    }
}
