package io.zonekeeper.core.failover;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.evacuation.StackDecision.Cause;
import io.zonekeeper.core.failover.Workload.ZoneSpread;
import io.zonekeeper.core.reasons.FailoverReason;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Services that somebody else has, or changes, deletes and creates again while a zone is left. */
class DisturbedServicesTest {
    private final FailoverWorld world = new FailoverWorld(9);

    @BeforeEach
    void calm() {
        world.untilIdle();
    }

    /** Two that write the same selector in turns would give a dark zone its traffic each time. */
    @ParameterizedTest
    @EnumSource(names = {"BELONGS_TO_ZONED_SERVICE", "PROTECTED_BY_ANOTHER"})
    void whatOthersExcludeStays(FailoverReason others) {
        world.excluded = Set.of(0);
        world.unprotected = because(others);
        world.dark("a");
        FailoverPlan plan = world.plan();
        assertThat(plan.services().getFirst().changes()).isFalse();
        assertThat(plan.services().getFirst().excluded()).containsExactly(0);
    }

    @Test
    void whatThisOneExcludedIsTakenBackWhenNothingCanBeDoneAnyMore() {
        world.excluded = Set.of(0);
        world.unprotected = because(FailoverReason.HEADLESS);
        assertThat(world.plan().services().getFirst().changes()).isTrue();
        assertThat(world.plan().services().getFirst().excluded()).isEmpty();
    }

    @Test
    void aServiceThatIsDeletedAndCreatedAgainIsRemembered() {
        world.cordoned("a", Cause.MANUAL);
        world.untilIdle();
        Map<String, ZoneMemory> before = world.memory;

        world.unprotected = because(FailoverReason.SERVICE_DELETED);
        world.excluded = Set.of();
        world.untilIdle();
        assertThat(world.memory).containsEntry("a", before.get("a"));
        assertThat(world.tainted)
                .as("pods that start meanwhile start elsewhere")
                .containsExactly("a");
        world.pods.remove(world.pods.keySet().iterator().next());
        world.untilIdle();
        assertThat(world.spread()).doesNotContainKey("a");

        world.unprotected = Optional.empty();
        assertThat(world.step().services().getFirst().excluded()).containsExactly(0);
        world.well("a");
        world.untilIdle();
        assertThat(world.spread()).isEqualTo(Map.of("a", 3, "b", 3, "c", 3));
    }

    @Test
    void aDeletedServiceIsForgottenWithTheZonesReturn() {
        world.cordoned("a", Cause.MANUAL);
        world.untilIdle();
        world.unprotected = because(FailoverReason.SERVICE_DELETED);
        world.excluded = Set.of();
        world.well("a");
        world.untilIdle();
        assertThat(world.memory).isEmpty();
        assertThat(world.tainted).isEmpty();
    }

    /** Without the label nobody would find the keys again once the ZoneFailover is gone. */
    @Test
    void theLabelIsWrittenAgain() {
        world.cordoned("a", Cause.MANUAL);
        world.untilIdle();
        world.recorded = Optional.of(Set.of());
        FailoverPlan plan = world.step();
        assertThat(plan.services().getFirst().changes()).isTrue();
        assertThat(plan.services().getFirst().excluded()).containsExactly(0);
        assertThat(world.plan().services().getFirst().changes()).isFalse();
    }

    /** A zone that failed gets no traffic for the sake of a pod that has its labels a moment later. */
    @Test
    void whatAnotherManagerRemovedIsPutBackWhateverLabelsAreMissing() {
        world.cordoned("a", Cause.MANUAL);
        world.untilIdle();
        world.unlabel();
        world.excluded = Set.of();
        world.recorded = Optional.of(Set.of(0));
        FailoverPlan plan = world.plan();
        assertThat(plan.services().getFirst().changes()).isTrue();
        assertThat(plan.services().getFirst().excluded()).containsExactly(0);
    }

    /** The operator ended between the write of a return and its status, and the zone failed again. */
    @Test
    void aZoneThatHasItsTrafficIsNotLeftWhileLabelsAreMissing() {
        world.cordoned("a", Cause.MANUAL);
        world.untilIdle();
        world.unlabel();
        world.excluded = Set.of();
        FailoverPlan plan = world.step();
        assertThat(plan.services().getFirst().changes()).isFalse();
        assertThat(world.step().services().getFirst().excluded()).containsExactly(0);
    }

    @Test
    void podsWithoutLabelsGetThemAllAtOnceWhileAZoneIsLeft() {
        assertThat(world.plan().labelsAtOnce()).isFalse();
        world.cordoned("a", Cause.MANUAL);
        world.untilIdle();
        assertThat(world.plan().labelsAtOnce()).isTrue();
    }

    @Test
    void aWorkloadThatGrewMeanwhileIsSpreadAsItsConstraintAsks() {
        world.spreads.add(new ZoneSpread(0, 1, 1, true, new TreeMap<>()));
        world.cordoned("a", Cause.MANUAL);
        world.untilIdle();
        world.replicas = 15;
        world.untilIdle();
        world.well("a");
        world.untilIdle();
        assertThat(world.spread()).isEqualTo(Map.of("a", 5, "b", 5, "c", 5));
        assertThat(world.plan().evictions()).isEmpty();
    }

    /** What will never be ready is nothing to wait for. */
    @Test
    void aPodThatWaitsForAnotherReasonKeepsNoOthersFromMoving() {
        world.cordoned("a", Cause.MANUAL);
        world.addPending("wants-a-gpu");
        world.untilIdle();
        assertThat(world.spread()).isEqualTo(Map.of("b", 5, "c", 4, "none", 1));
        world.well("a");
        world.untilIdle();
        assertThat(world.spread()).isEqualTo(Map.of("a", 3, "b", 3, "c", 3, "none", 1));
    }

    private static Optional<Refusal> because(FailoverReason reason) {
        return Optional.of(new Refusal(reason, "of that"));
    }
}
