package io.zonekeeper.core.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

import io.zonekeeper.core.evacuation.StackDecision;
import io.zonekeeper.core.nodes.NodeDemand;
import io.zonekeeper.core.nodes.NodeFits;
import io.zonekeeper.core.nodes.NodeTraits;
import io.zonekeeper.core.nodes.ZoneFit;
import io.zonekeeper.core.placement.ZoneShare;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** Zones whose nodes do not suit a service's pods. */
class NodesOfZonesTest {
    private static final NodeTraits.Taint CONTROL_PLANE =
            new NodeTraits.Taint("node-role.kubernetes.io/control-plane", "", "NoSchedule");
    private static final NodeDemand TOLERATING = new NodeDemand(
            List.of(new NodeDemand.Toleration("node-role.kubernetes.io/control-plane", "Exists", "", "NoSchedule")),
            Map.of(),
            List.of(),
            Optional.empty());

    private final List<NodeTraits> nodes = new ArrayList<>();

    @Test
    void aZoneWhoseNodesAreAllTaintedGetsNoShareAndTheOthersHaveAll() {
        nodes("a", 3).nodes("b", 3).nodes("c", 1, CONTROL_PLANE);
        ServicePlan plan = world(NodeDemand.NONE).asks(6).settle();
        assertThat(World.spread(plan)).isEqualTo("a=3 b=3");
        assertThat(plan.ready()).isEqualTo(6);
        assertThat(plan.refusals()).isEmpty();
        assertThat(plan.excluded()).singleElement().satisfies(refusal -> {
            assertThat(refusal.reason().word()).isEqualTo("NodesTainted");
            assertThat(refusal.message())
                    .contains("c gets no pods", "node-role.kubernetes.io/control-plane:NoSchedule");
        });
        assertThat(ServiceConditions.of(plan, List.of()))
                .extracting(condition -> condition.type() + "=" + condition.holds() + " "
                        + condition.reason().word())
                .contains("Ready=true Spread", "Balanced=true Balanced", "ZonesExcluded=true NodesTainted");
    }

    @Test
    void aTemplateThatToleratesTheTaintGetsItsShareThere() {
        nodes("a", 3).nodes("b", 3).nodes("c", 1, CONTROL_PLANE);
        ServicePlan plan = world(TOLERATING).asks(6).settle();
        assertThat(World.spread(plan)).isEqualTo("a=2 b=2 c=2");
        assertThat(plan.excluded()).isEmpty();
    }

    @Test
    void aListedZoneIsExcludedForItsNodesButNotForHavingNone() {
        nodes("a", 3).nodes("b", 3).nodes("c", 1, CONTROL_PLANE);
        World world = world(NodeDemand.NONE).zone("d", false).asks(6, "a", "b", "c", "d");
        ServicePlan plan = world.plan();
        assertThat(World.spread(plan)).isEqualTo("a=2 b=2 d=2");
        assertThat(plan.excluded()).hasSize(1);
    }

    @Test
    void podsThatAreReadyStayThoughTheirNodesAreTaintedUnderThem() {
        nodes("a", 3).nodes("b", 3).nodes("c", 3);
        World world = world(NodeDemand.NONE).asks(6);
        world.settle();
        nodes.removeIf(node -> node.zone().equals("c"));
        nodes("c", 3, CONTROL_PLANE);
        world.fits(NodeFits.of(NodeDemand.NONE, nodes));
        assertThat(World.states(world.plan())).isEqualTo("a=Active:2 b=Active:2 c=Active:2");
        assertThat(World.spread(world.asks(12).plan())).isEqualTo("a=5 b=5 c=2");
        world.asks(6).runs("c", 2, 1);
        assertThat(World.spread(world.plan())).isIn("a=3 b=2 c=1", "a=2 b=3 c=1");
        world.runs("c", 2, 0);
        assertThat(World.states(world.plan())).isEqualTo("a=Active:3 b=Active:3 c=Removing:0");
        assertThat(World.spread(world.settle())).isEqualTo("a=3 b=3");
    }

