package io.zonekeeper.app.evacuation;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.zonekeeper.app.UserOfServices;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.TestNamespace;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.WriteCounter;
import io.zonekeeper.testing.ZonedCluster;
import io.zonekeeper.testing.Zones;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.zonekeeper.app.UserOfServices.PATIENCE;
import static io.zonekeeper.app.UserOfServices.served;
import static io.zonekeeper.app.evacuation.UserOfZones.A;
import static io.zonekeeper.app.evacuation.UserOfZones.B;
import static io.zonekeeper.app.evacuation.UserOfZones.C;
import static org.assertj.core.api.Assertions.assertThat;

/** A zone is left and come home to, as people see it: because it failed, because they said so, because it closes. */
@ZonedCluster
class ZoneEvacuationIT {
    private static final Map<String, Integer> HOME = Map.of(A, 2, B, 2, C, 2);

    private UserOfServices user;
    private UserOfZones zones;
    private Invariants invariants;

    @BeforeAll
    static void start(OperatorUnderTest operator) {
        operator.startInProcess();
    }

    @BeforeEach
    void connect(KubernetesClient client, Kubectl kubectl) {
        user = new UserOfServices(client, kubectl);
        zones = new UserOfZones(client, kubectl);
        zones.untilFound();
        zones.trustSoon();
        invariants = Invariants.watch(client);
    }

    @AfterEach
    void restore(Zones faults) {
        try {
            zones.restore(faults);
        } finally {
            invariants.close();
        }
    }

    /**
     * Traffic is off and capacity is back elsewhere before anything is drained, one canary stays; each service is moved
     * as far as it wants and no further; healed, it waits to be trusted or for a person's word, all is as it was, and
     * nothing more is written.
     */
    @Test
    void aDarkZoneIsLeftAndComeHomeTo(
            Zones faults, Kubectl kubectl, KubernetesClient client, WriteCounter writes, TestNamespace namespace) {
        user.apply(String.join(
                "---\n",
                served("web", 6),
                served("light", 6, "action: StopTraffic, "),
                served("watched", 6, "action: Observe, "),
                served("queue", 6).replace("spec:\n", "spec:\n  workload: StatefulSet\n")));
        List.of("web", "light", "watched", "queue").forEach(user::untilReady);

        invariants.dark(B);
        faults.kill(B);
        zones.untilCordoned(B, "Automatic");
        user.untilState("web", B, "Drained");

        user.untilSpread("web", Map.of(A, 3, B, 1, C, 3));
        assertThat(user.keptOut("web")).hasSize(1);
        assertThat(user.get("web").getStatus().selector()).contains("zonekeeper.io/outside-", "=true");
        assertThat(user.condition("web", "Evacuating"))
                .hasValueSatisfying(condition ->
                        assertThat(condition.message()).contains("evacuated (Automatic", "2 of 2 replacements ready"));
        user.untilState("light", B, "Shedding");
        user.untilState("queue", B, "Shedding");
        assertThat(user.keptOut("light")).isEqualTo(user.keptOut("web"));
        assertThat(user.keptOut("queue")).isEqualTo(user.keptOut("web"));
        user.untilSpread("light", HOME);
        assertThat(client.apps().statefulSets().list().getItems())
                .allMatch(set -> set.getSpec().getReplicas() == 2);
        assertThat(user.states("watched").values()).containsOnly("Active");
        assertThat(user.keptOut("watched")).isEmpty();
        assertThat(user.reason("watched", B)).contains("action is Observe");
        assertThat(kubectl.run("get", "zones"))
                .containsPattern(B + " .*Unhealthy.*Automatic.*renewals of node leases due are missing; "
                        + ".* silent nodes do not respond");
        user.untilTold("Zone", B, "Unhealthy", "Cordoned");
        user.untilTold("ZonedService", "web", "Replacing", "Drained");

        zones.policy("{\"failback\":{\"stableFor\":\"1h\"}}");
        faults.heal(B);
        invariants.lit(B);
        zones.untilVerdict(B, "Healthy");
        assertThat(zones.cordonedBy(B)).contains("Automatic");
        zones.wishHome(B, "today");
        List.of("web", "light", "watched").forEach(service -> user.untilHome(service, HOME));
        Waiting.untilAsserted(
                "the queue is home",
                PATIENCE,
                () -> assertThat(user.states("queue").values()).containsOnly("Active"));
        assertThat(user.keptOut("queue")).isEmpty();
        Waiting.untilAsserted(
                "the dead pods are gone",
                () -> assertThat(user.podsByNodeZone("web")).isEqualTo(HOME));
        user.untilTold("Zone", B, "Healthy", "Uncordoned");
        user.untilTold("ZonedService", "web", "Returning", "Returned");
        assertThat(user.condition("web", "Evacuating")).isEmpty();
        assertThat(zones.status(B).orElseThrow().lastHandledFailback()).isEqualTo("today");
        Quiet.becomes(writes, namespace);
    }

