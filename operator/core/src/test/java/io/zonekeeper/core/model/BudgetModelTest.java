package io.zonekeeper.core.model;

import org.junit.jupiter.api.Test;

/** Every order of evictions, drains, writes, ends of the process, and looks of the disruption controller. */
class BudgetModelTest {
    @Test
    void twoZonesAreDrained() {
        Explored.holds("two zones are drained", new BudgetModel(2, false, Explored.most(5)));
    }

    @Test
    void threeZonesAreDrained() {
        Explored.holds("three zones are drained", new BudgetModel(3, false, Explored.most(4)));
    }

    @Test
    void podsOfTwoZonesAreToBeMoved() {
        Explored.holds("pods of two zones are to be moved", new BudgetModel(2, true, Explored.most(4)));
    }
}
