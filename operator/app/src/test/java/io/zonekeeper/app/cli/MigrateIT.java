package io.zonekeeper.app.cli;

import java.io.IOException;
import java.nio.file.Path;

import io.zonekeeper.api.v1alpha1.ZonedService;
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

    private UserOfCommandLine cli;
    private String namespace;
    private KubernetesClient client;

    @BeforeAll
    static void start(OperatorUnderTest operator) {
        operator.startInProcess();
    }

    @BeforeEach
    void connect(KubernetesClient given, Kubectl kubectl, TestNamespace test) throws IOException {
        client = given;
        namespace = test.name();
        cli = UserOfCommandLine.admin(kubectl, namespace, folder);
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

            assertThat(cli.run("migrate", "deployment/web")).isZero();
            assertThat(cli.out()).contains("kind: ZonedService", "name: shop", "replicas: 6");
            assertThat(zoned()).as("printing writes nothing").isNull();

            // Not enough time for all of it: the same command goes on.
            assertThat(cli.run("migrate", "deployment/web", "--apply", "--wait", "0s"))
                    .isEqualTo(1);
            assertThat(cli.err()).contains("The same command goes on");
            assertThat(cli.run("migrate", "deployment/web", "--apply", "--wait", "3m"))
                    .as("%s%s", cli.out(), cli.err())
                    .isZero();
            assertThat(replicas()).isZero();
            assertThat(client.services().withName("shop").get().getSpec().getSelector())
                    .containsEntry("zonekeeper.io/service", "shop");
            assertThat(cli.run("migrate", "deployment/web", "--apply"))
                    .as("done is done")
                    .isZero();

            assertThat(cli.run("migrate", "deployment/web", "--back", "--wait", "3m"))
                    .as("%s%s", cli.out(), cli.err())
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
        try (var gate = WriteGate.of(cli.kubeconfig(), WriteGate.Closes.BEFORE_THE_ANSWER, write -> true);
                var endpoints = WatchedEndpoints.of(client, "shop")) {
            untilReady(endpoints);
            cli.use(gate.gate().kubeconfig());
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
            if (cli.run("migrate", "deployment/web", direction, "--wait", "3m") == 0) {
                return deaths;
            }
            assertThat(gate.closed()).as("%s%s", cli.out(), cli.err()).isTrue();
        }
        throw new AssertionError("it never ends: " + cli.out() + cli.err());
    }

    private static void untilReady(WatchedEndpoints endpoints) {
        Waiting.untilAsserted(
                "all are ready", PATIENCE, () -> assertThat(endpoints.ready()).hasSize(PODS));
        endpoints.begin();
    }

    @Test
    void whatCannotBeLedOverIsRefused(Kubectl kubectl) {
        assertThat(cli.run("migrate", "web")).isEqualTo(2);
        assertThat(cli.err()).contains("write deployment/NAME");
        assertThat(cli.run("migrate", "deployment/wev")).isEqualTo(2);
        assertThat(cli.err()).contains("Did you mean \"web\"?");
        kubectl.run("autoscale", "deployment", "web", "--min=2", "--max=9");
        assertThat(cli.run("migrate", "deployment/web", "--apply")).isEqualTo(2);
        assertThat(cli.err()).contains("HorizontalPodAutoscaler web");
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
}
