package io.zonekeeper.app;

import java.util.Map;
import java.util.TreeMap;

import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.RolloutStatus;
import io.zonekeeper.app.evacuation.KilledAt;
import io.zonekeeper.app.evacuation.UserOfZones;
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
import static io.zonekeeper.app.evacuation.UserOfZones.A;
import static io.zonekeeper.app.evacuation.UserOfZones.B;
import static io.zonekeeper.app.evacuation.UserOfZones.C;
import static org.assertj.core.api.Assertions.assertThat;

/** What may go wrong while a template goes through the zones. */
@ZonedCluster(own = true, stagger = true)
class RolloutFaultsIT {
    private static final String OLD = "registry.local/web:1";
    private static final String NEW = "registry.local/web:2";

    private static OperatorUnderTest operator;

    private KubernetesClient client;
    private UserOfServices user;
    private UserOfZones zones;

    @BeforeAll
    static void start(OperatorUnderTest started) {
        operator = started;
        operator.startJar();
    }

    @BeforeEach
    void connect(KubernetesClient connected, Kubectl kubectl) {
        client = connected;
        user = new UserOfServices(connected, kubectl);
        zones = new UserOfZones(connected, kubectl);
        zones.trustSoon();
        user.apply(service(OLD));
        user.untilReady("web");
    }

    @AfterEach
    void restore(Zones faults, Kubectl kubectl) {
        zones.restore(faults);
        kubectl.run("delete", "zsvc", "--all");
    }

    /** Nobody cordons the dark zone: its pods still count as the service's, and hold the fix back all the same not. */
    @Test
    void aFixIsNotHeldBackByADarkZoneWhichGetsItWhenItIsHealed(Zones faults) {
        zones.mode("Advise");
        zones.untilHeartbeatsAreHeard();
        faults.kill(B);
        Waiting.untilAsserted(
                "it is not trusted",
                PATIENCE,
                () -> assertThat(zones.verdict(B)).isIn("Suspect", "Unhealthy"));
        long told = System.nanoTime();
        user.apply(service(NEW));
        Waiting.untilAsserted("the others have it", PATIENCE, () -> {
            assertThat(images()).isEqualTo(Map.of(A, NEW, B, OLD, C, NEW));
            assertThat(rollout().phase()).isEqualTo("Waiting");
            assertThat(user.condition("web", "RolledOut"))
                    .hasValueSatisfying(rolled -> assertThat(rolled.reason()).isEqualTo("ZoneExcluded"));
        });
        Figures.tell("fix with a dark zone, to the other two with it", told);
        zones.noneIsCordoned();
        assertThat(user.states("web").values()).containsOnly("Active");

        faults.heal(B);
        Waiting.untilAsserted("the zone has it, too", PATIENCE, () -> {
            assertThat(images().values()).containsOnly(NEW);
            assertThat(rollout().phase()).isEqualTo("Complete");
        });
    }

    /** Killed when the status names the zone in step, before or just after that is told; another goes on from there. */
    @Test
    void theOperatorIsKilledAtEachStep() {
        try (var watch = new RolloutWatch(client, "web", 2)) {
            killedInStep("", () -> user.apply(service(NEW)));
            RolloutStatus step = rollout();
            assertThat(images().entrySet())
                    .filteredOn(zone -> zone.getValue().equals(NEW))
                    .extracting(Map.Entry::getKey)
                    .isSubsetOf(step.zone());
            operator.restart();
            killedInStep(step.zone(), () -> {});
            operator.restart();
            Waiting.untilAsserted("every zone has it", PATIENCE, () -> {
                assertThat(images().values()).containsOnly(NEW);
                assertThat(rollout().phase()).isEqualTo("Complete");
            });
            assertThat(watch.steps())
                    .hasSize(3)
                    .doesNotHaveDuplicates()
                    .first()
                    .isEqualTo(step.zone() + "/" + step.revision());
        }
    }

    /** At once: to ask the API server of anything else first would leave time to tell the zone. */
    private void killedInStep(String zoneBefore, Runnable what) {
        KilledAt.sight(
                operator,
                client,
                "web",
                "a zone is in step",
                status -> status.rollout() != null
                        && status.rollout().phase().equals("Updating")
                        && status.rollout().zone() != null
                        && !status.rollout().zone().equals(zoneBefore),
                what);
    }

    private RolloutStatus rollout() {
        return user.get("web").getStatus().rollout();
    }

    private Map<String, String> images() {
        Map<String, String> images = new TreeMap<>();
        for (String zone : UserOfZones.ALL) {
            images.put(
                    zone,
                    user.deployment("web-" + zone)
                            .getSpec()
                            .getTemplate()
                            .getSpec()
                            .getContainers()
                            .getFirst()
                            .getImage());
        }
        return images;
    }

    private static String service(String image) {
        return UserOfServices.minimal("web", 6).replace(OLD, image) + "  rollout: {bake: 1s}\n";
    }
}
