package io.zonekeeper.core.disruption;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Random lives of a service under evictions: whoever takes part acts in any order and on a late view, and the operator
 * dies after any write. {@link EvictionLife} checks after every step what must always hold.
 */
class BudgetPropertiesTest {
    private static final int STEPS = 300;

    @Property(tries = 1000)
    void neverAreTwoZonesOpenOrDisrupted(@ForAll long seed) {
        new EvictionLife(seed).live(STEPS);
    }

    @Property(tries = 200)
    void everyEvictionSucceedsInTheEndThoughNoNodeIsCordoned(@ForAll long seed) {
        EvictionLife life = new EvictionLife(seed);
        life.live(STEPS);
        assertThat(life.evictAll()).isTrue();
    }

    @Property(tries = 200)
    void whereverNodesAreDrainedIsOpenSoon(@ForAll long seed) {
        EvictionLife life = new EvictionLife(seed);
        life.live(STEPS);
        assertThat(life.names()).allMatch(life::opensWhereDrained);
    }

    @Property(tries = 200)
    void whatHasSettledIsWrittenNoMore(@ForAll long seed) {
        EvictionLife life = new EvictionLife(seed);
        life.live(STEPS);
        assertThat(life.writesWhenSettled()).isZero();
    }
}
