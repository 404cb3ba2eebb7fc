package io.zonekeeper.controllers.zonedservice.pods;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.core.health.ProbeMatrix;
import io.zonekeeper.core.health.Sensitivity;
import io.zonekeeper.core.health.StackJudge;
import io.zonekeeper.core.health.StackVerdict;
import io.zonekeeper.core.rollout.RolloutPhase;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RolloutFactsTest {
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

    /** A process that has just started sees the first failures: too few to say that the stack fails. */
    @Test
    void aHaltedZoneIsWellOnlyWhenItsProbesPass() {
        var stack = new ProbeMatrix.Stack("shop/web", "a");
        var judge = new StackJudge(Sensitivity.BALANCED);
        var first = judge.judge(Map.of(stack, new ProbeMatrix.StackView(4, 4, 4)), Map.of(), Instant.EPOCH);
        Optional<StackVerdict> failing = Optional.of(first.get(stack));
        assertThat(RolloutFacts.failing(failing, false)).isFalse();
        assertThat(RolloutFacts.failing(failing, true)).isTrue();
        var passing = judge.judge(Map.of(stack, new ProbeMatrix.StackView(4, 0, 0)), Map.of(), Instant.EPOCH);
        assertThat(RolloutFacts.failing(Optional.of(passing.get(stack)), true)).isFalse();
        assertThat(RolloutFacts.failing(Optional.empty(), true)).isFalse();
    }

    private static ZonedService service(String phase, String more) {
        return Serialization.unmarshal("""
                        apiVersion: zonekeeper.io/v1alpha1
                        kind: ZonedService
                        metadata: {name: web, namespace: shop}
                        spec: {replicas: 9, template: {spec: {}}}
                        status:
                          rollout: {revision: new, phase: %s, zone: a, since: "2026-11-24T12:00:00Z"%s}
                        """.formatted(phase, more), ZonedService.class);
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
