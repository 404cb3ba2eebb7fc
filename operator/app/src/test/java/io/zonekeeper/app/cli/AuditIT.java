package io.zonekeeper.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.TestNamespace;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.ZonedCluster;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The audit against a real API server, by a user who may list what the documentation names and nothing else: nothing of
 * Zonekeeper is read.
 */
@ZonedCluster
class AuditIT {
    private static final String DOCUMENTED =
            "nodes,pods,replicasets.apps,deployments.apps,statefulsets.apps,daemonsets.apps,services,"
                    + "poddisruptionbudgets.policy,persistentvolumeclaims,persistentvolumes";
    private static final int MORE_THAN_A_PAGE = 510;

    @TempDir
    private Path folder;

    private UserOfCommandLine cli;
    private String namespace;

    @BeforeEach
    void connect(Kubectl kubectl, TestNamespace test) throws IOException {
        namespace = test.name();
        cli = UserOfCommandLine.admin(kubectl, namespace, folder);
        cli.becomeGuest(kubectl);
    }

    @AfterEach
    void withdraw(Kubectl kubectl) {
        kubectl.run("delete", "clusterrolebinding", namespace, "--ignore-not-found");
        kubectl.run("delete", "clusterrole", namespace, "--ignore-not-found");
    }

    @Test
    void gradesWhatRunsAndNamesTheField(Kubectl kubectl) throws IOException {
        mayList(kubectl, DOCUMENTED);
        kubectl.runReading(
                deployment("web", 6, "topologySpreadConstraints: [" + spread("web", "ScheduleAnyway") + "]")
                        + deployment(
                                "strict", 6, "topologySpreadConstraints: [" + spread("strict", "DoNotSchedule") + "]")
                        + deployment("pinned", 2, "nodeSelector: {topology.kubernetes.io/zone: us-east-1a}")
                        + budget("web", "web", "maxUnavailable: 1")
                        + budget("strict", "strict", "maxUnavailable: 0"),
                "apply",
                "-f",
                "-");
        Waiting.untilAsserted("its pods are ready", () -> {
            audit("-o", "json");
            assertThat(cli.out()).contains("\"workloads\"");
            JsonNode workloads = report().at("/workloads");
            assertThat(workloads).hasSize(3);
            assertThat(workloads)
                    .allSatisfy(workload -> assertThat(workload.at("/ready")).isEqualTo(workload.at("/desired")));
        });
        assertThat(audit("-o", "json")).isEqualTo(1);
        JsonNode web = workload("web");
        assertThat(web.at("/grade").asText()).isEqualTo("A");
        assertThat(web.at("/zones")).hasSize(3).allSatisfy(zone -> {
            assertThat(zone.at("/left").asInt()).isEqualTo(4);
            // When nodes count as lost is by version: after 40 s at first, after 50 s since 1.32.
            assertThat(zone.at("/stock/firstAfterSeconds").asInt())
                    .as("the API server's default toleration")
                    .isEqualTo(zone.at("/stock/endpointsLeaveAfterSeconds").asInt() + 300)
                    .isIn(340, 350);
            assertThat(zone.at("/zonekeeper/action").asText()).isEqualTo("Evacuate");
        });
        JsonNode strict = workload("strict");
        assertThat(kinds(strict)).contains("HardZoneSpread", "BudgetBlocksDrain");
        assertThat(strict.toString())
                .contains("spec.template.spec.topologySpreadConstraints[0].nodeTaintsPolicy to Honor");
        JsonNode pinned = workload("pinned");
        assertThat(pinned.at("/grade").asText()).isEqualTo("F");
        assertThat(kinds(pinned)).contains("SingleZone", "PinnedToZone");
        assertThat(report().at("/unread")).isEmpty();

        assertThat(audit()).isEqualTo(1);
        assertThat(cli.out())
                .containsPattern("Deployment " + namespace + "/web +A +4/6 +4/6 +4/6 +4 +Evacuate +-")
                .contains("What helps most:");
        assertThat(audit("--fail-below", "F", "-o", "html")).isZero();
        assertThat(cli.out()).contains("<!DOCTYPE html>", namespace + "/pinned");
        assertThat(cli.runAnywhere("audit", "-A", "--fail-below", "F")).isZero();
        assertThat(cli.out()).contains("Deployment " + namespace + "/web");

        Path dump = Files.writeString(
                folder.resolve("cluster.json"),
                kubectl.run("get", "nodes,pods,rs,deploy,sts,ds,svc,pdb,pvc,pv", "-o", "json"));
        assertThat(cli.runAnywhere("audit", "-f", dump.toString(), "-o", "json"))
                .isEqualTo(1);
        assertThat(withoutTimes(workload("web")))
                .as("of a file that kubectl wrote")
                .isEqualTo(withoutTimes(web));
        assertThat(withoutTimes(workload("strict"))).isEqualTo(withoutTimes(strict));
    }

