package io.zonekeeper.app.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.cli.Cli;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.TestNamespace;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.WriteGate;
import io.zonekeeper.testing.ZonedCluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.zonekeeper.app.UserOfServices.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

/** A Deployment becomes a ZonedService and comes back; its Service's ready endpoints are watched all the way. */
@ZonedCluster
class MigrateIT {
    private static final int PODS = 6;

    @TempDir
    private Path folder;

    private Path kubeconfig;
    private String namespace;
    private KubernetesClient client;
    private String out = "";
    private String err = "";

    @BeforeAll
    static void start(OperatorUnderTest operator) {
        operator.startInProcess();
    }

    @BeforeEach
    void connect(KubernetesClient given, Kubectl kubectl, TestNamespace test) throws IOException {
        client = given;
        namespace = test.name();
        kubeconfig = Files.writeString(
                folder.resolve("admin"), kubectl.run("config", "view", "--raw", "--flatten", "--minify"));
        kubectl.runReading("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  replicas: 6
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: web, image: "registry.local/web:1"}]}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: shop}
                spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}
                """, "apply", "-f", "-");
    }

    @Test
    void thereAndBackWithoutOneReadyEndpointLess() {
        try (var endpoints = WatchedEndpoints.of(client, "shop")) {
            untilReady(endpoints);
            String address = address();

            assertThat(run("migrate", "deployment/web")).isZero();
            assertThat(out).contains("kind: ZonedService", "name: shop", "replicas: 6");
            assertThat(zoned()).as("printing writes nothing").isNull();

            // Not enough time for all of it: the same command goes on.
            assertThat(run("migrate", "deployment/web", "--apply", "--wait", "0s"))
                    .isEqualTo(1);
            assertThat(err).contains("The same command goes on");
            assertThat(run("migrate", "deployment/web", "--apply", "--wait", "3m"))
                    .as("%s%s", out, err)
                    .isZero();
            assertThat(replicas()).isZero();
            assertThat(client.services().withName("shop").get().getSpec().getSelector())
                    .containsEntry("zonekeeper.io/service", "shop");
            assertThat(run("migrate", "deployment/web", "--apply"))
                    .as("done is done")
                    .isZero();

            assertThat(run("migrate", "deployment/web", "--back", "--wait", "3m"))
                    .as("%s%s", out, err)
                    .isZero();
            assertThat(replicas()).isEqualTo(PODS);
            assertThat(client.services().withName("shop").get().getSpec().getSelector())
                    .containsOnlyKeys("app");
            Waiting.untilAsserted(
                    "the Deployment's pods alone are endpoints",
                    PATIENCE,
                    () -> assertThat(endpoints.ready()).hasSize(PODS).allMatch(pod -> pod.startsWith("web-")));
            assertThat(address()).as("it is the same Service").isEqualTo(address);
            assertThat(endpoints.fewest()).as("fewest ready endpoints").isGreaterThanOrEqualTo(PODS);
        }
    }

    /** The process ends after each single write, before it learns of it; the same command goes on. */
    @Test
    void killedAfterEachWriteTheSameCommandGoesOn() {
        try (var gate = WriteGate.of(kubeconfig, write -> true);
                var endpoints = WatchedEndpoints.of(client, "shop")) {
            untilReady(endpoints);
            kubeconfig = gate.kubeconfig();
            assertThat(deaths(gate, "--apply")).isGreaterThanOrEqualTo(3);
            assertThat(replicas()).isZero();
            assertThat(zoned().getSpec().service()).isNotNull();
            assertThat(deaths(gate, "--back")).isGreaterThanOrEqualTo(3);
            assertThat(replicas()).isEqualTo(PODS);
            assertThat(zoned()).isNull();
            assertThat(client.services().withName("shop").get().getSpec().getSelector())
                    .containsOnlyKeys("app");
            assertThat(gate.passed())
                    .filteredOn(write -> write.verb().equals("post"))
                    .as("one ZonedService is created")
                    .hasSize(1);
            assertThat(endpoints.fewest()).as("fewest ready endpoints").isGreaterThanOrEqualTo(PODS);
        }
    }

    private int deaths(WriteGate gate, String direction) {
        for (int deaths = 0; deaths < 20; deaths++) {
            gate.open(1);
            if (run("migrate", "deployment/web", direction, "--wait", "3m") == 0) {
                return deaths;
            }
            assertThat(gate.closed()).as("%s%s", out, err).isTrue();
        }
        throw new AssertionError("it never ends: " + out + err);
    }

    private static void untilReady(WatchedEndpoints endpoints) {
        Waiting.untilAsserted(
                "all are ready", PATIENCE, () -> assertThat(endpoints.ready()).hasSize(PODS));
        endpoints.begin();
    }

    @Test
    void whatCannotBeLedOverIsRefused(Kubectl kubectl) {
        assertThat(run("migrate", "web")).isEqualTo(2);
        assertThat(err).contains("write deployment/NAME");
        assertThat(run("migrate", "deployment/wev")).isEqualTo(2);
        assertThat(err).contains("Did you mean \"web\"?");
        kubectl.run("autoscale", "deployment", "web", "--min=2", "--max=9");
        assertThat(run("migrate", "deployment/web", "--apply")).isEqualTo(2);
        assertThat(err).contains("HorizontalPodAutoscaler web");
        assertThat(zoned()).isNull();
    }

    private ZonedService zoned() {
        return client.resources(ZonedService.class).withName("shop").get();
    }

    private int replicas() {
        return client.apps().deployments().withName("web").get().getSpec().getReplicas();
    }

    private String address() {
        return client.services().withName("shop").get().getSpec().getClusterIP();
    }

    private int run(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--kubeconfig", kubeconfig.toString(), "-n", namespace));
        var written = new ByteArrayOutputStream();
        var complained = new ByteArrayOutputStream();
        int exit = Cli.run(
                all.toArray(String[]::new),
                new PrintStream(written, true, StandardCharsets.UTF_8),
                new PrintStream(complained, true, StandardCharsets.UTF_8));
        out = written.toString(StandardCharsets.UTF_8);
        err = complained.toString(StandardCharsets.UTF_8);
        return exit;
    }
}
