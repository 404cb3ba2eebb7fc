package io.zonekeeper.api.v1alpha1;

import java.nio.file.Path;
import java.util.List;

import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.ZonedCluster;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** What people and autoscalers see of a ZonedService: scale, status, and the columns of kubectl get. */
@ZonedCluster
class SubresourcesIT {
    private static final String WEB = """
            apiVersion: zonekeeper.io/v1alpha1
            kind: ZonedService
            metadata: {name: web}
            spec: {replicas: 3, template: {spec: {containers: [{name: a, image: b}]}}}
            """;

    @BeforeAll
    static void installCrds(Kubectl kubectl) {
        kubectl.installCrds(Path.of("."));
    }

    @BeforeEach
    void createService(Kubectl kubectl) {
        kubectl.runReading(WEB, "create", "-f", "-");
    }

    @Test
    void scaleSetsReplicas(Kubectl kubectl) {
        kubectl.run("scale", "zsvc", "web", "--current-replicas=3", "--replicas=7");

        assertThat(jsonPath(kubectl, "{.spec.replicas}")).isEqualTo("7");
    }

    @Test
    void scaleTellsTheRunningPodsAndTheirSelector(Kubectl kubectl) {
        patchStatus(kubectl, "status: {replicas: 5, selector: 'app=web,!x'}");

        assertThat(kubectl.run(
                        "get",
                        "zsvc",
                        "web",
                        "--subresource=scale",
                        "-o",
                        "jsonpath={.status.replicas} {.status.selector}"))
                .isEqualTo("5 app=web,!x");
    }

    @Test
    void statusIsNotWrittenWithTheSpec(Kubectl kubectl) {
        kubectl.run("patch", "zsvc", "web", "--type=merge", "--patch=status: {replicas: 5}");

        assertThat(jsonPath(kubectl, "{.status.replicas}")).isEmpty();
    }

    @Test
    void columnsAnswerTheFirstQuestion(Kubectl kubectl) {
        patchStatus(kubectl, """
                status: {readyReplicas: 2, spread: 1/1/0, conditions: [
                  {type: Ready, status: 'False', reason: Progressing, message: m, lastTransitionTime: '2026-01-01T00:00:00Z'},
                  {type: Balanced, status: 'True', reason: r, message: m, lastTransitionTime: '2026-01-01T00:00:00Z'},
                  {type: ZoneRedundant, status: 'False', reason: r, message: m, lastTransitionTime: '2026-01-01T00:00:00Z'}]}
                """);

        List<String> table = kubectl.run("get", "zsvc", "web").lines().toList();

        assertThat(words(table.getFirst()))
                .containsExactly("NAME", "REPLICAS", "READY", "SPREAD", "BALANCED", "REDUNDANT", "STATUS", "AGE");
        assertThat(words(table.getLast())).startsWith("web", "3", "2", "1/1/0", "True", "False", "Progressing");
    }

    @Test
    void shortNamesWork(Kubectl kubectl) {
        assertThat(kubectl.run("get", "zone,zhp,zsvc", "--ignore-not-found")).contains("web");
    }

    private static void patchStatus(Kubectl kubectl, String patch) {
        kubectl.run("patch", "zsvc", "web", "--subresource=status", "--type=merge", "--patch", patch);
    }

    private static String jsonPath(Kubectl kubectl, String path) {
        return kubectl.run("get", "zsvc", "web", "-o", "jsonpath=" + path);
    }

    private static List<String> words(String line) {
        return List.of(line.strip().split("\\s+", -1));
    }
}
