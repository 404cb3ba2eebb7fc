package io.zonekeeper.core.model;

import org.junit.jupiter.api.Test;

/** Every order of zones that fail and are well again, of writes, ends of the process, and placements of pods. */
class FailoverModelTest {
    @Test
    void twoZones() {
        Explored.holds("a Service in two zones", new FailoverModel(2, 2, Explored.most(3)));
    }

    @Test
    void onePodLessThanZones() {
        Explored.holds("a Service in two of three zones", new FailoverModel(3, 2, Explored.most(2)));
    }

    @Test
    void threeZones() {
        Explored.holds("a Service in three zones", new FailoverModel(3, 3, Explored.most(1)));
    }
}
