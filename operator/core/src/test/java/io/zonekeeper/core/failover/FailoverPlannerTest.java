package io.zonekeeper.core.failover;

import java.util.Map;
import java.util.TreeMap;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.evacuation.EvacuationSettings.Action;
import io.zonekeeper.core.evacuation.StackDecision.Cause;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.failover.Workload.Kind;
import io.zonekeeper.core.failover.Workload.ZoneSpread;
import io.zonekeeper.core.reasons.FailoverReason;
import io.zonekeeper.core.reasons.Reason;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class FailoverPlannerTest {
    private final FailoverWorld world = new FailoverWorld(9);

    @Test
    void nothingButLabelsInCalmTimes() {
        FailoverPlan plan = world.step();
        assertThat(plan.labels()).hasSize(9);
        assertThat(plan.deletions()).isEmpty();
        assertThat(plan.evictions()).isEmpty();
        assertThat(plan.taints()).isEmpty();
        world.untilIdle();
        assertThat(world.plan().labels()).isEmpty();
        assertThat(world.plan().services().getFirst().unprotected()).isEmpty();
    }

    @Test
    void aZoneKeepsItsTrafficUntilPodsElsewhereAreLabelled() {
        world.dark("a");
        FailoverPlan plan = world.step();
        assertThat(plan.services().getFirst().excluded()).isEmpty();
        assertThat(plan.heldBack()).extracting(Refusal::reason).contains(FailoverReason.PODS_WITHOUT_LABELS);
        assertThat(world.step().services().getFirst().excluded()).containsExactly(0);
    }

    @Test
    void aDarkZoneIsLeftItsPodsReplacedAndAllComesBack() {
        world.untilIdle();
        world.dark("a");
        FailoverPlan traffic = world.step();
        assertThat(traffic.services().getFirst().excluded()).containsExactly(0);
        assertThat(traffic.deletions())
                .as("not before it is recorded and the nodes are tainted")
                .isEmpty();
        FailoverPlan moves = world.step();
        assertThat(moves.deletions()).hasSize(3);
        world.untilIdle();
        assertThat(world.spread()).isEqualTo(Map.of("b", 5, "c", 4));
        assertThat(stateIn("a")).isEqualTo(StackState.DRAINED);
        assertThat(world.tainted).containsExactly("a");

        world.well("a");
        world.untilIdle();
        assertThat(world.excluded).isEmpty();
        assertThat(world.tainted).isEmpty();
        assertThat(world.spread()).isEqualTo(Map.of("a", 3, "b", 3, "c", 3));
        assertThat(stateIn("a")).isEqualTo(StackState.ACTIVE);
        assertThat(world.plan().evictions()).isEmpty();
    }

    @Test
    void podsThatAnswerAreEvictedOneAtATime() {
        world.untilIdle();
        world.cordoned("a", Cause.MANUAL);
        world.step();
        for (int left = 3; left > 0; left--) {
            FailoverPlan plan = world.step();
            assertThat(plan.deletions()).isEmpty();
            assertThat(plan.evictions()).hasSize(1);
        }
        world.untilIdle();
        assertThat(world.spread()).isEqualTo(Map.of("b", 5, "c", 4));
    }

    @Test
    void whatSomebodyElseCordonedKeepsItsPods() {
        world.untilIdle();
        world.cordoned("a", Cause.EXTERNAL);
        world.untilIdle();
        assertThat(world.excluded).containsExactly(0);
        assertThat(world.spread()).isEqualTo(Map.of("a", 3, "b", 3, "c", 3));
        assertThat(world.tainted).isEmpty();
        world.well("a");
        world.untilIdle();
        assertThat(world.excluded).isEmpty();
    }

    @Test
    void stopTrafficLeavesPodsAlone() {
        world.action = Action.STOP_TRAFFIC;
        world.untilIdle();
        world.dark("a");
        world.untilIdle();
        assertThat(world.excluded).containsExactly(0);
        assertThat(world.spread()).isEqualTo(Map.of("a", 3, "b", 3, "c", 3));
        assertThat(stateIn("a")).isEqualTo(StackState.SHEDDING);
    }

    @Test
    void podsOfAStatefulSetStayAndAreNamed() {
        world.kind = Kind.STATEFUL;
        world.untilIdle();
        world.dark("a");
        world.untilIdle();
        assertThat(world.excluded).containsExactly(0);
        assertThat(world.spread()).containsEntry("a", 3);
        assertThat(held(FailoverReason.PODS_STAY)).contains("3 pods of Deployment shop stay", "StatefulSet");
    }

    @Test
    void aHardSpreadThatCountsTheEmptyZoneKeepsPodsWhereTheyAre() {
        world.spreads.add(new ZoneSpread(0, 1, 1, false, new TreeMap<>(Map.of("a", 3, "b", 3, "c", 3))));
        world.untilIdle();
        world.dark("a");
        world.untilIdle();
        assertThat(world.spread()).containsEntry("a", 3);
        assertThat(held(FailoverReason.WOULD_STAY_PENDING)).contains("nodeTaintsPolicy to Honor");
    }

    @Test
    void theLastZoneKeepsItsTraffic() {
        world.untilIdle();
        world.dark("a");
        world.dark("b");
        world.dark("c");
        world.untilIdle();
        assertThat(world.excluded).hasSizeLessThan(3);
        assertThat(world.plan().heldBack()).isNotEmpty();
    }

    /** Evicting for ever what the scheduler puts elsewhere would be unrest without an end. */
    @Test
    void noMoreComeBackThanTheSchedulerWants() {
        world.untilIdle();
        world.dark("a");
        world.untilIdle();
        world.schedulerAvoidsA = true;
        world.well("a");
        world.untilIdle();
        assertThat(world.excluded).isEmpty();
        assertThat(stateIn("a")).isEqualTo(StackState.ACTIVE);
        assertThat(world.spread()).doesNotContainKey("a");
        assertThat(world.plan().evictions()).isEmpty();
    }

    /** Whatever the number of pods and whichever zones fail in turn: traffic returns, and so does the spread. */
    @Property(tries = 200)
    void everythingComesHome(@ForAll @IntRange(min = 3, max = 30) int replicas, @ForAll @IntRange(max = 2) int first) {
        FailoverWorld any = new FailoverWorld(replicas);
        any.untilIdle();
        for (int i = 0; i < 3; i++) {
            String zone = String.valueOf((char) ('a' + (first + i) % 3));
            if (i % 2 == 0) {
                any.dark(zone);
            } else {
                any.cordoned(zone, Cause.MANUAL);
            }
            any.untilIdle();
            assertThat(any.spread()).doesNotContainKey(zone);
            any.well(zone);
            any.untilIdle();
            assertThat(any.excluded).isEmpty();
            assertThat(any.spread().values()).allMatch(pods -> pods >= replicas / 3 && pods <= (replicas + 2) / 3);
        }
    }

    private StackState stateIn(String zone) {
        return world.memory.containsKey(zone) ? world.memory.get(zone).state() : StackState.ACTIVE;
    }

    private String held(Reason reason) {
        return world.plan().heldBack().stream()
                .filter(refusal -> refusal.reason() == reason)
                .map(Refusal::message)
                .findFirst()
                .orElseThrow();
    }
}
