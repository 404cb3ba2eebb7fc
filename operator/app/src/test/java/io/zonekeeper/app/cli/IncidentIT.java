package io.zonekeeper.app.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

import io.zonekeeper.app.UserOfServices;
import io.zonekeeper.app.evacuation.UserOfZones;
import io.zonekeeper.cli.Cli;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.TestNamespace;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.ZonedCluster;
import io.zonekeeper.testing.Zones;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.zonekeeper.app.UserOfServices.served;
import static io.zonekeeper.app.evacuation.UserOfZones.A;
import static io.zonekeeper.app.evacuation.UserOfZones.B;
import static io.zonekeeper.app.evacuation.UserOfZones.C;
import static org.assertj.core.api.Assertions.assertThat;

/** The timeline of an incident, from what a cluster still knows of it. */
@ZonedCluster
class IncidentIT {
    @TempDir
    private Path folder;

    private UserOfCommandLine cli;
    private String namespace;
    private UserOfServices user;
    private UserOfZones zones;

    @BeforeAll
    static void start(OperatorUnderTest operator) {
        operator.startInProcess();
    }

    @BeforeEach
    void connect(KubernetesClient client, Kubectl kubectl, TestNamespace test) throws IOException {
        user = new UserOfServices(client, kubectl);
        zones = new UserOfZones(client, kubectl);
        Waiting.untilAsserted(
                "zones are found",
                () -> assertThat(UserOfZones.ALL)
                        .allMatch(zone -> zones.verdict(zone).equals("Healthy")));
        zones.trustSoon();
        // An incident of a zone goes on where another test of this cluster ended one a few minutes ago.
        client.v1()
                .events()
                .inNamespace("default")
                .withField("involvedObject.kind", "Zone")
                .delete();
        namespace = test.name();
        cli = UserOfCommandLine.admin(kubectl, namespace, folder);
        user.apply(served("web", 6));
        user.untilReady("web");
    }

    @AfterEach
    void restore(Zones faults) {
        zones.restore(faults);
    }

    @Test
    void aDarkZoneIsToldFromItsFirstSignToItsFailback(Zones faults, Kubectl kubectl) throws IOException {
        faults.kill(B);
        zones.untilCordoned(B, "Automatic");
        user.untilState("web", B, "Drained");
        Waiting.untilAsserted("Events are written", () -> {
            assertThat(cli.run("incident", "use1-az2")).isZero();
            assertThat(cli.out())
                    .contains(B + ": incident of ", "not over after ")
                    .containsPattern("first sign +0s ")
                    .containsPattern("verdict ")
                    .containsPattern("cordoned ")
                    .containsPattern("traffic off .* ZonedService " + namespace + "/web")
                    .containsPattern("capacity ")
                    .doesNotContain("failback ");
        });

        faults.heal(B);
        user.untilHome("web", Map.of(A, 2, B, 2, C, 2));
        Waiting.untilAsserted("it is over", () -> {
            assertThat(cli.run("incident", "-o", "json")).isZero();
            JsonNode told = new ObjectMapper().readTree(cli.out());
            assertThat(told.at("/zone").asText()).isEqualTo(B);
            assertThat(told.at("/ended").asText()).startsWith("20");
            assertThat(told.at("/milestones").findValuesAsText("milestone"))
                    .contains("first sign", "verdict", "cordoned", "traffic off", "capacity", "uncordoned", "failback");
            assertThat(told.at("/incomplete")).isEmpty();
        });

        assertThat(cli.run("incident", B, "-o", "html")).isZero();
        assertThat(cli.out())
                .startsWith("<!DOCTYPE html>")
                .contains("Incident of " + B, "<td>failback</td>")
                .doesNotContain("<script");
        whoeverMayNotReadEventsIsToldTheRule(kubectl);
    }

    @Test
    void whereNothingHappenedTheAnswerIsNo() {
        assertThat(cli.run("incident", "us-east-1")).isEqualTo(2);
        assertThat(cli.err()).contains("Did you mean");
        assertThat(cli.run("incident", B, "-o", "pdf")).isEqualTo(2);
    }

    /** What is on the screen follows the cluster, and an interruption ends it. */
    @Test
    void aScreenFollowsTheCluster(Kubectl kubectl) throws InterruptedException {
        assertThat(cli.run("status", "--watch", "-o", "json")).isEqualTo(2);
        var written = new ByteArrayOutputStream();
        String[] words = {"status", "-w", "--kubeconfig", cli.kubeconfig().toString(), "-n", namespace};
        Thread screen = Thread.ofPlatform()
                .start(() -> Cli.run(words, new PrintStream(written, true, StandardCharsets.UTF_8), System.err));
        Waiting.untilAsserted(
                "it shows the service",
                () -> assertThat(written.toString(StandardCharsets.UTF_8)).containsPattern("web +6/6"));
        kubectl.run("scale", "zsvc", "web", "--replicas=9");
        Waiting.untilAsserted(
                "it shows the change",
                () -> assertThat(written.toString(StandardCharsets.UTF_8)).containsPattern("web +9/9"));
        screen.interrupt();
        screen.join(5000);
        assertThat(screen.isAlive()).isFalse();
    }

    private void whoeverMayNotReadEventsIsToldTheRule(Kubectl kubectl) throws IOException {
        String guest = cli.becomeGuest(kubectl);
        assertThat(cli.run("incident", B)).isEqualTo(3);
        assertThat(cli.err())
                .contains(guest + " may not list zones.zonekeeper.io", "zonekeeper-view")
                .contains("{apiGroups: [\"zonekeeper.io\"], resources: [zones], verbs: [list]}");
        kubectl.run("create", "clusterrolebinding", namespace, "--clusterrole=zonekeeper-view", "--user=" + guest);
        try {
            Waiting.untilAsserted("the guest may read zones", () -> {
                assertThat(cli.run("incident", B)).isEqualTo(1);
                assertThat(cli.err())
                        .contains("no incident of " + B + " is recorded", guest + " may not list events")
                        .contains("{apiGroups: [\"\"], resources: [events], verbs: [list]}");
            });
        } finally {
            kubectl.run("delete", "clusterrolebinding", namespace);
        }
    }
}