    /**
     * Its rollout finds out that no node suits it, and is halted there: no zone is left for a change of the template.
     */
    @Test
    void aTemplateChangedToOtherNodesMovesNothing() {
        nodes("a", 3).nodes("b", 3).nodes("c", 3);
        World world = world(NodeDemand.NONE).asks(6);
        world.settle();
        NodeDemand pool = new NodeDemand(List.of(), Map.of("pool", "web"), List.of(), Optional.empty());
        ServicePlan changed = world.fits(
                        NodeFits.keeping(NodeFits.of(pool, nodes), NodeFits.of(NodeDemand.NONE, nodes)))
                .plan();
        assertThat(World.states(changed)).isEqualTo("a=Active:2 b=Active:2 c=Active:2");
        assertThat(changed.excluded()).isEmpty();
    }

    @Test
    void minimumsAskForPodsWhateverTheNodesAre() {
        nodes("a", 3).nodes("b", 3).nodes("c", 1, CONTROL_PLANE);
        World world = world(NodeDemand.NONE).asks(6);
        ServiceObservation seen = world.observation();
        ServiceDemand demand = new ServiceDemand(
                6,
                0,
                false,
                1,
                false,
                false,
                List.of(
                        new ListedZone("a", 1, 0, ZoneShare.UNLIMITED),
                        new ListedZone("b", 1, 0, ZoneShare.UNLIMITED),
                        new ListedZone("c", 1, 1, ZoneShare.UNLIMITED)));
        ServicePlan plan = ServicePlanner.plan(
                new ServiceObservation(
                        seen.namespace(),
                        seen.name(),
                        demand,
                        seen.catalog(),
                        seen.stacks(),
                        seen.decisions(),
                        seen.memory(),
                        seen.settings(),
                        seen.surgeAllowance(),
                        seen.fits()),
                world.now());
        assertThat(World.spread(plan)).isEqualTo("a=2 b=2 c=2");
    }

    @Test
    void withoutAnyNodeThatSuitsNothingIsDoneAndSaidWhy() {
        nodes("a", 1, CONTROL_PLANE).nodes("b", 1, CONTROL_PLANE);
        ServicePlan plan = world(NodeDemand.NONE).asks(2).plan();
        assertThat(plan.stacks()).isEmpty();
        assertThat(plan.refusals()).singleElement().satisfies(refusal -> {
            assertThat(refusal.reason().word()).isEqualTo("NoZone");
            assertThat(refusal.message()).contains("a gets no pods", "b gets no pods", "control-plane:NoSchedule");
        });
    }

    @Test
    void theOnlyNodeThatSuitsIsDrainedAsTheOnlyNodeOfItsZoneWouldBe() {
        nodes("a", 2).nodes("b", 2).nodes("b", 3, CONTROL_PLANE);
        World world = world(NodeDemand.NONE).asks(2);
        world.settle();
        nodes.replaceAll(node -> node.zone().equals("b") && node.taints().isEmpty()
                ? new NodeTraits(node.name(), "b", Map.of(), List.of(), true, true)
                : node);
        SortedMap<String, ZoneFit> fits = NodeFits.of(NodeDemand.NONE, nodes);
        NodeFits.orders(Map.of(), fits).forEach(world::decision);
        world.fits(fits);
        assertThat(NodeFits.orders(Map.of(), fits).keySet()).containsExactly("b");
        assertThat(((StackDecision.Leave) NodeFits.orders(Map.of(), fits).get("b")).cause())
                .isEqualTo(StackDecision.Cause.EXTERNAL);
        world.carryOutWithoutNewPods(world.plan());
        ServicePlan surging = world.plan();
        assertThat(World.states(surging)).isEqualTo("a=Active:2 b=Active:1");
        assertThat(surging.stacks().getLast().awaitsReplacements()).isTrue();
        assertThat(surging.heldBack())
                .extracting(refusal -> refusal.reason().word())
                .containsExactly("FloorNotMet");
        assertThat(World.states(world.settle())).isEqualTo("a=Active:2 b=Shedding:1");
    }

    private NodesOfZonesTest nodes(String zone, int count, NodeTraits.Taint... taints) {
        for (int i = 0; i < count; i++) {
            nodes.add(new NodeTraits(zone + nodes.size(), zone, Map.of(), List.of(taints), true, false));
        }
        return this;
    }

    private World world(NodeDemand demand) {
        World world = new World();
        nodes.stream().map(NodeTraits::zone).distinct().forEach(zone -> world.zone(zone, true));
        return world.fits(NodeFits.of(demand, nodes));
    }
}
