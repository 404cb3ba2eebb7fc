package io.zonekeeper.core.service;

import java.util.Map;

import io.zonekeeper.core.evacuation.EvacuationSettings.Action;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random lives of a service: zones die, are cordoned, heal, pods become ready in any order, the demand changes, and
 * each plan may be lost before any part of it is carried out. {@link Life} checks after every plan what must always
 * hold.
 */
class EvacuationPropertiesTest {
    private static final int STEPS = 60;

    @Property(tries = 400)
    void nothingIsEverTakenBelowTheFloorOrToZero(@ForAll long seed) {
        new Life(seed).live(STEPS);
    }

    @Property(tries = 400)
    void norWhileTheListOfZonesChanges(@ForAll long seed) {
        new Life(seed).restless().live(STEPS);
    }

    @Property(tries = 400)
    void afterAllHasHealedTheSpreadIsThatOfAWorldWithoutTheIncident(@ForAll long seed) {
        Life life = new Life(seed);
        life.incidentsOnly(STEPS);
        life.heal();
        assertThat(life.spread()).isEqualTo(life.spreadWithoutTheIncident());
        assertHome(life);
    }

    /** Which of equal zones has the one pod more depends on the way there: pods are not moved for that. */
    @Property(tries = 400)
    void alsoWhereTheDemandChangedMeanwhileSaveForWhichZoneHasTheOddPod(@ForAll long seed) {
        Life life = new Life(seed);
        life.live(STEPS);
        life.heal();
        assertThat(life.spread().values())
                .containsExactlyInAnyOrderElementsOf(
                        life.spreadWithoutTheIncident().values());
        assertHome(life);
    }

    private static void assertHome(Life life) {
        assertThat(life.plan().outOfTraffic()).isEmpty();
        assertThat(life.plan().stacks()).allMatch(stack -> stack.home().isEmpty());
    }

    @Property(tries = 200)
    void atItsEndAPlanChangesNothingMore(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int leaving) {
        Life life = new Life(seed);
        life.leaveSome(leaving);
        ServicePlan plan = life.settle();
        assertThat(life.plan()).isEqualTo(plan);
        assertThat(plan.again()).isFalse();
        assertThat(plan.surgeWanted()).isZero();
    }

    @Property(tries = 200)
    void podsThatCannotMoveAreNeitherStartedNorStopped(@ForAll long seed) {
        Life life = new Life(seed).stateful();
        Map<String, Integer> before = life.spread();
        life.incidentsOnly(STEPS);
        assertThat(life.spread()).isEqualTo(before);
    }

    @Property(tries = 200)
    void stopTrafficStartsAndStopsNothing(@ForAll long seed) {
        Life life = new Life(seed).acts(Action.STOP_TRAFFIC);
        Map<String, Integer> before = life.spread();
        life.incidentsOnly(STEPS);
        assertThat(life.spread()).isEqualTo(before);
    }

    @Property(tries = 200)
    void withoutCapacityElsewhereNothingIsDrained(@ForAll long seed, @ForAll @IntRange(min = 1, max = 4) int leaving) {
        Life life = new Life(seed).withoutTolerance().withoutCapacity();
        Map<String, Integer> before = life.spread();
        life.leaveSome(leaving);
        life.settle();
        life.spread()
                .forEach((zone, replicas) -> assertThat(replicas).as(zone).isGreaterThanOrEqualTo(before.get(zone)));
    }

    @Property(tries = 200)
    void whatIsNeverLeftIsNeverTouchedWhenAllAreToBeLeft(@ForAll long seed) {
        Life life = new Life(seed);
        Map<String, Integer> before = life.spread();
        life.leaveSome(Integer.MAX_VALUE);
        ServicePlan plan = life.settle();
        assertThat(plan.outOfTraffic()).isEmpty();
        assertThat(life.spread()).isEqualTo(before);
    }
}
