package io.zonekeeper.app.evacuation;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.app.Figures;
import io.zonekeeper.app.UserOfServices;
import io.zonekeeper.testing.ApiServer;
import io.zonekeeper.testing.Halted;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.WriteCounter;
import io.zonekeeper.testing.ZonedCluster;
import io.zonekeeper.testing.Zones;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

import static io.zonekeeper.app.UserOfServices.PATIENCE;
import static io.zonekeeper.app.UserOfServices.served;
import static io.zonekeeper.app.evacuation.UserOfZones.A;
import static io.zonekeeper.app.evacuation.UserOfZones.B;
import static io.zonekeeper.app.evacuation.UserOfZones.C;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * What may go wrong while a zone goes wrong.
 *
 * <p>In order, for two reasons: the kubelets of a zone that was killed once renew their leases all together, so the
 * test that needs them apart is the first; and the one that needs operators of its own ends that of the others.
 */
@ZonedCluster(own = true, stagger = true)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class EvacuationFaultsIT {
    private static final Map<String, Integer> HOME = Map.of(A, 2, B, 2, C, 2);

    private static OperatorUnderTest operator;

    private UserOfServices user;
    private UserOfZones zones;
    private Invariants invariants;

    @BeforeAll
    static void start(OperatorUnderTest started) {
        operator = started;
        operator.startJar();
    }

    @BeforeEach
    void connect(KubernetesClient client, Kubectl kubectl) {
        user = new UserOfServices(client, kubectl);
        zones = new UserOfZones(client, kubectl);
        zones.trustSoon();
        invariants = Invariants.watch(client);
    }

    @AfterEach
    void restore(Zones faults, Kubectl kubectl) {
        try {
            zones.restore(faults);
        } finally {
            invariants.close();
        }
        kubectl.run("delete", "zsvc", "--all");
    }

    /** Two zones dark at once, then all: nothing is cordoned, nothing is moved, and it is said why. */
    @Test
    @Order(1)
    void twoZonesAndThenAllZonesDark(Zones faults) {
        prepare("web");
        zones.untilHeartbeatsAreHeard();
        kill(B, faults);
        kill(C, faults);
        zones.untilRefused(B, "Ambiguous");
        zones.untilRefused(C, "Ambiguous");
        user.untilTold("Zone", B, "Ambiguous");
        stayAsTheyAre(Duration.ofSeconds(6));

        kill(A, faults);
        stayAsTheyAre(Duration.ofSeconds(14));
        // An operator that gets no evidence at all retains its verdicts for half a minute: the last zone may be Healthy
        // as long.
        Waiting.untilAsserted(
                "all zones to be doubted",
                Duration.ofMinutes(1),
                () -> assertThat(UserOfZones.ALL)
                        .allSatisfy(zone -> assertThat(zones.verdict(zone)).isIn("Suspect", "Unknown")));
        stayAsTheyAre(Duration.ofSeconds(3));
    }

    /** Killed at the sight of any state of an evacuation, another goes on from there; nobody's pods are lost. */
    @Test
    @Order(2)
    void theOperatorIsKilledAtEveryStateOfAnEvacuation(KubernetesClient client) {
        zones.policy("{\"limits\":{\"surge\":{\"podsPerSecond\":2}}}");
        prepare("web", 18);
        KilledAt.state(operator, client, "web", B, "Replacing", () -> zones.cordon(B));
        KilledAt.state(operator, client, "web", B, "Drained", () -> {});
        user.untilState("web", B, "Drained");
        user.untilSpread("web", Map.of(A, 9, B, 1, C, 9));
        KilledAt.state(operator, client, "web", B, "Returning", () -> zones.release(B));
        user.untilHome("web", Map.of(A, 6, B, 6, C, 6));
    }

    /** The API server goes away and comes back while replacements start: the evacuation goes on and ends. */
    @Test
    @Order(3)
    void theApiServerRestartsInTheMiddleOfAnEvacuation(ApiServer apiServer) {
        zones.policy("{\"limits\":{\"surge\":{\"podsPerSecond\":1}}}");
        prepare("web", 12);
        zones.cordon(B);
        user.untilState("web", B, "Replacing");
        apiServer.restart();
        user.untilState("web", B, "Drained");
        user.untilSpread("web", Map.of(A, 6, B, 1, C, 6));
        zones.release(B);
        user.untilHome("web", Map.of(A, 4, B, 4, C, 4));
    }

    /** An API server that hangs says nothing of zones: none is cordoned, and their time of trust is not begun anew. */
    @Test
    @Order(4)
    void theApiServerIsPaused(ApiServer apiServer) throws InterruptedException {
        prepare("web");
        zones.untilHeartbeatsAreHeard();
        Map<String, Optional<String>> trusted = healthySince();
        List<List<String>> cordons =
                UserOfZones.ALL.stream().map(this::cordonsOf).toList();
        try (Halted halted = apiServer.pause()) {
            assertThat(halted).isNotNull();
            Thread.sleep(Duration.ofSeconds(8)); // the fault itself: nothing can be seen meanwhile
        }
        Waiting.untilAsserted(
                "it answers again", PATIENCE, () -> assertThat(user.get("web")).isNotNull());
        stayAsTheyAre(Duration.ofSeconds(5));
        Waiting.untilAsserted(
                "zones are trusted as long as before",
                PATIENCE,
                () -> assertThat(healthySince()).isEqualTo(trusted));
        assertThat(UserOfZones.ALL).map(this::cordonsOf).isEqualTo(cordons);
    }

    /** Kubelets that the API server does not hear but that answer are no dead zone: Suspect, and no cordon. */
    @Test
    @Order(5)
    void theKubeletsOfAZoneAreSilentToTheApiServerOnly(Zones faults) {
        prepare("web");
        zones.untilHeartbeatsAreHeard();
        faults.mute(C);
        zones.untilVerdict(C, "Suspect");
        stayAsTheyAre(Duration.ofSeconds(8));
        assertThat(zones.verdict(C)).isEqualTo("Suspect");
        assertThat(zones.status(C).orElseThrow().evidence()).contains("renewals of node leases due are missing");
    }

    /** Nodes that lie dead in a zone that is well accuse nobody, and are no reason to doubt that another is dark. */
    @Test
    @Order(6)
    void nodesThatDiedAloneAreNotInTheWay(Zones faults, KubernetesClient client) {
        prepare("web");
        zones.untilHeartbeatsAreHeard();
        try (DeadNode one = DeadNode.in(C, "dead-1", client);
                DeadNode other = DeadNode.in(C, "dead-2", client)) {
            assertThat(List.of(one, other)).isNotEmpty();
            // Missed after 11 s, and 10 s later every other node of the zone has renewed.
            Waiting.throughout("nobody is blamed for them", Duration.ofSeconds(25), () -> {
                zones.noneIsCordoned();
                assertThat(zones.verdict(C)).isEqualTo("Healthy");
            });
            long died = System.nanoTime();
            kill(B, faults);
            zones.untilCordoned(B, "Automatic");
            Figures.tell("a zone dies while nodes of another lie dead, to the cordon", died);
            user.untilState("web", B, "Drained");
            assertThat(zones.verdict(C)).isEqualTo("Healthy");
            heal(B, faults);
            user.untilHome("web", HOME);
        }
    }

    /**
     * Where replacements find no room nothing is drained, it is told, and traffic keeps what is left; healed in the
     * middle of Replacing the zone comes home and the spread is as before. A service that lives in the zone only is not
     * touched.
     */
    @Test
    @Order(7)
    void noCapacityElsewhereAndTheZoneHealedInTheMiddleOfReplacing(Zones faults, WriteCounter writes) {
        // A node has 32 CPUs, a zone four nodes: every node is full.
        String greedy = "image: \"registry.local/web:1\", resources: {requests: {cpu: 20}}";
        user.apply(served("web", 12).replace("image: \"registry.local/web:1\"", greedy));
        user.apply(served("only-here", 1).replace("spec:\n", "spec:\n  zones: [{zone: %s}]\n".formatted(B)));
        user.untilReady("web");
        user.untilReady("only-here");
        zones.untilHeartbeatsAreHeard();

        kill(B, faults);
        zones.untilCordoned(B, "Automatic");
        user.untilState("web", B, "Replacing");
        Waiting.untilAsserted(
                "it is told",
                PATIENCE,
                () -> assertThat(user.condition("web", "EvacuationHeld")).hasValueSatisfying(held -> {
                    assertThat(held.reason()).isEqualTo("NoCapacityElsewhere");
                    assertThat(held.message()).contains("nothing is drained in " + B);
                }));
        user.untilTold("ZonedService", "web", "NoCapacityElsewhere");
        assertThat(user.spread("web")).containsEntry(B, 4);
        assertThat(user.keptOut("web")).hasSize(1);

        assertThat(user.states("only-here")).isEqualTo(Map.of(B, "Active"));
        assertThat(user.keptOut("only-here")).isEmpty();
        assertThat(user.condition("only-here", "EvacuationHeld"))
                .hasValueSatisfying(held -> assertThat(held.reason()).isEqualTo("OnlyZone"));

        WriteCounter.Mark dark = writes.mark();
        Waiting.throughout(
                "the zone's numbers are not written again and again",
                Duration.ofSeconds(10),
                () -> assertThat(writes.since(dark))
                        .filteredOn(write -> write.resource().startsWith("zones"))
                        .hasSizeLessThan(2));

        heal(B, faults);
        user.untilHome("web", Map.of(A, 4, B, 4, C, 4));
        assertThat(user.podsByNodeZone("web")).isEqualTo(Map.of(A, 4, B, 4, C, 4));
    }

    /**
     * Someone else's cordon of all nodes: traffic off, made up for elsewhere, its pods kept, no budget used, back with
     * them.
     */
    @Test
    @Order(8)
    void someoneElseCordonsAllNodesOfAZone(Kubectl kubectl) {
        prepare("web");
        int counted = cordonsOf(C).size();
        kubectl.run("cordon", "--selector", Zones.ZONE_LABEL + "=" + C);
        try {
            zones.untilCordoned(C, "External");
            Waiting.untilAsserted(
                    "traffic is off",
                    PATIENCE,
                    () -> assertThat(user.keptOut("web")).hasSize(1));
            user.untilState("web", C, "Shedding");
            user.untilSpread("web", Map.of(A, 3, B, 3, C, 2));
        } finally {
            kubectl.run("uncordon", "--selector", Zones.ZONE_LABEL + "=" + C);
        }
        user.untilHome("web", HOME);
        assertThat(cordonsOf(C)).hasSize(counted);
    }

    /**
     * The watches break at the moment when the zone dies: it is left all the same. While the policy is Advise or Off
     * nothing comes home by itself, in Automatic it does. Every node deleted while the zone is dark: it stays
     * remembered and cordoned.
     */
    @Test
    @Order(9)
    void aWatchGapWhenTheZoneDiesThenAnotherModeThenNoNodes(Zones faults, ApiServer apiServer) {
        prepare("web");
        zones.untilHeartbeatsAreHeard();
        long died = System.nanoTime();
        kill(C, faults);
        apiServer.restart();
        zones.untilCordoned(C, "Automatic");
        Figures.tell("zone and API server die together, to the cordon", died);
        user.untilState("web", C, "Drained");
        Map<String, Integer> away = Map.of(A, 3, B, 3, C, 1);

        faults.remove(C);
        Waiting.untilAsserted(
                "its nodes are gone",
                PATIENCE,
                () -> assertThat(zones.status(C).orElseThrow().absentSince()).isNotNull());
        assertThat(zones.cordonedBy(C)).contains("Automatic");
        assertThat(user.keptOut("web")).hasSize(1);
        user.untilSpread("web", away);

        zones.mode("Advise");
        faults.add(C, "use1-az4", 4);
        zones.untilVerdict(C, "Healthy");
        Waiting.throughout(
                "nothing comes home",
                Duration.ofSeconds(3),
                () -> assertThat(user.spread("web")).isEqualTo(away));
        assertThat(zones.cordonedBy(C)).contains("Automatic");
        zones.mode("Disabled");
        zones.untilVerdict(C, "Unknown");
        Waiting.throughout(
                "nothing comes home",
                Duration.ofSeconds(3),
                () -> assertThat(user.spread("web")).isEqualTo(away));
        assertThat(zones.cordonedBy(C)).contains("Automatic");
        zones.mode("Automatic");
        invariants.lit(C);
        user.untilHome("web", HOME);
    }

    /** The leader dies with its zone: the other takes over and evacuates, within seconds. */
    @Test
    @Order(10)
    void theLeaderDiesWithItsZone(OperatorUnderTest leader, OperatorUnderTest standby, Zones faults) {
        prepare("web");
        operator.stop();
        leader.startJar(replicaIn(B));
        Waiting.untilAsserted(
                "it leads", PATIENCE, () -> assertThat(zones.cordonedBy(A)).isEmpty());
        standby.startJar(replicaIn(A));
        zones.untilHeartbeatsAreHeard();
        long died = System.nanoTime();
        kill(B, faults);
        leader.crash();
        Waiting.untilAsserted(
                "traffic is off",
                PATIENCE,
                () -> assertThat(user.keptOut("web")).hasSize(1));
        Duration took = Figures.tell("zone dies with the leader, to traffic off", died);
        assertThat(took).isLessThan(Duration.ofSeconds(20));
        user.untilState("web", B, "Drained");
        Figures.tell("zone dies with the leader, to drained", died);
        heal(B, faults);
        user.untilHome("web", HOME);
    }

    private void prepare(String service) {
        prepare(service, 6);
    }

    private void prepare(String service, int replicas) {
        user.apply(served(service, replicas));
        user.untilReady(service);
    }

    private void kill(String zone, Zones faults) {
        invariants.dark(zone);
        faults.kill(zone);
    }

    private void heal(String zone, Zones faults) {
        faults.heal(zone);
        invariants.lit(zone);
    }

    private void stayAsTheyAre(Duration time) {
        Waiting.throughout("nothing is cordoned or moved", time, () -> {
            zones.noneIsCordoned();
            assertThat(user.keptOut("web")).isEmpty();
            assertThat(user.spread("web")).isEqualTo(HOME);
        });
    }

    private Map<String, Optional<String>> healthySince() {
        Map<String, Optional<String>> since = new HashMap<>();
        UserOfZones.ALL.forEach(zone -> since.put(zone, zones.status(zone).map(ZoneStatus::healthySince)));
        return since;
    }

    private List<String> cordonsOf(String zone) {
        return zones.status(zone).map(ZoneStatus::automaticCordons).orElse(List.of());
    }

    private static Map<String, String> replicaIn(String zone) {
        return Map.of(
                "ZONEKEEPER_ZONE", zone,
                "ZONEKEEPER_LEADER_ELECTION_ENABLED", "true",
                "ZONEKEEPER_LEADER_ELECTION_LEASE_DURATION", "4s",
                "ZONEKEEPER_LEADER_ELECTION_RENEW_DEADLINE", "3s",
                "ZONEKEEPER_LEADER_ELECTION_RETRY_PERIOD", "1s");
    }
}
