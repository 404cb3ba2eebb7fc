package io.zonekeeper.core.zone;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.ZoneReason;

import org.junit.jupiter.api.Test;

import static io.zonekeeper.core.zone.Cluster.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class ZoneDiscoveryTest {
    private static final Duration DAY = Duration.ofHours(24);

    @Test
    void makesAnObjectForEachZoneFound() {
        Cluster cluster = new Cluster().nodes("b/az2", "a/az1", "a/az1", "Room_1", "");
        cluster.nodes.add(new NodeFact("cordoned", "a", "az1", "r", true, false));
        cluster.nodes.add(new NodeFact("dark", "a", "az1", "r", false, true));
        DiscoveryPlan plan = cluster.plan(NOON);
        String room = ZoneObjectName.of("Room_1");
        assertThat(plan.create()).containsExactly(room, "a", "b");
        assertThat(plan.unzonedNodes()).isEqualTo(1);
        assertThat(plan.nextChange()).isEmpty();
        assertThat(plan.zones())
                .element(1)
                .isEqualTo(new ZoneEntry(
                        "a",
                        new ZoneIdentity("a", "az1", "r"),
                        OptionalInt.of(1),
                        4,
                        3,
                        2,
                        0,
                        1,
                        true,
                        Optional.empty(),
                        List.of()));
        assertThat(plan.zones()).extracting(zone -> zone.slot().orElse(-1)).startsWith(0, 1, 2);
    }

    @Test
    void remembersAZoneForTheRetentionAndThenForgetsIt() {
        Cluster cluster = new Cluster().nodes("a").object("a", 0).object("b", 1);
        DiscoveryPlan gone = cluster.plan(NOON);
        assertThat(gone.zones().get(1).present()).isFalse();
        assertThat(gone.zones().get(1).absentSince()).contains(NOON);
        assertThat(gone.delete()).isEmpty();
        assertThat(gone.nextChange()).contains(NOON.plus(DAY));

        cluster.apply(gone);
        assertThat(cluster.plan(NOON.plus(DAY).minusNanos(1)).delete()).isEmpty();
        DiscoveryPlan expired = cluster.plan(NOON.plus(DAY));
        assertThat(expired.delete()).containsExactly("b");
        assertThat(expired.nextChange()).isEmpty();
        assertThat(expired.zones()).extracting(ZoneEntry::objectName).containsExactly("a");
    }

    @Test
    void aZoneThatComesBackIsNoLongerAbsentAndKeepsItsSlot() {
        Cluster cluster = new Cluster()
                .nodes("a", "b")
                .object("b", OptionalInt.of(5), Optional.of(NOON.minus(DAY)), false, Verdict.HEALTHY);
        DiscoveryPlan plan = cluster.plan(NOON);
        assertThat(Cluster.slots(plan)).isEqualTo("a=0 b=5");
        assertThat(plan.zones().get(1).absentSince()).isEmpty();
        assertThat(plan.create()).containsExactly("a");
    }

    @Test
    void aDarkZoneWithoutNodesIsRememberedAsLongAsAnyOtherAndNotForEver() {
        Cluster cluster =
                new Cluster().nodes("b").object("a", OptionalInt.of(1), Optional.of(NOON), false, Verdict.UNHEALTHY);
        assertThat(cluster.plan(NOON.plus(DAY).minusSeconds(1)).delete()).isEmpty();
        assertThat(cluster.plan(NOON.plus(DAY)).delete()).containsExactly("a");
    }

    @Test
    void neverDeletesWhatIsStillNeeded() {
        Optional<Instant> longAgo = Optional.of(NOON.minus(DAY.multipliedBy(30)));
        Cluster cluster = new Cluster()
                .object("cordoned", OptionalInt.of(0), longAgo, true, Verdict.HEALTHY)
                .object("used", OptionalInt.of(2), longAgo, false, Verdict.HEALTHY)
                .object("gone", OptionalInt.of(3), longAgo, false, Verdict.HEALTHY)
                .children("used", 2);
        DiscoveryPlan plan = cluster.plan(NOON);
        assertThat(plan.delete()).containsExactly("gone");
        assertThat(Cluster.slots(plan)).isEqualTo("cordoned=0 used=2");
        assertThat(plan.nextChange()).isEmpty();
    }

    @Test
    void theSlotOfAZoneBeingDeletedIsGivenOnlyAfterwards() {
        Cluster cluster = new Cluster()
                .nodes("new")
                .object("old", OptionalInt.of(0), Optional.of(NOON.minus(DAY)), false, Verdict.HEALTHY);
        DiscoveryPlan plan = cluster.plan(NOON);
        assertThat(plan.delete()).containsExactly("old");
        assertThat(Cluster.slots(plan)).isEqualTo("new=1");
    }

    @Test
    void theMajorityOfNodesSaysTheId() {
        DiscoveryPlan plan = new Cluster().nodes("a/az1", "a/az9", "a/az1", "a").plan(NOON);
        assertThat(plan.zones().getFirst().identity().id()).isEqualTo("az1");
        assertThat(plan.zones().getFirst().problems())
                .containsExactly(
                        new Refusal(
                                ZoneReason.ZONE_ID_MISMATCH,
                                "Nodes of zone a carry different zone IDs (az1 on 2 nodes, az9 on 1 node): using az1; correct the label topology.k8s.aws/zone-id."));
    }

    @Test
    void amongEqualsTheIdRememberedStays() {
        Cluster cluster = new Cluster().nodes("a/az1", "a/az9");
        cluster.objects.put(
                "a",
                new RememberedZone(
                        "a",
                        new ZoneIdentity("a", "az9", "r"),
                        OptionalInt.of(0),
                        Optional.empty(),
                        false,
                        Verdict.HEALTHY));
        assertThat(cluster.plan(NOON).zones().getFirst().identity().id()).isEqualTo("az9");
    }

    @Test
    void theIdRecordedStaysThoughEveryNodeIsRelabelled() {
        for (String relabelled : List.of("az1", "az9")) {
            Cluster cluster = new Cluster().nodes("a/az1", "b/az2", "b/az2");
            cluster.apply(cluster.plan(NOON));
            cluster.nodes.removeIf(node -> node.zone().equals("b"));
            DiscoveryPlan plan =
                    cluster.nodes("b/" + relabelled, "b/" + relabelled).plan(NOON);
            assertThat(plan.zones()).extracting(zone -> zone.identity().id()).containsExactly("az1", "az2");
            assertThat(Cluster.problems(plan, "a")).isEmpty();
            assertThat(plan.zones().getLast().problems())
                    .containsExactly(new Refusal(
                            ZoneReason.ZONE_ID_MISMATCH,
                            "Zone b is recorded with the zone ID az2, but all of its nodes carry %s: using az2; correct the label topology.k8s.aws/zone-id, or delete Zone b to record the ID again."
                                    .formatted(relabelled)));
            cluster.apply(plan);
            assertThat(cluster.plan(NOON).zones()).isEqualTo(plan.zones());
        }
    }

    @Test
    void anIdRecordedOfTwoZonesIsCorrectedWithTheLabels() {
        Cluster cluster = new Cluster().nodes("a/az1", "b/az1");
        cluster.apply(cluster.plan(NOON));
        cluster.nodes.clear();
        DiscoveryPlan plan = cluster.nodes("a/az1", "b/az2").plan(NOON);
        assertThat(plan.zones()).extracting(zone -> zone.identity().id()).containsExactly("az1", "az2");
        assertThat(Cluster.problems(plan, "b")).isEmpty();
    }

    @Test
    void nodesThatTakeOnlyPodsWithATolerationAreCountedApart() {
        Cluster cluster = new Cluster().nodes("a");
        cluster.nodes.add(new NodeFact("gpu", "a", "", "r", true, true, true));
        cluster.nodes.add(new NodeFact("cordoned", "a", "", "r", true, false, true));
        ZoneEntry zone = cluster.plan(NOON).zones().getFirst();
        assertThat(List.of(zone.schedulable(), zone.tainted(), zone.unschedulable(), zone.takingPods()))
                .containsExactly(1, 1, 1, 2);
    }

    @Test
    void anIdOutlivesTheNodes() {
        Cluster cluster = new Cluster().nodes("a/az1");
        cluster.apply(cluster.plan(NOON));
        cluster.nodes.clear();
        assertThat(cluster.plan(NOON).zones().getFirst().identity()).isEqualTo(new ZoneIdentity("a", "az1", "r"));
    }

    @Test
    void oneIdOfTwoZonesIsTold() {
        DiscoveryPlan plan = new Cluster().nodes("a/az1", "b/az1", "c", "d").plan(NOON);
        assertThat(Cluster.problems(plan, "a")).containsExactly("ZoneIdMismatch");
        assertThat(Cluster.problems(plan, "b")).containsExactly("ZoneIdMismatch");
        assertThat(Cluster.problems(plan, "c")).isEmpty();
    }

    @Test
    void anObjectThatAPersonMadeUnderAnotherNameIsPointedOut() {
        Cluster cluster = new Cluster().nodes("foo.bar");
        cluster.objects.put(
                "foo.bar",
                new RememberedZone(
                        "foo.bar",
                        ZoneIdentity.named("foo.bar"),
                        OptionalInt.empty(),
                        Optional.empty(),
                        true,
                        Verdict.UNKNOWN));
        DiscoveryPlan plan = cluster.plan(NOON);
        assertThat(plan.create()).containsExactly(ZoneObjectName.of("foo.bar"));
        assertThat(Cluster.problems(plan, "foo.bar")).containsExactly("ZoneNameTaken");
    }

    @Test
    void aLostStatusIsReadBackFromTheChildrenEvenWithoutNodes() {
        String name = ZoneObjectName.of("Room_1");
        Cluster cluster = new Cluster().children("Room_1", 3);
        cluster.objects.put(
                name,
                new RememberedZone(
                        name,
                        ZoneIdentity.named(name),
                        OptionalInt.empty(),
                        Optional.of(NOON.minus(DAY)),
                        false,
                        Verdict.UNKNOWN));
        assertThat(Cluster.slots(cluster.plan(NOON))).isEqualTo("Room_1=3");
    }

    @Test
    void aStatusOfAnotherZoneIsNotBelieved() {
        Cluster cluster = new Cluster();
        cluster.objects.put(
                "a",
                new RememberedZone(
                        "a", ZoneIdentity.named("b"), OptionalInt.of(0), Optional.empty(), true, Verdict.UNKNOWN));
        assertThat(cluster.plan(NOON).zones().getFirst().identity().name()).isEqualTo("a");
    }

    @Test
    void inputsAreChecked() {
        RememberedZone zone = new RememberedZone(
                "a", ZoneIdentity.named("a"), OptionalInt.empty(), Optional.empty(), false, Verdict.UNKNOWN);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ZoneSnapshot(List.of(), List.of(zone, zone), Optional.empty(), Optional.empty()));
        assertThatIllegalArgumentException().isThrownBy(() -> new DiscoverySettings(Duration.ofSeconds(-1), 8));
        assertThatIllegalArgumentException().isThrownBy(() -> new DiscoverySettings(DAY, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> ZoneIdentity.named(""));
    }

    @Test
    void whileTheSlotsOfChildrenAreUnknownNoneIsGivenAndNoZoneWaitsForAnother() {
        Cluster cluster = new Cluster().nodes("a", "b").object("a", 3).childrenUnknown();
        DiscoveryPlan plan = cluster.plan(NOON);
        assertThat(Cluster.slots(plan)).isEqualTo("a=3 b=-");
        assertThat(Cluster.problems(plan, "a")).isEmpty();
        assertThat(Cluster.problems(plan, "b")).containsExactly("SlotPending");
        cluster.childrenKnown = true;
        cluster.children("b", 7);
        assertThat(Cluster.slots(cluster.plan(NOON))).isEqualTo("a=3 b=7");
    }

    @Test
    void oneOfTwoZonesWithTheSameSlotWaitsUntilTheChildrenAreKnown() {
        Cluster cluster =
                new Cluster().nodes("a", "b").object("a", 0).object("b", 0).childrenUnknown();
        assertThat(Cluster.slots(cluster.plan(NOON))).isEqualTo("a=0 b=-");
        assertThat(Cluster.problems(cluster.plan(NOON), "b")).containsExactly("SlotPending");
    }

    @Test
    void whileNobodyKnowsWhereClaimsAreNoZoneIsForgotten() {
        Cluster cluster = new Cluster().nodes("a").object("a", 0).object("b", 1);
        cluster.apply(cluster.plan(NOON));
        assertThat(cluster.childrenUnknown().plan(NOON.plus(DAY)).delete()).isEmpty();
        cluster.childrenKnown = true;
        assertThat(cluster.plan(NOON.plus(DAY)).delete()).containsExactly("b");
    }
}
