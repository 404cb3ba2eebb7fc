package io.zonekeeper.app.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;

import io.zonekeeper.app.UserOfServices;
import io.zonekeeper.app.evacuation.UserOfZones;
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
    void statusTellsOfZonesAndServices() throws IOException {
        assertThat(cli.run("status")).isZero();
        assertThat(cli.out())
                .containsPattern("ZONE +ID +VERDICT +SINCE +NODES +CORDONED")
                .containsPattern(B + " +use1-az2 +Healthy .* 4/4 +-")
                .containsPattern("web +6/6 +2/2 +2/2 +2/2 +-");
        assertThat(cli.run("status", "-A")).isZero();
        assertThat(cli.out()).containsPattern(namespace + "/web +6/6");
        assertThat(cli.run("status", "web")).isZero();
        assertThat(cli.out())
                .contains(namespace + "/web: 6 of 6 pods ready", "every zone has its share")
                .containsPattern(A + " +2/2 +Active +yes");
        assertThat(cli.run("status", "-o", "json")).isZero();
        JsonNode told = new ObjectMapper().readTree(cli.out());
        assertThat(told.at("/zones")).hasSize(3);
        assertThat(told.at("/services/0/name").asText()).isEqualTo("web");
        assertThat(told.at("/services/0/zones/1/ready").asInt()).isEqualTo(2);
        assertThat(told.at("/services/0/problems")).isEmpty();
        assertThat(cli.run("status", "-o", "yaml")).isZero();
        assertThat(Serialization.unmarshal(cli.out(), JsonNode.class)).isEqualTo(told);
    }

    @Test
    void explainSaysWhyAZoneHasItsVerdict() throws IOException {
        assertThat(cli.run("explain", "use1-az2")).isZero();
        assertThat(cli.out())
                .contains(B + " (use1-az2) is Healthy", "Not cordoned.", "Nodes: 4, 4 of them ready")
                .containsPattern(namespace + "/web +2/2 +Active");
        assertThat(cli.run("explain", B, "-o", "json")).isZero();
        JsonNode told = new ObjectMapper().readTree(cli.out());
        assertThat(told.at("/status/verdict").asText()).isEqualTo("Healthy");
        assertThat(told.at("/services/0/stack/ready").asInt()).isEqualTo(2);
    }

    @Test
    void aPlanStartsFromWhatRunsAndIsHeldAgainstTheNodes() throws IOException {
        assertThat(cli.run("plan", "web", "--fail-zone", "use1-az2")).isZero();
        assertThat(cli.out())
                .contains("at once     4 of 6 pods serve", "scale web-" + A + " from 2 to 3", "YES: it survives");
        Path file = Files.writeString(folder.resolve("huge.yaml"), """
                apiVersion: zonekeeper.io/v1alpha1
                kind: ZonedService
                metadata: {name: huge}
                spec:
                  replicas: 3
                  template: {spec: {containers: [{name: web, image: "registry.local/web:1", resources: {requests: {cpu: 10k}}}]}}
                """);
        assertThat(cli.run("plan", "-f", file.toString())).isEqualTo(1);
        assertThat(cli.out()).contains("NO: " + A + ": 0 of 1 pods find a node");
        assertThat(cli.run("plan", "-f", file.toString(), "-o", "json")).isEqualTo(1);
        assertThat(new ObjectMapper().readTree(cli.out()).at("/0/problems")).hasSize(3);
        assertThat(user.get("huge")).as("a plan writes nothing").isNull();
    }

    @Test
    void aCordonLastsUntilItIsTakenBack() {
        assertThat(cli.run("cordon", "use1-az2", "--reason", "power works", "--for", "1h", "--wait", "60s"))
                .isZero();
        assertThat(cli.out()).contains(B + ": cordoned");
        assertThat(zones.get(B).getSpec().cordon().reason()).isEqualTo("power works");
        assertThat(Instant.parse(zones.get(B).getSpec().cordon().until())).isAfter(Instant.now());
        user.untilState("web", B, "Drained");
        assertThat(cli.run("status")).isZero();
        assertThat(cli.out()).contains("Manual: power works").containsPattern("web .*/1 Drained");
        assertThat(cli.run("explain", B)).isZero();
        assertThat(cli.out()).contains("Cordoned (Manual) since").contains("power works");

        assertThat(cli.run("plan", "web", "--fail-zone", C))
                .as("what is away already does not count against it")
                .isZero();
        assertThat(cli.out())
                .contains("EVACUATED: " + B + " is evacuated (Manual", "in the end  6 of 6 pods serve", "YES: ");
        assertThat(cli.run("plan", "web")).isZero();

        assertThat(cli.run("cordon", C, "--reason", "too much", "--wait", "60s"))
                .isEqualTo(1);
        assertThat(cli.out()).contains(C + ": refused, MaxCordonedZones");
        assertThat(zones.cordonedBy(C)).isEmpty();
        assertThat(cli.run("uncordon", C)).isZero();
        assertThat(cli.run("uncordon", B, "--wait", "60s")).isZero();
        assertThat(cli.out()).contains(B + ": not cordoned");
        user.untilHome("web", HOME);
    }

    @Test
    void oneServiceIsLedOutOfAZoneAndBroughtHome() {
        assertThat(cli.run("evacuate", "web", "use1-az2", "--wait", "60s")).isZero();
        user.untilState("web", B, "Drained");
        user.untilSpread("web", Map.of(A, 3, B, 1, C, 3));
        assertThat(user.keptOut("web")).hasSize(1);
        assertThat(zones.cordonedBy(B)).as("open for others").isEmpty();
        assertThat(user.get("web").getStatus().zones())
                .extracting(stack -> stack.zone() + " " + stack.evacuationCause())
                .containsExactly(A + " null", B + " Manual", C + " null");
        assertThat(cli.run("failback", "web", "--wait", "60s")).isZero();
        assertThat(cli.out()).contains("web has failed back");
        user.untilHome("web", HOME);
    }

    @Test
    void theOnlyZoneWithReadyPodsIsNotLeft() {
        user.apply(served("single", 2) + "  zones: [{zone: " + A + "}]\n");
        user.untilReady("single");
        assertThat(cli.run("evacuate", "single", A, "--wait", "3s")).isEqualTo(1);
        assertThat(cli.out()).contains("single in " + A + " is Active: ", "runs in no other zone");
        assertThat(user.states("single")).containsEntry(A, "Active");
        assertThat(user.keptOut("single")).isEmpty();
        assertThat(cli.run("status", "single")).isZero();
        assertThat(cli.out()).contains("EvacuationHeld");
    }

    @Test
    void whatTheOperatorCordonedIsEndedByAPersonsWord(Zones faults) {
        zones.policy("{\"failback\":{\"stableFor\":\"1h\"}}");
        faults.kill(B);
        zones.untilCordoned(B, "Automatic");
        assertThat(cli.run("explain", B)).isZero();
        assertThat(cli.out()).contains("is Unhealthy since", "what would change it:", "Cordoned (Automatic)");
        assertThat(cli.run("uncordon", B)).isEqualTo(1);
        assertThat(cli.out()).contains("`failback --zone " + B + "` ends it");
        faults.heal(B);
        zones.untilVerdict(B, "Healthy");
        assertThat(cli.run("failback", "--zone", B, "--wait", "60s")).isZero();
        assertThat(zones.cordonedBy(B)).isEmpty();
    }

    @Test
    void whatThereIsNotIsAnsweredWithTheNearestSpelling() {
        assertThat(cli.run("explain", "us-est-1b")).isEqualTo(2);
        assertThat(cli.err()).contains("Did you mean \"us-east-1b\"?");
        assertThat(cli.run("cordon", "use1-az22", "--reason", "x")).isEqualTo(2);
        assertThat(cli.err()).contains("use1-az2");
        assertThat(cli.run("plan", "webs")).isEqualTo(2);
        assertThat(cli.err()).contains("has no ZonedService \"webs\". Did you mean \"web\"?");
        assertThat(cli.run("evacuate", "web", "us-west-9z")).isEqualTo(2);
        assertThat(cli.err()).contains("us-west-9z");
    }

    @Test
    void whoeverMayNotIsToldWhichPermissionIsMissing(Kubectl kubectl) throws IOException {
        String guest = cli.becomeGuest(kubectl);

        assertThat(cli.run("status")).isEqualTo(3);
        assertThat(cli.err().strip())
                .startsWith("zonekeeper: " + guest + " may not list zonedservices.zonekeeper.io")
                .contains("zonekeeper-view")
                .doesNotContain("\n");
        assertThat(cli.run("explain", B)).isEqualTo(3);
        assertThat(cli.err()).contains("may not list zones.zonekeeper.io at the cluster scope");

        kubectl.run("create", "clusterrolebinding", namespace, "--clusterrole=zonekeeper-view", "--user=" + guest);
        try {
            Waiting.untilAsserted(
                    "the guest may look", () -> assertThat(cli.run("status")).isZero());
            assertThat(cli.run("cordon", B, "--reason", "x")).isEqualTo(3);
            assertThat(cli.err()).contains("may not patch zones.zonekeeper.io").contains("zonekeeper-zone-operator");
            assertThat(cli.run("evacuate", "web", B)).isEqualTo(3);
            assertThat(cli.err())
                    .contains("may not patch zonedservices.zonekeeper.io")
                    .contains("zonekeeper-edit");
            assertThat(cli.run("plan", "web")).isEqualTo(3);
            assertThat(cli.err()).contains("may not list ").contains("ask for the role that allows it");
        } finally {
            kubectl.run("delete", "clusterrolebinding", namespace);
        }
    }
}
