package io.zonekeeper.app.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.ZoneFailover;
import io.zonekeeper.api.v1alpha1.ZoneFailoverStatus;
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

import static io.zonekeeper.app.UserOfServices.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

/** What {@code protect} prints is applied, and protects what it says. */
@ZonedCluster
class ProtectIT {
    private static final String WEB = """
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
            metadata: {name: web}
            spec: {selector: {app: web}, ports: [{port: 80}]}
            """;

    private static final String PEERS = """
            apiVersion: v1
            kind: Service
            metadata: {name: peers}
            spec: {selector: {app: web}, clusterIP: None, ports: [{port: 80}]}
            """;

    @TempDir
    private Path folder;

    private UserOfCommandLine cli;
    private String namespace;
    private KubernetesClient client;
    private Kubectl kubectl;

    @BeforeAll
    static void start(OperatorUnderTest operator) {
        operator.startInProcess();
    }

    @BeforeEach
    void connect(KubernetesClient given, Kubectl tool, TestNamespace test) throws IOException {
        client = given;
        kubectl = tool;
        namespace = test.name();
        cli = UserOfCommandLine.admin(kubectl, namespace, folder);
    }

    /** All can be protected: then those that are made later are as well. */
    @Test
    void aNamespaceOfWhichAllIsProtected() {
        run(WEB);
        assertThat(cli.run("protect")).as("%s%s", cli.out(), cli.err()).isZero();
        assertThat(cli.out()).contains("kind: ZoneFailover", "namespace: " + namespace, "spec: {}");
        kubectl.runReading(cli.out(), "apply", "-f", "-");
        untilProtected("1/1");
        kubectl.runReading(WEB.replace("name: web", "name: later"), "apply", "-f", "-");
        untilProtected("2/2");
    }

    @Test
    void whatCannotBeProtectedIsLeftOutAndNamed() {
        run(WEB + "---\n" + PEERS);
        assertThat(cli.run("protect")).as("%s%s", cli.out(), cli.err()).isZero();
        assertThat(cli.out()).contains("- web").doesNotContain("peers");
        assertThat(cli.err()).contains(namespace + "/peers is not protected: ", "headless");
        kubectl.runReading(cli.out(), "apply", "-f", "-");
        untilProtected("1/1");
    }

    @Test
    void servicesThatAreNamed() {
        run(WEB + "---\n" + PEERS);
        assertThat(cli.run("protect", "wep")).isEqualTo(2);
        assertThat(cli.err()).contains("there is no Service \"wep\"", "Did you mean \"web\"?");
        assertThat(cli.run("protect", "peers")).isEqualTo(1);
        assertThat(cli.out()).isEmpty();
        assertThat(cli.run("protect", "web")).isZero();
        assertThat(cli.out()).contains("- web");
        assertThat(client.resources(ZoneFailover.class).list().getItems())
                .as("it writes nothing")
                .isEmpty();
    }

    /** A Service is protected by the zones of its ready pods. */
    private void run(String manifests) {
        kubectl.runReading(manifests, "apply", "-f", "-");
        kubectl.run("rollout", "status", "deployment/web", "--timeout=60s");
    }

    private void untilProtected(String services) {
        Waiting.untilAsserted(
                "they are protected",
                PATIENCE,
                () -> assertThat(Optional.ofNullable(client.resources(ZoneFailover.class)
                                        .withName("zone-failover")
                                        .get()
                                        .getStatus())
                                .map(ZoneFailoverStatus::protectedServices))
                        .contains(services));
    }
}
