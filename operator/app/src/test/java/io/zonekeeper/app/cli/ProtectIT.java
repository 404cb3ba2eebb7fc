package io.zonekeeper.app.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.ZoneFailover;
import io.zonekeeper.api.v1alpha1.ZoneFailoverStatus;
import io.zonekeeper.cli.Cli;
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

    private Path kubeconfig;
    private String namespace;
    private KubernetesClient client;
    private Kubectl kubectl;
    private String out = "";
    private String err = "";

    @BeforeAll
    static void start(OperatorUnderTest operator) {
        operator.startInProcess();
    }

    @BeforeEach
    void connect(KubernetesClient given, Kubectl tool, TestNamespace test) throws IOException {
        client = given;
        kubectl = tool;
        namespace = test.name();
        kubeconfig = Files.writeString(
                folder.resolve("admin"), kubectl.run("config", "view", "--raw", "--flatten", "--minify"));
    }

    /** All can be protected: then those that are made later are as well. */
    @Test
    void aNamespaceOfWhichAllIsProtected() {
        kubectl.runReading(WEB, "apply", "-f", "-");
        assertThat(run("protect")).as("%s%s", out, err).isZero();
        assertThat(out).contains("kind: ZoneFailover", "namespace: " + namespace, "spec: {}");
        kubectl.runReading(out, "apply", "-f", "-");
        untilProtected("1/1");
        kubectl.runReading(WEB.replace("name: web", "name: later"), "apply", "-f", "-");
        untilProtected("2/2");
    }

    @Test
    void whatCannotBeProtectedIsLeftOutAndNamed() {
        kubectl.runReading(WEB + "---\n" + PEERS, "apply", "-f", "-");
        assertThat(run("protect")).as("%s%s", out, err).isZero();
        assertThat(out).contains("- web").doesNotContain("peers");
        assertThat(err).contains(namespace + "/peers is not protected: ", "headless");
        kubectl.runReading(out, "apply", "-f", "-");
        untilProtected("1/1");
    }

    @Test
    void servicesThatAreNamed() {
        kubectl.runReading(WEB + "---\n" + PEERS, "apply", "-f", "-");
        assertThat(run("protect", "wep")).isEqualTo(2);
        assertThat(err).contains("there is no Service \"wep\"", "Did you mean \"web\"?");
        assertThat(run("protect", "peers")).isEqualTo(1);
        assertThat(out).isEmpty();
        assertThat(run("protect", "web")).isZero();
        assertThat(out).contains("- web");
        assertThat(client.resources(ZoneFailover.class).list().getItems())
                .as("it writes nothing")
                .isEmpty();
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
