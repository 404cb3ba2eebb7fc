package io.zonekeeper.core.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.ServiceReason;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Someone paused the Deployment of a zone: it replaces no pods, and the template is not the cause. */
class SuspendedWorkloadTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final Duration DEADLINE = Duration.ofMinutes(10);
    private static final String WORDS = "Deployment web-a is paused: kubectl -n shop rollout resume deployment/web-a";

    private boolean zoneByZone = true;
    private Optional<String> suspended = Optional.of(WORDS);
    private Optional<String> trouble = Optional.empty();
    private boolean complete;
    private RolloutMemory memory = new RolloutMemory("new", RolloutPhase.UPDATING, Optional.of("a"), START);
    private Instant now = START.plusSeconds(1);

    @Test
    void aZoneThatReplacesNoPodsIsSaidAtOnceAndNeverHaltsTheRollout() {
        RolloutPlan plan = plan();
        assertThat(plan.held()).hasValue(new Refusal(ServiceReason.WORKLOAD_PAUSED, "a: " + WORDS));
        assertThat(plan.needsAction()).isTrue();
        assertThat(plan.templates()).containsEntry("a", "new").containsEntry("b", "old");
        memory = plan.memory();
        now = START.plus(DEADLINE).plusSeconds(1);
        assertThat(plan().held()).map(Refusal::reason).hasValue(ServiceReason.WORKLOAD_PAUSED);
        assertThat(plan().memory()).isEqualTo(memory);
    }

    @Test
    void itGoesOnWhereItWasWithAllTheTimeThatAStepHas() {
        memory = plan().memory();
        now = START.plus(DEADLINE.multipliedBy(2));
        suspended = Optional.empty();
        RolloutPlan resumed = plan();
        assertThat(resumed.held()).isEmpty();
        assertThat(resumed.memory().phase()).isEqualTo(RolloutPhase.UPDATING);
        assertThat(resumed.memory().zone()).hasValue("a");
        memory = resumed.memory();
        now = now.plus(DEADLINE);
        assertThat(plan().held()).map(Refusal::reason).hasValue(ServiceReason.ROLLOUT_HALTED);
    }

    /** A partition lets some pods have the template: what they do counts. */
    @Test
    void podsThatDoWorseHaltTheRolloutAllTheSame() {
        trouble = Optional.of("container web cannot start: ImagePullBackOff");
        assertThat(plan().held()).map(Refusal::reason).hasValue(ServiceReason.ROLLOUT_HALTED);
        memory = plan().memory();
        trouble = Optional.empty();
        assertThat(plan().held().orElseThrow().message()).contains("only 0 of 3 pods are ready with it", WORDS);
    }

    @Test
    void allZonesAtOnceSayItToo() {
        zoneByZone = false;
        memory = new RolloutMemory("new", RolloutPhase.UPDATING, Optional.empty(), START);
        RolloutPlan plan = plan();
        assertThat(plan.held()).hasValue(new Refusal(ServiceReason.WORKLOAD_PAUSED, "a: " + WORDS));
        memory = plan.memory();
        now = START.plus(DEADLINE.multipliedBy(2));
        suspended = Optional.empty();
        assertThat(plan().memory().phase()).isEqualTo(RolloutPhase.UPDATING);
        complete = true;
        memory = plan().memory();
        assertThat(plan().memory().phase()).isEqualTo(RolloutPhase.COMPLETE);
    }

    /** What began everywhere, for no pod was ready, ends everywhere. */
    @Test
    void aServiceThatGoesEverywhereIsNotTakenZoneByZoneAfterThat() {
        memory = new RolloutMemory("new", RolloutPhase.PAUSED, Optional.empty(), START);
        everywhere = true;
        suspended = Optional.empty();
        assertThat(plan().memory().phase()).isEqualTo(RolloutPhase.UPDATING);
        assertThat(plan().memory().zone()).isEmpty();
    }

    private boolean everywhere;

    private RolloutPlan plan() {
        return RolloutPlanner.plan(
                "shop/web",
                "new",
                new RolloutSettings(zoneByZone, Duration.ofSeconds(60), DEADLINE, false),
                Stream.of("a", "b", "c").map(this::zone).toList(),
                Optional.of(memory),
                now);
    }

    private RolloutZone zone(String name) {
        boolean step = name.equals("a");
        return new RolloutZone(
                name,
                RolloutZone.Place.SERVES,
                true,
                true,
                Optional.of(step || !zoneByZone || everywhere ? "new" : "old"),
                3,
                3,
                true,
                !step || complete,
                step ? trouble : Optional.empty(),
                false,
                Restarts.NONE,
                step && !complete
                        ? new StackPods(3, Optional.empty(), Optional.empty(), Optional.empty(), suspended, false)
                        : StackPods.of(0));
    }
}
