package io.zonekeeper.app.faults;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.app.UserOfServices;

import static io.zonekeeper.app.evacuation.UserOfZones.A;
import static io.zonekeeper.app.evacuation.UserOfZones.B;
import static io.zonekeeper.app.evacuation.UserOfZones.C;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The life of a ZonedService: made with three pods, scaled to six, evacuated, brought back, rolled out, scaled down.
 */
record ServiceLife(String name, Shape kind) implements Life {
    /** What kinds of services there are. */
    enum Shape {
        /** Three Deployments with one budget. */
        DEPLOYMENTS("  rollout: {bake: 1s}\n"),
        /** Three StatefulSets. */
        STATEFUL_SETS("  workload: StatefulSet\n  rollout: {bake: 1s}\n"),
        /** Three Deployments with a budget for each zone. */
        ZONAL_BUDGETS("  rollout: {bake: 1s}\n  disruption: {maxUnavailable: 2}\n");

        private final String more;

        Shape(String more) {
            this.more = more;
        }
    }

    @Override
    public Optional<String> manifest(Phase phase) {
        return switch (phase) {
            case MADE -> Optional.of(service(3, 1));
            case SCALED -> Optional.of(service(6, 1));
            case DRAINED, EVACUATED, BACK -> Optional.empty();
            case ROLLED_OUT -> Optional.of(service(6, 2));
            case SCALED_DOWN -> Optional.of(service(3, 2));
        };
    }

    @Override
    public void holds(Phase phase, Snapshot seen) {
        switch (phase) {
            case MADE, SCALED_DOWN -> serves(seen, Map.of(A, 1, B, 1, C, 1));
            case SCALED, DRAINED, BACK -> serves(seen, Map.of(A, 2, B, 2, C, 2));
            case EVACUATED -> {
                // Pods of StatefulSets stay unless the service asks for more: their volumes do not move.
                boolean stays = kind == Shape.STATEFUL_SETS;
                assertThat(states(seen)).as(name).containsEntry(A, stays ? "Shedding" : "Drained");
                assertThat(spread(seen))
                        .as(name)
                        .isEqualTo(stays ? Map.of(A, 2, B, 2, C, 2) : Map.of(A, 1, B, 3, C, 3));
                assertThat(selector(seen)).as(name).hasSize(2);
            }
            case ROLLED_OUT -> {
                serves(seen, Map.of(A, 2, B, 2, C, 2));
                assertThat(service(seen).getStatus().rollout().phase()).as(name).isEqualTo("Complete");
                assertThat(seen.stacks().get(name).values())
                        .as(name)
                        .extracting(Snapshot.Stack::image)
                        .containsOnly("registry.local/web:2");
            }
        }
    }

    @Override
    public String end(Snapshot seen) {
        return "%s; selector %s; budgets %s"
                .formatted(
                        seen.stacks().get(name),
                        seen.routes().get(name).getSpec().getSelector(),
                        seen.budgets().get(name).stream().sorted().toList())
                .replace(name, "NAME");
    }

    @Override
    public String shape() {
        return kind.name();
    }

    private void serves(Snapshot seen, Map<String, Integer> spread) {
        assertThat(spread(seen)).as(name).isEqualTo(spread);
        assertThat(states(seen).values()).as(name).hasSize(3).containsOnly("Active");
        assertThat(selector(seen)).as(name).containsOnlyKeys("zonekeeper.io/service");
        ZonedService service = service(seen);
        assertThat(service.getStatus().conditions())
                .as(name)
                .isNotNull()
                .anySatisfy(condition ->
                        assertThat(condition.type() + condition.status()).isEqualTo("BalancedTrue"));
        assertThat(service.getStatus().observedGeneration())
                .as(name)
                .isEqualTo(service.getMetadata().getGeneration());
    }

    private Map<String, Integer> spread(Snapshot seen) {
        return seen.stacks().getOrDefault(name, Map.of()).entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, stack -> stack.getValue().replicas()));
    }

    private Map<String, String> states(Snapshot seen) {
        Map<String, String> states = new TreeMap<>();
        Stream.ofNullable(service(seen).getStatus().zones())
                .flatMap(List::stream)
                .forEach(stack -> states.put(stack.zone(), stack.state()));
        return states;
    }

    private Map<String, String> selector(Snapshot seen) {
        assertThat(seen.routes()).containsKey(name);
        return seen.routes().get(name).getSpec().getSelector();
    }

    private ZonedService service(Snapshot seen) {
        ZonedService service = seen.services().get(name);
        assertThat(service.getStatus()).as("status of " + name).isNotNull();
        return service;
    }

    private String service(int replicas, int version) {
        return UserOfServices.served(name, replicas).replace("registry.local/web:1", "registry.local/web:" + version)
                + kind.more;
    }
}