    /** A cordon with a moment to end ends then, without anybody's help. */
    @Test
    void aCordonUntilAMomentEndsThen() {
        user.apply(served("web", 6));
        user.untilReady("web");
        zones.cordon(B, until(Duration.ofHours(1)));
        user.untilState("web", B, "Drained");
        assertThat(zones.cordonedBy(B)).contains("Manual");
        zones.cordon(B, until(Duration.ofSeconds(3)));
        user.untilHome("web", HOME);
        assertThat(zones.cordonedBy(B)).isEmpty();
        assertThat(zones.verdict(B)).isEqualTo("Healthy");
    }

    /** The count of cordoned zones binds people too, unless they force it; the last zone nobody can take. */
    @Test
    void aCordonOfNodesTaintsThemAndOnlyForceGoesBeyondTheCount(Zones faults) {
        user.apply(served("web", 6));
        user.untilReady("web");
        zones.cordon(B, ",\"nodes\":true");
        Waiting.untilAsserted(
                "its nodes are tainted",
                () -> assertThat(faults.nodes(B))
                        .allSatisfy(node -> assertThat(taints(node)).containsExactly("zonekeeper.io/cordoned")));
        assertThat(faults.nodes(A)).allSatisfy(node -> assertThat(taints(node)).isEmpty());

        zones.cordon(C);
        zones.untilRefused(C, "MaxCordonedZones");
        zones.cordon(C, ",\"force\":true");
        zones.untilCordoned(C, "Manual");
        user.untilState("web", C, "Drained");
        assertThat(user.keptOut("web")).hasSize(2);
        zones.cordon(A, ",\"force\":true");
        zones.untilRefused(A, "LastZone");
        user.untilTold("Zone", A, "LastZone");
        assertThat(user.spread("web")).containsEntry(A, 6);

        zones.release(UserOfZones.ALL);
        Waiting.untilAsserted(
                "the taints are gone",
                () -> assertThat(faults.nodes(B)).allMatch(node -> taints(node).isEmpty()));
        user.untilHome("web", HOME);
    }

    /** What closes in two hours is left in peace; what closes within the lead time is out long before, unhurried. */
    @Test
    void aClosureIsLeftUnhurriedAndInTime() {
        user.apply(served("web", 6));
        user.untilReady("web");
        Instant at = Instant.now().plus(Duration.ofHours(2));
        zones.spec(B, "{\"closure\":{\"at\":\"%s\",\"leadTime\":\"1h\"}}".formatted(at));
        Waiting.untilAsserted(
                "the closure was seen",
                () -> assertThat(zones.status(B).orElseThrow().observedGeneration())
                        .isEqualTo(zones.get(B).getMetadata().getGeneration()));
        assertThat(zones.cordonedBy(B)).isEmpty();

        zones.policy("{\"limits\":{\"surge\":{\"podsPerSecond\":1}}}");
        zones.spec(B, "{\"closure\":{\"leadTime\":\"3h\"}}");
        zones.untilCordoned(B, "Closure");
        assertThat(zones.status(B).orElseThrow().cordon().deadline())
                .startsWith(at.toString().substring(0, 19));
        Waiting.untilAsserted(
                "its traffic stays while its replacements start",
                () -> assertThat(user.reason("web", B)).contains("traffic stays, until all replacements are ready"));
        assertThat(user.keptOut("web")).isEmpty();
        user.untilState("web", B, "Drained");
        user.untilSpread("web", Map.of(A, 3, B, 1, C, 3));
        assertThat(user.keptOut("web")).hasSize(1);
        zones.release(B);
        user.untilHome("web", HOME);
    }