    /** A file does not tell the version of the server, by which stock Kubernetes is quicker or slower. */
    private static String withoutTimes(JsonNode workload) {
        return workload.toString().replaceAll("AfterSeconds\":\\d+", "");
    }

    @Test
    void whatMayNotBeListedIsReportedAndTheRestIsAudited(Kubectl kubectl) throws IOException {
        assertThat(audit()).as("without any permission").isEqualTo(3);
        assertThat(cli.err().strip())
                .startsWith("zonekeeper: system:serviceaccount:" + namespace + ":guest may not list nodes")
                .doesNotContain("\n");

        mayList(kubectl, "nodes,pods");
        kubectl.runReading(deployment("web", 3, "topologySpreadConstraints: []"), "apply", "-f", "-");
        Waiting.untilAsserted("its pods are ready", () -> {
            audit("-o", "json", "--fail-below", "F");
            assertThat(report().at("/workloads/0/ready").asInt()).isEqualTo(3);
        });
        assertThat(report().at("/workloads/0/kind").asText()).isEqualTo("ReplicaSet");
        assertThat(report().at("/unread")).hasSize(8);
        assertThat(cli.err().lines())
                .hasSize(8)
                .anyMatch(line -> line.contains("may not list persistentvolumes at the cluster scope")
                        && line.contains("which volumes keep pods in their zone"))
                .anyMatch(line -> line.contains("may not list poddisruptionbudgets.policy in the namespace"));
        assertThat(audit("--fail-below", "F")).isZero();
        assertThat(cli.out()).contains("Not read: ", "may not list services");
    }

    @Test
    void longListsAreReadInPages(Kubectl kubectl) throws IOException {
        mayList(kubectl, DOCUMENTED);
        kubectl.runReading(
                IntStream.range(0, MORE_THAN_A_PAGE).mapToObj("""
                                apiVersion: v1
                                kind: Service
                                metadata: {name: s%d}
                                spec: {clusterIP: None, ports: [{port: 80}]}
                                ---
                                """::formatted).collect(Collectors.joining()),
                "create",
                "-f",
                "-");
        Waiting.untilAsserted(
                "the guest may list", () -> assertThat(audit("-o", "json")).isZero());
        assertThat(report().at("/services")).hasSize(MORE_THAN_A_PAGE);
    }

    private void mayList(Kubectl kubectl, String resources) {
        kubectl.run("create", "clusterrole", namespace, "--verb=list", "--resource=" + resources);
        kubectl.run(
                "create",
                "clusterrolebinding",
                namespace,
                "--clusterrole=" + namespace,
                "--serviceaccount=" + namespace + ":guest");
        Waiting.untilAsserted(
                "the guest may list",
                () -> assertThat(audit("--fail-below", "F")).isZero());
    }

    private static String deployment(String name, int replicas, String constraints) {
        return """
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: %1$s}
                spec:
                  replicas: %2$d
                  selector: {matchLabels: {app: %1$s}}
                  template:
                    metadata: {labels: {app: %1$s}}
                    spec:
                      %3$s
                      containers:
                        - name: web
                          image: "registry.local/web:1"
                          readinessProbe: {httpGet: {path: /ready, port: 8080}}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: %1$s}
                spec: {selector: {app: %1$s}, ports: [{port: 80}]}
                """.formatted(name, replicas, constraints);
    }

    private static String spread(String name, String whenUnsatisfiable) {
        return "{maxSkew: 1, topologyKey: topology.kubernetes.io/zone, whenUnsatisfiable: %s, labelSelector: {matchLabels: {app: %s}}}"
                .formatted(whenUnsatisfiable, name);
    }

    private static String budget(String name, String app, String limit) {
        return """
                ---
                apiVersion: policy/v1
                kind: PodDisruptionBudget
                metadata: {name: %s}
                spec: {%s, selector: {matchLabels: {app: %s}}}
                """.formatted(name, limit, app);
    }

    private JsonNode report() throws IOException {
        return new ObjectMapper().readTree(cli.out());
    }

    private JsonNode workload(String name) throws IOException {
        for (JsonNode workload : report().at("/workloads")) {
            if (workload.at("/name").asText().equals(name)) {
                return workload;
            }
        }
        throw new AssertionError(name + " is not in " + cli.out());
    }

    private static List<String> kinds(JsonNode workload) {
        return workload.at("/findings").findValuesAsText("kind");
    }

    private int audit(String... words) {
        List<String> all = new ArrayList<>(List.of("audit", "-n", namespace));
        all.addAll(List.of(words));
        return cli.runAnywhere(all.toArray(String[]::new));
    }
}
