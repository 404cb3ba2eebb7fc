package io.zonekeeper.core.failover;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.evacuation.EvacuationSettings.Action;
import io.zonekeeper.core.evacuation.StackDecision.Cause;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.reasons.FailoverReason;
import io.zonekeeper.core.reasons.ServiceReason;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A Service of others that fails its health checks in one zone. */
class FailoverHealthChecksTest {
    private static final FailoverPlan.StackName IN_A = new FailoverPlan.StackName("shop", "a");

    private final FailoverWorld world = new FailoverWorld(9);

    @BeforeEach
    void calm() {
        world.untilIdle();
    }

    @Test
    void itLeavesThatZoneTrafficOnlyAndComesBack() {
        world.checks("a", true);
        assertThat(world.step().begins()).containsExactly(IN_A);
        assertThat(world.step().begins()).as("it is recorded").isEmpty();
        world.untilIdle();
        assertThat(world.excluded).containsExactly(0);
        assertThat(world.spread()).isEqualTo(Map.of("a", 3, "b", 3, "c", 3));
        assertThat(world.tainted).as("the nodes are good for others").isEmpty();
        assertThat(memory().state()).isEqualTo(StackState.SHEDDING);
        assertThat(memory().cause()).contains(ZoneMemory.SERVICE);
        assertThat(memory().failedAt()).isPresent();

        world.checks("a", false);
        world.untilIdle();
        assertThat(world.excluded).isEmpty();
        assertThat(memory().state()).isEqualTo(StackState.ACTIVE);
        assertThat(memory().failedAt()).as("it counts for an hour").isPresent();
    }

    /** That no observer reports on a stack does not bring it back: its health checks condemned it. */
    @Test
    void silenceOfObserversBringsNothingBack() {
        world.checks("a", true);
        world.untilIdle();
        world.judged.clear();
        world.now = world.now.plus(Duration.ofHours(1));
        world.untilIdle();
        assertThat(world.excluded).containsExactly(0);
        world.checked = Optional.empty();
        world.untilIdle();
        assertThat(world.excluded).as("it has no health checks any more").isEmpty();
    }

    @Test
    void aZoneThatIsCordonedMeanwhileIsEvacuatedAsAnyOther() {
        world.checks("a", true);
        world.untilIdle();
        world.cordoned("a", Cause.MANUAL);
        world.untilIdle();
        assertThat(memory().cause()).contains(ZoneMemory.ZONE);
        assertThat(world.spread()).isEqualTo(Map.of("b", 5, "c", 4));
    }

    @Test
    void withoutBudgetItStaysAndSaysSo() {
        world.evacuationsLeft = 0;
        world.checks("a", true);
        FailoverPlan plan = world.step();
        assertThat(plan.begins()).isEmpty();
        assertThat(world.excluded).isEmpty();
        assertThat(plan.heldBack())
                .extracting(Refusal::reason)
                .containsExactly(ServiceReason.SERVICE_EVACUATIONS_PER_HOUR);
        assertThat(plan.heldBack().getFirst().message()).startsWith("Service shop: a: 3 of 3 pods");
    }

    @Test
    void aSecondZoneIsRefused() {
        world.checks("a", true);
        world.untilIdle();
        world.checks("b", true);
        FailoverPlan plan = world.step();
        assertThat(world.excluded).containsExactly(0);
        assertThat(plan.heldBack()).extracting(Refusal::reason).contains(ServiceReason.MAX_CORDONED_ZONES);
    }

    @Test
    void observeReportsAndReservesNothing() {
        world.action = Action.OBSERVE;
        world.checks("a", true);
        assertThat(world.step().begins()).isEmpty();
        assertThat(world.excluded).isEmpty();
    }

    /** Which of two ReplicaSets fails is not known: it may be the new one. */
    @Test
    void whileItsTemplateIsRolledOutItStays() {
        world.rollOut("shop-000");
        world.checks("a", true);
        assertThat(world.step().services().getFirst().rolling()).isTrue();
        assertThat(world.excluded).isEmpty();
    }

    @Test
    void checksThatShowNothingAreNamedAndLeaveNothing() {
        world.checks("a", false);
        world.unanswered.add("Service:ns/shop");
        assertThat(weakness().reason()).isEqualTo(FailoverReason.HEALTH_CHECKS_UNANSWERED);
        Refusal missing = new Refusal(FailoverReason.HEALTH_CHECK_PORT_MISSING, "no port http");
        world.checked = Optional.of(new ProtectedService.Checked("Service:ns/shop", Optional.of(missing)));
        assertThat(weakness()).isEqualTo(missing);
        world.untilIdle();
        assertThat(world.excluded).isEmpty();
    }

    private Refusal weakness() {
        return world.plan().services().getFirst().unprotected().orElseThrow();
    }

    private ZoneMemory memory() {
        return world.memory.get("a");
    }
}
