package io.zonekeeper.core.model;

import java.util.Map;
import java.util.Set;

import io.zonekeeper.core.model.EvacuationModel.Happening;

import org.junit.jupiter.api.Test;

/** Every order of a few faults and wishes, writes, and ends of the process. */
class EvacuationModelTest {
    @Test
    void threeZonesThatFailAndRecover() {
        Explored.holds(
                "three zones, faults",
                new EvacuationModel(3, Map.of("web", 3), Set.of(Happening.FAULT), Explored.most(2)));
    }

    @Test
    void twoZonesThatFailAndRecover() {
        Explored.holds(
                "two zones, faults",
                new EvacuationModel(2, Map.of("web", 2), Set.of(Happening.FAULT), Explored.most(3)));
    }

    @Test
    void zonesThatFailWhileUsersCordon() {
        Explored.holds(
                "cordons by users",
                new EvacuationModel(3, Map.of("web", 3), Set.of(Happening.FAULT, Happening.MANUAL), Explored.most(2)));
    }

    @Test
    void zonesThatFailWhileNodesAreMadeUnschedulable() {
        Explored.holds(
                "cordons by others",
                new EvacuationModel(3, Map.of("web", 3), Set.of(Happening.FAULT, Happening.CLOSE), Explored.most(2)));
    }

    @Test
    void zonesThatFailWhileTheServiceFailsInOne() {
        Explored.holds(
                "own failures",
                new EvacuationModel(3, Map.of("web", 3), Set.of(Happening.FAULT, Happening.OWN), Explored.most(2)));
    }

    @Test
    void aServiceThatLosesItsHealthChecks() {
        Explored.holds(
                "own failures, checks removed",
                new EvacuationModel(3, Map.of("web", 3), Set.of(Happening.OWN, Happening.CHECKS), Explored.most(2)));
    }

    @Test
    void nobodyReturnsUnasked() {
        Explored.holds(
                "return on request",
                new EvacuationModel(2, Map.of("web", 2), Set.of(Happening.FAULT, Happening.RECALL), Explored.most(3)));
    }

    @Test
    void zonesThatFailWhileUsersWantTheServiceOut() {
        Explored.holds(
                "unwanted",
                new EvacuationModel(
                        3, Map.of("web", 3), Set.of(Happening.FAULT, Happening.UNWANTED), Explored.most(2)));
    }

    @Test
    void zonesThatFailWhileTheServiceIsScaled() {
        Explored.holds(
                "scaled",
                new EvacuationModel(3, Map.of("web", 4), Set.of(Happening.FAULT, Happening.SCALE), Explored.most(2)));
    }

    @Test
    void fewerPodsThanZones() {
        Explored.holds(
                "one pod",
                new EvacuationModel(3, Map.of("web", 1), Set.of(Happening.FAULT, Happening.CLOSE), Explored.most(2)));
    }

    @Test
    void twoServices() {
        Explored.holds(
                "two services",
                new EvacuationModel(2, Map.of("api", 1, "web", 2), Set.of(Happening.FAULT), Explored.most(1)));
    }
}
