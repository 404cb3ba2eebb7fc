package io.zonekeeper.app.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import io.zonekeeper.app.UserOfServices;
import io.zonekeeper.app.evacuation.UserOfZones;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.TestNamespace;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.ZonedCluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.zonekeeper.app.evacuation.UserOfZones.B;
import static org.assertj.core.api.Assertions.assertThat;

/** The support bundle of a real API server, made by users with the permissions that they have. */
@ZonedCluster
class ReportIT {
    private static final String SECRET = "hunter2-hunter2-hunter2";

    @TempDir
    private Path folder;

    private UserOfCommandLine cli;
    private String namespace;

    @BeforeAll
    static void start(OperatorUnderTest operator) {
        operator.startInProcess();
    }

    @BeforeEach
    void connect(KubernetesClient client, Kubectl kubectl, TestNamespace test) throws IOException {
        UserOfServices user = new UserOfServices(client, kubectl);
        UserOfZones zones = new UserOfZones(client, kubectl);
        Waiting.untilAsserted(
                "zones are found", () -> assertThat(zones.verdict(B)).isEqualTo("Healthy"));
        namespace = test.name();
        cli = UserOfCommandLine.admin(kubectl, namespace, folder);
        user.apply("""
                apiVersion: zonekeeper.io/v1alpha1
                kind: ZonedService
                metadata: {name: web, annotations: {example.com/token: %1$s}}
                spec:
                  replicas: 3
                  service: {ports: [{port: 80}]}
                  template:
                    metadata: {annotations: {example.com/token: %1$s}}
                    spec:
                      containers:
                        - name: web
                          image: registry.local/web:1
                          args: [--password, %1$s]
                          env: [{name: PASSWORD, value: %1$s}]
                """.formatted(SECRET));
        kubectl.run("create", "secret", "generic", "db", "--from-literal=password=" + SECRET);
        user.untilReady("web");
    }

    /** A user who may list what a report has, but neither Secrets nor ConfigMaps, misses nothing. */
    @Test
    void nothingOfASecretIsNeededOrWritten(Kubectl kubectl) throws IOException {
        String user = cli.becomeGuest(kubectl);
        kubectl.runReading("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: report-%1$s}
                rules:
                  - {apiGroups: [zonekeeper.io], resources: ["*"], verbs: [get, list]}
                  - {apiGroups: [apps], resources: [deployments, statefulsets, replicasets, daemonsets], verbs: [list]}
                  - {apiGroups: [policy], resources: [poddisruptionbudgets], verbs: [list]}
                  - {apiGroups: [coordination.k8s.io], resources: [leases], verbs: [list]}
                  - apiGroups: [""]
                    resources: [pods, nodes, services, events, persistentvolumes, persistentvolumeclaims]
                    verbs: [list]
                """.formatted(namespace), "apply", "-f", "-");
        kubectl.run("create", "clusterrolebinding", namespace, "--clusterrole=report-" + namespace, "--user=" + user);
        try {
            Map<String, String> files = new TreeMap<>();
            Waiting.untilAsserted("the user may list all of it", () -> {
                files.putAll(report());
                assertThat(files.get("README.md")).contains("Nothing: every part could be read.");
            });
            assertThat(files).allSatisfy((file, text) -> assertThat(text).doesNotContain(SECRET));
            assertThat(files.get("zonekeeper/zones.yaml")).contains("zone: " + B, "verdict: Healthy");
            assertThat(files.get("children/deployments.yaml")).contains("name: web-" + B, "name: PASSWORD");
            assertThat(files.get("children/services.yaml")).contains("name: web");
            assertThat(files.get("children/pods.yaml")).contains("nodeName: ", "topology");
            assertThat(files.get("nodes/leases.txt")).contains(B);
            assertThat(files.get("events.txt")).contains("zonekeeper Healthy Zone " + B);
            assertThat(files.get("permissions/you-in-" + namespace + ".yaml")).contains("zonekeeper.io");
            assertThat(files.get("texts/explain-" + B + ".txt")).contains(B + " (use1-az2) is Healthy");
            assertThat(files.get("texts/audit.txt")).contains("Grade ");
        } finally {
            kubectl.run("delete", "clusterrolebinding", namespace);
            kubectl.run("delete", "clusterrole", "report-" + namespace);
        }
    }

    @Test
    void whatAUserMayNotReadIsNamedWithItsRule(Kubectl kubectl) throws IOException {
        String guest = cli.becomeGuest(kubectl);
        Map<String, String> files = report();
        assertThat(files.get("README.md"))
                .contains("- zonekeeper/zones.yaml (Zones with status): " + guest + " may not list zones.zonekeeper.io")
                .contains("{apiGroups: [\"\"], resources: [nodes], verbs: [list]}");
        assertThat(files).containsKey("versions.txt").doesNotContainKey("nodes/nodes.yaml");
    }

    private Map<String, String> report() throws IOException {
        Path file = folder.resolve("report.zip");
        Files.deleteIfExists(file);
        assertThat(cli.runAnywhere("report", "-f", file.toString()))
                .as(cli.err())
                .isZero();
        Map<String, String> files = new TreeMap<>();
        try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                files.put(
                        entry.getName().replaceFirst("[^/]*/", ""),
                        new String(zip.readAllBytes(), StandardCharsets.UTF_8));
            }
        }
        return files;
    }
}
