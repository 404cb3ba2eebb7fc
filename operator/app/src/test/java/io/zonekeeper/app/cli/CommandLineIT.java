package io.zonekeeper.app.cli;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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
import io.fabric8.kubernetes.client.utils.Serialization;
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

/** The command line against a cluster in which the operator runs. */
@ZonedCluster
class CommandLineIT {
    private static final Map<String, Integer> HOME = Map.of(A, 2, B, 2, C, 2);

    @TempDir
    private Path folder;

    private Path kubeconfig;
    private String namespace;
    private UserOfServices user;
    private UserOfZones zones;
    private String out = "";
    private String err = "";

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
        namespace = test.name();
        kubeconfig = Files.writeString(
                folder.resolve("admin"), kubectl.run("config", "view", "--raw", "--flatten", "--minify"));
        user.apply(served("web", 6));
        user.untilReady("web");
    }

    @AfterEach
    void restore(Zones faults) {
        zones.restore(faults);
    }

    @Test
    void statusTellsOfZonesAndServices() throws IOException {
        assertThat(run("status")).isZero();
        assertThat(out)
                .containsPattern("ZONE +ID +VERDICT +SINCE +NODES +CORDONED")
                .containsPattern(B + " +use1-az2 +Healthy .* 4/4 +-")
                .containsPattern("web +6/6 +2/2 +2/2 +2/2 +-");
        assertThat(run("status", "-A")).isZero();
        assertThat(out).containsPattern(namespace + "/web +6/6");
        assertThat(run("status", "web")).isZero();
        assertThat(out)
                .contains(namespace + "/web: 6 of 6 pods ready", "every zone has its share")
                .containsPattern(A + " +2/2 +Active +yes");
        assertThat(run("status", "-o", "json")).isZero();
        JsonNode told = new ObjectMapper().readTree(out);
        assertThat(told.at("/zones")).hasSize(3);
        assertThat(told.at("/services/0/name").asText()).isEqualTo("web");
        assertThat(told.at("/services/0/zones/1/ready").asInt()).isEqualTo(2);
        assertThat(told.at("/services/0/problems")).isEmpty();
        assertThat(run("status", "-o", "yaml")).isZero();
        assertThat(Serialization.unmarshal(out, JsonNode.class)).isEqualTo(told);
    }

    @Test
    void explainSaysWhyAZoneHasItsVerdict() throws IOException {
        assertThat(run("explain", "use1-az2")).isZero();
        assertThat(out)
                .contains(B + " (use1-az2) is Healthy", "Not cordoned.", "Nodes: 4, 4 of them ready")
                .containsPattern(namespace + "/web +2/2 +Active");
        assertThat(run("explain", B, "-o", "json")).isZero();
        JsonNode told = new ObjectMapper().readTree(out);
        assertThat(told.at("/status/verdict").asText()).isEqualTo("Healthy");
        assertThat(told.at("/services/0/stack/ready").asInt()).isEqualTo(2);
    }

    @Test
    void aPlanStartsFromWhatRunsAndIsHeldAgainstTheNodes() throws IOException {
        assertThat(run("plan", "web", "--fail-zone", "use1-az2")).isZero();
        assertThat(out)
                .contains("at once     4 of 6 pods serve", "scale web-" + A + " from 2 to 3", "YES: it survives");
        Path file = Files.writeString(folder.resolve("huge.yaml"), """
                apiVersion: zonekeeper.io/v1alpha1
                kind: ZonedService
                metadata: {name: huge}
                spec:
                  replicas: 3
                  template: {spec: {containers: [{name: web, image: "registry.local/web:1", resources: {requests: {cpu: 10k}}}]}}
                """);
        assertThat(run("plan", "-f", file.toString())).isEqualTo(1);
        assertThat(out).contains("NO: " + A + ": 0 of 1 pods find a node");
        assertThat(run("plan", "-f", file.toString(), "-o", "json")).isEqualTo(1);
        assertThat(new ObjectMapper().readTree(out).at("/0/problems")).hasSize(3);
        assertThat(user.get("huge")).as("a plan writes nothing").isNull();
    }

    @Test
    void aCordonLastsUntilItIsTakenBack() {
        assertThat(run("cordon", "use1-az2", "--reason", "power works", "--for", "1h", "--wait", "60s"))
                .isZero();
        assertThat(out).contains(B + ": cordoned");
        assertThat(zones.get(B).getSpec().cordon().reason()).isEqualTo("power works");
        assertThat(Instant.parse(zones.get(B).getSpec().cordon().until())).isAfter(Instant.now());
        user.untilState("web", B, "Drained");
        assertThat(run("status")).isZero();
        assertThat(out).contains("Manual: power works").containsPattern("web .*/1 Drained");
        assertThat(run("explain", B)).isZero();
        assertThat(out).contains("Cordoned (Manual) since").contains("power works");

        assertThat(run("plan", "web", "--fail-zone", C))
                .as("what is away already does not count against it")
                .isZero();
        assertThat(out).contains("EVACUATED: " + B + " is evacuated (Manual", "in the end  6 of 6 pods serve", "YES: ");
        assertThat(run("plan", "web")).isZero();

        assertThat(run("cordon", C, "--reason", "too much", "--wait", "60s")).isEqualTo(1);
        assertThat(out).contains(C + ": refused, MaxCordonedZones");
        assertThat(zones.cordonedBy(C)).isEmpty();
        assertThat(run("uncordon", C)).isZero();
        assertThat(run("uncordon", B, "--wait", "60s")).isZero();
        assertThat(out).contains(B + ": not cordoned");
        user.untilHome("web", HOME);
    }

    @Test
    void oneServiceIsLedOutOfAZoneAndBroughtHome() {
        assertThat(run("evacuate", "web", "use1-az2", "--wait", "60s")).isZero();
        user.untilState("web", B, "Drained");
        user.untilSpread("web", Map.of(A, 3, B, 1, C, 3));
        assertThat(user.keptOut("web")).hasSize(1);
        assertThat(zones.cordonedBy(B)).as("open for others").isEmpty();
        assertThat(user.get("web").getStatus().zones())
                .extracting(stack -> stack.zone() + " " + stack.evacuationCause())
                .containsExactly(A + " null", B + " Manual", C + " null");
        assertThat(run("failback", "web", "--wait", "60s")).isZero();
        assertThat(out).contains("web has failed back");
        user.untilHome("web", HOME);
    }

    @Test
    void theOnlyZoneWithReadyPodsIsNotLeft() {
        user.apply(served("single", 2) + "  zones: [{zone: " + A + "}]\n");
        user.untilReady("single");
        assertThat(run("evacuate", "single", A, "--wait", "3s")).isEqualTo(1);
        assertThat(out).contains("single in " + A + " is Active: ", "runs in no other zone");
        assertThat(user.states("single")).containsEntry(A, "Active");
        assertThat(user.keptOut("single")).isEmpty();
        assertThat(run("status", "single")).isZero();
        assertThat(out).contains("EvacuationHeld");
    }

    @Test
    void whatTheOperatorCordonedIsEndedByAPersonsWord(Zones faults) {
        zones.policy("{\"failback\":{\"stableFor\":\"1h\"}}");
        faults.kill(B);
        zones.untilCordoned(B, "Automatic");
        assertThat(run("explain", B)).isZero();
        assertThat(out).contains("is Unhealthy since", "what would change it:", "Cordoned (Automatic)");
        assertThat(run("uncordon", B)).isEqualTo(1);
        assertThat(out).contains("`failback --zone " + B + "` ends it");
        faults.heal(B);
        zones.untilVerdict(B, "Healthy");
        assertThat(run("failback", "--zone", B, "--wait", "60s")).isZero();
        assertThat(zones.cordonedBy(B)).isEmpty();
    }

    @Test
    void whatThereIsNotIsAnsweredWithTheNearestSpelling() {
        assertThat(run("explain", "us-est-1b")).isEqualTo(2);
        assertThat(err).contains("Did you mean \"us-east-1b\"?");
        assertThat(run("cordon", "use1-az22", "--reason", "x")).isEqualTo(2);
        assertThat(err).contains("use1-az2");
        assertThat(run("plan", "webs")).isEqualTo(2);
        assertThat(err).contains("has no ZonedService \"webs\". Did you mean \"web\"?");
        assertThat(run("evacuate", "web", "us-west-9z")).isEqualTo(2);
        assertThat(err).contains("us-west-9z");
    }

    @Test
    void whoeverMayNotIsToldWhichPermissionIsMissing(Kubectl kubectl) throws IOException {
        Path admin = kubeconfig;
        kubectl.run("create", "serviceaccount", "guest");
        kubeconfig = Files.copy(admin, folder.resolve("guest"));
        String token = kubectl.run("create", "token", "guest").strip();
        kubectl.run("config", "--kubeconfig=" + kubeconfig, "set-credentials", "guest", "--token=" + token);
        kubectl.run("config", "--kubeconfig=" + kubeconfig, "set-context", "--current", "--user=guest");
        String guest = "system:serviceaccount:" + namespace + ":guest";

        assertThat(run("status")).isEqualTo(3);
        assertThat(err.strip())
                .startsWith("zonekeeper: " + guest + " may not list zonedservices.zonekeeper.io")
                .contains("zonekeeper-view")
                .doesNotContain("\n");
        assertThat(run("explain", B)).isEqualTo(3);
        assertThat(err).contains("may not list zones.zonekeeper.io at the cluster scope");

        kubectl.run("create", "clusterrolebinding", namespace, "--clusterrole=zonekeeper-view", "--user=" + guest);
        try {
            Waiting.untilAsserted(
                    "the guest may look", () -> assertThat(run("status")).isZero());
            assertThat(run("cordon", B, "--reason", "x")).isEqualTo(3);
            assertThat(err).contains("may not patch zones.zonekeeper.io").contains("zonekeeper-zone-operator");
            assertThat(run("evacuate", "web", B)).isEqualTo(3);
            assertThat(err)
                    .contains("may not patch zonedservices.zonekeeper.io")
                    .contains("zonekeeper-edit");
            assertThat(run("plan", "web")).isEqualTo(3);
            assertThat(err).contains("may not list ").contains("ask for the role that allows it");
        } finally {
            kubectl.run("delete", "clusterrolebinding", namespace);
        }
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
