package io.zonekeeper.core.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import io.zonekeeper.core.rollout.StackPods.Unplaced;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** There is no room for a pod more: as many nodes as pods, and no two of them may share one. */
class InPlaceTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final Duration DEADLINE = Duration.ofMinutes(10);
    private static final String WORDS =
            "0/12 nodes are available: 4 node(s) didn't match pod anti-affinity rules, 8 node(s) didn't match Pod's node affinity/selector.";

    private int pods = 4;
    private boolean mayBeUnavailable = true;
    private boolean othersWhole = true;
    private Optional<Unplaced> unplaced = Optional.of(new Unplaced(WORDS, true));
    private boolean inPlace;
    private Instant now = START.plusSeconds(60);
    private RolloutPhase phase = RolloutPhase.UPDATING;

    @Test
    void thePodsAreReplacedInPlaceUntilTheZoneIsWhole() {
        RolloutPlan plan = plan(4, 4);
        assertThat(plan.inPlace()).containsExactly("a");
        assertThat(plan.memory().phase()).isEqualTo(RolloutPhase.UPDATING);
        assertThat(plan.note()).hasValue(WORDS);
        inPlace = true;
        unplaced = Optional.empty();
        assertThat(plan(3, 3).inPlace()).containsExactly("a");
        assertThat(plan(4, 0).inPlace()).isEmpty();
        assertThat(plan(4, 0).memory().phase()).isEqualTo(RolloutPhase.BAKING);
    }

    @Test
    void aRolloutThatHaltedOnItselfGoesOn() {
        phase = RolloutPhase.HALTED;
        now = START.plus(DEADLINE);
        RolloutPlan plan = plan(4, 4);
        assertThat(plan.inPlace()).containsExactly("a");
        assertThat(plan.memory().phase()).isEqualTo(RolloutPhase.UPDATING);
    }

    @Test
    void aNodeThatWouldNotDoWithoutTheOldPodIsNoReason() {
        unplaced = Optional.of(new Unplaced("0/12 nodes are available: 12 node(s) didn't match", false));
        assertThat(plan(4, 4).inPlace()).isEmpty();
        now = START.plus(DEADLINE);
        assertThat(plan(4, 4).held().orElseThrow().message())
                .contains("only 0 of 4 pods are ready with it", "12 node(s) didn't match")
                .doesNotContain("maxUnavailable");
    }

    @Test
    void whoWantsNoneUnavailableIsToldWhatToWrite() {
        mayBeUnavailable = false;
        assertThat(plan(4, 4).inPlace()).isEmpty();
        assertThat(plan(4, 4).note()).hasValue(WORDS);
        now = START.plus(DEADLINE);
        assertThat(plan(4, 4).held().orElseThrow().message())
                .contains("only 0 of 4 pods are ready with it", WORDS, "set rollout.maxUnavailable to 1");
    }

    /** A pod is missing, so it is not one more that finds no place: nothing is gained without it. */
    @Test
    void aStatefulSetIsNotToldToDoWithoutSurge() {
        now = START.plus(DEADLINE);
        assertThat(plan(3, 3).held().orElseThrow().message())
                .contains("only 0 of 4 pods are ready with it", WORDS)
                .doesNotContain("maxUnavailable");
    }

    /** As a Deployment of so many pods: 25 % of three is no whole pod. */
    @Test
    void ofThreePodsNoneMayBeMissing() {
        pods = 1;
        assertThat(plan(1, 1).inPlace()).isEmpty();
    }

    @Test
    void noPodIsTakenWhileOthersAreMissing() {
        assertThat(plan(3, 4).inPlace()).isEmpty();
        othersWhole = false;
        assertThat(plan(4, 4).inPlace()).isEmpty();
    }

    private RolloutPlan plan(int ready, int outdated) {
        return RolloutPlanner.plan(
                "shop/web",
                "new",
                new RolloutSettings(true, Duration.ofSeconds(60), DEADLINE, false, mayBeUnavailable),
                Stream.of("a", "b", "c")
                        .map(name -> zone(name, ready, outdated))
                        .toList(),
                Optional.of(new RolloutMemory("new", phase, Optional.of("a"), START)),
                now);
    }

    private RolloutZone zone(String name, int ready, int outdated) {
        boolean step = name.equals("a");
        return new RolloutZone(
                name,
                RolloutZone.Place.SERVES,
                true,
                true,
                Optional.of(step ? "new" : "old"),
                pods,
                step ? ready : pods,
                true,
                step ? outdated == 0 : othersWhole,
                Optional.empty(),
                false,
                Restarts.NONE,
                step
                        ? new StackPods(
                                outdated, unplaced, Optional.empty(), Optional.empty(), Optional.empty(), inPlace)
                        : StackPods.of(0));
    }

    @Test
    void aPodThatAPersonHasToDeleteIsSaidAtOnce() {
        RolloutPlan plan = RolloutPlanner.plan(
                "shop/web",
                "new",
                new RolloutSettings(true, Duration.ofSeconds(60), DEADLINE, false),
                List.of(new RolloutZone(
                        "a",
                        RolloutZone.Place.SERVES,
                        true,
                        true,
                        Optional.of("new"),
                        2,
                        0,
                        true,
                        false,
                        Optional.empty(),
                        false,
                        Restarts.NONE,
                        new StackPods(
                                2,
                                Optional.empty(),
                                Optional.of("delete web-a-0"),
                                Optional.empty(),
                                Optional.empty(),
                                false))),
                Optional.of(new RolloutMemory("new", RolloutPhase.UPDATING, Optional.of("a"), START)),
                START.plusSeconds(1));
        assertThat(plan.held().orElseThrow().reason().word()).isEqualTo("PodsMustBeDeleted");
        assertThat(plan.held().orElseThrow().message()).isEqualTo("a: delete web-a-0");
    }
}
