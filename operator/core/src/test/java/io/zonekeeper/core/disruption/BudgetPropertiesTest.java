package io.zonekeeper.core.disruption;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random lives of a service under evictions: whoever takes part acts in any order and on a late view, and the operator
 * dies after any write. {@link EvictionLife} checks after every step what must always hold.
 */
class BudgetPropertiesTest {
    private static final int STEPS = 300;

    @Property(tries = 1500)
    void neverAreTwoZonesDisruptedAndNeverIsAPodWithoutBudget(@ForAll long seed) {
        new EvictionLife(seed).live(STEPS);
    }

    /** The disruption controller had not seen yet that a pod goes when its zone got a budget of its own. */
    @Example
    void whomTheBudgetOfTheServiceLetGoIsNotForgotten() {
        new EvictionLife(-251544).live(STEPS);
    }

    /** Pods that no node of their zone would take again serve until others do: their evictions count as well. */
    @Property(tries = 1500)
    void norWhileZonesAreMovedAndComeBack(@ForAll long seed) {
        EvictionLife.withMoves(seed).live(STEPS);
    }

    @Property(tries = 200)
    void everyEvictionSucceedsAfterZonesWereMoved(@ForAll long seed) {
        EvictionLife life = EvictionLife.withMoves(seed);
        life.live(STEPS);
        assertThat(life.evictAll(true)).isTrue();
    }

    @Property(tries = 200)
    void everyEvictionSucceedsInTheEndThoughNoNodeIsCordoned(@ForAll long seed) {
        EvictionLife life = new EvictionLife(seed);
        life.live(STEPS);
        assertThat(life.evictAll(true)).isTrue();
    }

    @Property(tries = 200)
    void everyDrainEndsWithAnOperatorWhereverItIs(@ForAll long seed) {
        EvictionLife life = new EvictionLife(seed);
        life.live(STEPS);
        assertThat(life.names()).allMatch(life::drains);
    }

    /** Whatever the operator did before: once it had its say while no node was drained, it is needed no more. */
    @Property(tries = 200)
    void fromRestEveryDrainEndsWithoutAnOperator(@ForAll long seed) {
        EvictionLife life = new EvictionLife(seed);
        life.live(STEPS);
        life.rest();
        assertThat(life.evictAll(false)).isTrue();
    }

    @Property(tries = 200)
    void atRestThereIsOneBudgetAndItIsOpen(@ForAll long seed) {
        EvictionLife life = new EvictionLife(seed);
        life.live(STEPS);
        life.rest();
        assertThat(life.open()).containsExactly(EvictionLife.SERVICE);
        assertThat(life.writesWhenSettled()).isZero();
    }

    @Property(tries = 50)
    void aCalmServiceIsWrittenOnce(@ForAll long seed) {
        EvictionLife life = new EvictionLife(seed);
        life.rest();
        assertThat(life.writes()).isEqualTo(1);
    }

    /** A budget that lets one go needs no other one, whatever is drained. */
    @Property(tries = 200)
    void whereOnePodMayGoNothingIsEverClosed(@ForAll long seed) {
        EvictionLife life = new EvictionLife(seed, new MaxUnavailable(1, false));
        life.live(STEPS);
        life.rest();
        assertThat(life.writes()).isEqualTo(1);
    }
}
