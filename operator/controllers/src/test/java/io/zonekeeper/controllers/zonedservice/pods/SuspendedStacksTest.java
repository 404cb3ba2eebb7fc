package io.zonekeeper.controllers.zonedservice.pods;

import java.util.List;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

class SuspendedStacksTest {
    @Test
    void aPausedDeploymentIsNamedWithTheCommandThatResumesIt() {
        assertThat(SuspendedStacks.among(List.of(
                        deployment("a", "paused: true"), deployment("b", "paused: false"), deployment("c", ""))))
                .containsExactly(
                        entry(
                                "a",
                                "Deployment web-a is paused (spec.paused), so it replaces no pods: kubectl -n shop rollout resume deployment/web-a"));
    }

    @Test
    void soIsAStatefulSetThatReplacesPodsOnlyWhenTheyAreDeleted() {
        assertThat(SuspendedStacks.among(List.of(statefulSet("updateStrategy: {type: OnDelete}"))))
                .hasEntrySatisfying(
                        "a",
                        said -> assertThat(said)
                                .contains(
                                        "StatefulSet web-a",
                                        "spec.updateStrategy.type OnDelete",
                                        "kubectl -n shop patch statefulset/web-a"));
    }

    @Test
    void andOneWithAPartition() {
        assertThat(SuspendedStacks.among(List.of(statefulSet("updateStrategy: {rollingUpdate: {partition: 2}}"))))
                .hasEntrySatisfying(
                        "a",
                        said -> assertThat(said)
                                .contains(
                                        "StatefulSet web-a", "partition 2", "kubectl -n shop patch statefulset/web-a"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "updateStrategy: {type: RollingUpdate, rollingUpdate: {partition: 0}}"})
    void anOrdinaryStatefulSetIsNot(String strategy) {
        assertThat(SuspendedStacks.among(List.of(statefulSet(strategy)))).isEmpty();
    }

    private static HasMetadata deployment(String zone, String field) {
        return Serialization.unmarshal(text("Deployment", zone, field), Deployment.class);
    }

    private static HasMetadata statefulSet(String field) {
        return Serialization.unmarshal(text("StatefulSet", "a", field), StatefulSet.class);
    }

    private static String text(String kind, String zone, String field) {
        return """
                apiVersion: apps/v1
                kind: %s
                metadata: {name: web-%s, namespace: shop, labels: {zonekeeper.io/zone: %s}}
                spec:
                  replicas: 2
                  %s
                """.formatted(kind, zone, zone, field);
    }
}
