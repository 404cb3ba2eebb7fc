package io.zonekeeper.app.evacuation;

import java.time.Duration;
import java.util.Map;

import io.zonekeeper.app.Figures;
import io.zonekeeper.app.UserOfServices;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.ZonedCluster;
import io.zonekeeper.testing.Zones;

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

/** Nodes and pods are Ready and the health checks fail: whom it concerns follows from where they fail. */
@ZonedCluster
class GrayFailureIT {
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

    /** A service that fails in one zone leaves that zone alone; the zone stays good for others; it comes home. */
    @Test
    void aServiceThatFailsInOneZoneLeavesItAndTheZoneStaysOpen(KubernetesClient client) {
        user.apply(String.join("---\n", checked("sick"), checked("well")));
        user.untilReady("sick");
        user.untilReady("well");
        try (var observers = FakeObservers.of(client, "sick", "well")) {
            long failed = System.nanoTime();
            observers.fails("sick", B);
            Waiting.untilAsserted(
                    "its traffic is off",
                    PATIENCE,
                    () -> assertThat(user.keptOut("sick")).hasSize(1));
            Figures.tell("gray failure to traffic off", failed);
            user.untilState("sick", B, "Drained");
            user.untilSpread("sick", Map.of(A, 3, B, 1, C, 3));
            assertThat(user.reason("sick", B)).contains("fail their health checks, observed from two other zones");
            user.untilTold("ZonedService", "sick", "Replacing", "Drained");
            assertThat(user.states("well").values()).containsOnly("Active");
            zones.noneIsCordoned();

            observers.passes("sick", B);
            user.untilHome("sick", HOME);
        }
    }

    /**
     * What fails with a new template in its first zone is the template: the rollout stops, and the zone is not left.
     */
    @Test
    void aBadReleaseStopsInItsFirstZoneAndNoZoneIsLeft(KubernetesClient client) {
        user.apply(String.join("---\n", checked("released"), checked("well")));
        user.untilReady("released");
        user.untilReady("well");
        try (var observers = FakeObservers.of(client, "released", "well")) {
            user.apply(checked("released").replace("web:1", "web:2"));
            Waiting.untilAsserted(
                    "a zone is in step",
                    () -> assertThat(user.get("released").getStatus().rollout().zone())
                            .isNotNull());
            String first = user.get("released").getStatus().rollout().zone();
            observers.fails("released", first);
            assertThat(user.untilStalled("released", "RolloutHalted")).contains("fail their health checks");
            Waiting.throughout("it stays halted, and nothing is left", Duration.ofSeconds(8), () -> {
                assertThat(user.get("released").getStatus().rollout().zone()).isEqualTo(first);
                assertThat(user.get("released").getStatus().rollout().phase()).isEqualTo("Halted");
                assertThat(zones.verdict(first)).isEqualTo("Healthy");
                assertThat(user.states("released").values()).containsOnly("Active");
                assertThat(user.keptOut("released")).isEmpty();
                zones.noneIsCordoned();
            });
        }
    }

    /** What fails everywhere is a bad release or a lost database: leaving a zone helps against neither. */
    @Test
    void aServiceThatFailsInAllZonesIsLeftAlone(KubernetesClient client) {
        user.apply(String.join("---\n", checked("bad-release"), checked("well")));
        user.untilReady("bad-release");
        user.untilReady("well");
        try (var observers = FakeObservers.of(client, "bad-release", "well")) {
            UserOfZones.ALL.forEach(zone -> observers.fails("bad-release", zone));
            // twice as long as a failure in a single zone would take
            Waiting.throughout("nothing is left", Duration.ofSeconds(10), () -> {
                assertThat(user.states("bad-release").values()).containsOnly("Active");
                assertThat(user.keptOut("bad-release")).isEmpty();
                zones.noneIsCordoned();
            });
        }
    }

    /**
     * Several services that fail in one zone and nowhere else accuse the zone: those without checks leave it too; a
     * person's wish ends the cordon, once.
     */
    @Test
    void severalServicesThatFailInOneZoneRaiseTheZone(KubernetesClient client) {
        user.apply(String.join("---\n", checked("one"), checked("two"), checked("three"), served("unchecked", 6)));
        user.untilReady("one");
        user.untilReady("two");
        user.untilReady("three");
        user.untilReady("unchecked");
        try (var observers = FakeObservers.of(client, "one", "two", "three")) {
            zones.policy("{\"failback\":{\"stableFor\":\"1h\"}}");
            zones.wishHome(B, "answered-before");
            Waiting.untilAsserted(
                    "a wish without a cordon is spent",
                    () -> assertThat(zones.status(B).orElseThrow().lastHandledFailback())
                            .isEqualTo("answered-before"));
            observers.fails("one", B);
            observers.fails("two", B);
            zones.untilCordoned(B, "Automatic");
            assertThat(zones.status(B).orElseThrow().cordon().reason())
                    .contains("services fail here and not in other zones");
            user.untilState("unchecked", B, "Drained");

            observers.passes("one", B);
            observers.passes("two", B);
            zones.untilVerdict(B, "Healthy");
            Waiting.throughout(
                    "an old wish does not end a new cordon",
                    Duration.ofSeconds(2),
                    () -> assertThat(zones.cordonedBy(B)).contains("Automatic"));
            zones.wishHome(B, "now");
            user.untilHome("unchecked", HOME);
            user.untilHome("one", HOME);
        }
    }

    private static String checked(String name) {
        return served(name, 6) + "  healthChecks: [{name: healthz, httpGet: {path: /healthz, port: 8080}}]\n";
    }
}