    /**
     * Where no more than two pods may be pending at once, three services with two replacements each are moved one after
     * the other: a service whose traffic is being moved takes none of what is granted, for it starts no pod yet.
     */
    @Test
    void fewPendingPodsAtATimeStillMoveEveryService() {
        zones.policy("{\"limits\":{\"surge\":{\"maxPendingPods\":2}}}");
        List<String> services = List.of("mail", "shop", "web");
        services.forEach(service -> user.apply(served(service, 6)));
        services.forEach(user::untilReady);
        zones.cordon(B);
        services.forEach(service -> user.untilState(service, B, "Drained"));
        services.forEach(service -> user.untilSpread(service, Map.of(A, 3, B, 1, C, 3)));
        zones.release(B);
        services.forEach(service -> user.untilHome(service, HOME));
    }

    /** Where failback is manual nothing returns by itself, and each word of a person counts once. */
    @Test
    void manualFailbackWaitsForAWordAndEachWordCountsOnce(Kubectl kubectl) {
        user.apply(served("web", 6).replace("failback: {", "failback: {mode: Manual, "));
        user.untilReady("web");
        leaveAndUncordon();
        kubectl.run("annotate", "zsvc", "web", "zonekeeper.io/failback=" + B);
        user.untilHome("web", HOME);
        assertThat(user.get("web").getStatus().lastHandledFailback()).isEqualTo(B);

        leaveAndUncordon();
        kubectl.run("annotate", "--overwrite", "zsvc", "web", "zonekeeper.io/failback=use1-az2");
        user.untilHome("web", HOME);
    }

    /** Who comes, grows or goes during an incident never gets traffic or capacity in the zone that was left. */
    @Test
    void servicesComeGrowAndGoDuringAnIncident(
            KubernetesClient client, Kubectl kubectl, WriteCounter writes, TestNamespace namespace) {
        user.apply(String.join("---\n", served("web", 6), served("gone", 6)));
        user.untilReady("web");
        user.untilReady("gone");
        zones.cordon(B);
        user.untilState("web", B, "Drained");
        user.untilState("gone", B, "Drained");

        user.apply(served("young", 6));
        kubectl.run("scale", "zsvc", "web", "--replicas=12");
        kubectl.run("delete", "zsvc", "gone");
        user.untilReady("young");
        user.untilReady("web");
        user.untilSpread("young", Map.of(A, 3, B, 1, C, 3));
        user.untilSpread("web", Map.of(A, 6, B, 1, C, 6));
        assertThat(user.keptOut("young")).isEqualTo(user.keptOut("web")).hasSize(1);
        Waiting.untilAsserted(
                "nothing of it is left",
                PATIENCE,
                () -> assertThat(client.pods()
                                .withLabel("zonekeeper.io/service", "gone")
                                .list()
                                .getItems())
                        .isEmpty());
        // An autoscaler counts by this what serves, so not the canary.
        String selector = kubectl.run("get", "zsvc", "web", "--subresource=scale", "-o", "jsonpath={.status.selector}");
        assertThat(kubectl.run("get", "pods", "-l", selector, "-o", "name").lines())
                .hasSize(12);
        Quiet.becomes(writes, namespace);

        zones.release(B);
        user.untilHome("young", HOME);
        user.untilHome("web", Map.of(A, 4, B, 4, C, 4));
    }

    private void leaveAndUncordon() {
        zones.cordon(B);
        user.untilState("web", B, "Drained");
        zones.release(B);
        Waiting.untilAsserted(
                "it waits for a person's word",
                () -> assertThat(user.reason("web", B))
                        .contains("failback needs the annotation zonekeeper.io/failback"));
        Waiting.throughout(
                "it stays away",
                Duration.ofSeconds(2),
                () -> assertThat(user.states("web")).containsEntry(B, "Drained"));
    }

    private static String until(Duration fromNow) {
        return ",\"until\":\"%s\"".formatted(Instant.now().plus(fromNow));
    }

    private static List<String> taints(Node node) {
        return node.getSpec().getTaints().stream().map(taint -> taint.getKey()).toList();
    }
}
