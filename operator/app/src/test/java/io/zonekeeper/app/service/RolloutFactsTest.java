package io.zonekeeper.app.service;

import java.util.List;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.core.rollout.RolloutPhase;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RolloutFactsTest {
    private static final String STATUS = """
            apiVersion: zonekeeper.io/v1alpha1
            kind: ZonedService
            metadata: {name: web, namespace: shop}
            spec: {replicas: 9, template: {spec: {}}}
            status:
              rollout: {revision: new, phase: %s, zone: a, since: "2026-11-24T12:00:00Z"%s}
            """;

    /** Whoever begins to lead knows it before the first service is planned, from the status and the stacks alone. */
    @Test
    void zonesOnTrialAreKnownFromTheStatusAndTheStacks() {
        List<Deployment> stacks = List.of(stack("a", "new", 1), stack("b", "old", 1), stack("c", "old", 1));
        assertThat(RolloutFacts.onTrial(service("Baking", ""), stacks)).containsExactly("a");
        List<Deployment> back =
                List.of(stack("a", "new", 1), stack("b", "bad", 1), stack("c", "bad", 1), stack("d", "new", 1));
        assertThat(RolloutFacts.onTrial(service("Updating", ", replaced: bad"), back))
                .containsExactly("a", "b", "c", "d");
        List<Deployment> all = List.of(stack("a", "new", 1), stack("b", "new", 1));
        assertThat(RolloutFacts.onTrial(service("Complete", ""), all)).isEmpty();
    }

    @Test
    void aStatusOfAnOlderVersionHasItsStepBeginWithItsPhase() {
        var memory = RolloutFacts.memory(service("Halted", "")).orElseThrow();
        assertThat(memory.phase()).isEqualTo(RolloutPhase.HALTED);
        assertThat(memory.begun()).contains(memory.since());
        assertThat(RolloutFacts.memory(service("Halted", ", stepSince: \"2026-11-24T11:59:00Z\""))
                        .orElseThrow()
                        .begun())
                .hasValueSatisfying(begun -> assertThat(begun).hasToString("2026-11-24T11:59:00Z"));
    }

    @Test
    void aStackWithoutSurgeThatNobodyAskedForIsReplacedInPlace() {
        assertThat(RolloutFacts.inPlace(service("Updating", ""), List.of(stack("a", "new", 0), stack("b", "old", 1))))
                .containsExactly("a");
    }

    private static ZonedService service(String phase, String more) {
        return Serialization.unmarshal(STATUS.formatted(phase, more), ZonedService.class);
    }

    private static Deployment stack(String zone, String revision, int surge) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName("web-" + zone)
                .addToLabels("zonekeeper.io/zone", zone)
                .addToAnnotations("zonekeeper.io/revision", revision)
                .endMetadata()
                .withNewSpec()
                .withNewStrategy()
                .withNewRollingUpdate()
                .withNewMaxSurge(surge)
                .endRollingUpdate()
                .endStrategy()
                .endSpec()
                .build();
    }
}
