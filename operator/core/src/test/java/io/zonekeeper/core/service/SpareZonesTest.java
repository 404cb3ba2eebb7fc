package io.zonekeeper.core.service;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class SpareZonesTest {
    @Test
    void asManyZonesAsMayBeLostAreSpare() {
        World world = World.withZones("a", "b", "c").asks(12).tolerates(1);
        ServicePlan plan = world.settle();
        assertThat(plan.replicas()).isEqualTo(18);
        assertThat(SpareZones.of(plan, world.observation().demand())).containsExactly("a");
    }

    @Test
    void noneIsWhileThatManyAreEvacuated() {
        World world = World.withZones("a", "b", "c").asks(12).tolerates(1);
        world.settle();
        ServicePlan plan = world.leave("b").settle();
        assertThat(SpareZones.of(plan, world.observation().demand())).isEmpty();
    }

    @Test
    void noneIsWithoutTolerance() {
        World world = World.withZones("a", "b", "c").asks(12);
        assertThat(SpareZones.of(world.settle(), world.observation().demand())).isEmpty();
    }

    @Test
    void theOthersAlwaysRunAsManyAsAreAskedFor() {
        for (int replicas = 1; replicas <= 20; replicas++) {
            for (int tolerated = 0; tolerated <= 2; tolerated++) {
                World world = World.withZones("a", "b", "c", "d").asks(replicas).tolerates(tolerated);
                ServicePlan plan = world.settle();
                var spare = SpareZones.of(plan, world.observation().demand());
                assertThat(plan.stacks().stream()
                                .filter(stack -> !spare.contains(stack.zone().name()))
                                .mapToInt(StackPlan::replicas)
                                .sum())
                        .isGreaterThanOrEqualTo(replicas);
                assertThat(spare).hasSizeLessThanOrEqualTo(tolerated);
            }
        }
    }
}
