package io.zonekeeper.app.failover;

import java.time.Duration;
import java.util.Map;

import io.zonekeeper.app.evacuation.FakeObservers;
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

/** Nodes and pods are Ready, and a Service that nobody wrote for Zonekeeper fails its health checks in one zone. */
@ZonedCluster
class GrayFailoverIT {
    private static final String CHECKED = """
            apiVersion: zonekeeper.io/v1alpha1
            kind: ZoneFailover
            metadata: {name: everything}
            spec:
              failback: {stableFor: 1s}
              healthChecks: [{name: web, http: {port: http, path: /healthz}}]
            """;
    private static final String WITH_PORT = UserOfFailovers.DEPLOYMENT.replace(
            "image: \"registry.example/shop:1\"",
            "image: \"registry.example/shop:1\", ports: [{name: http, containerPort: 8080}]");

    private Kubectl kubectl;
    private UserOfZones zones;
    private UserOfFailovers user;

    @BeforeAll
    static void start(OperatorUnderTest operator) {
        operator.startInProcess();
    }

    @BeforeEach
    void connect(KubernetesClient client, Kubectl tool) {
        kubectl = tool;
        zones = new UserOfZones(client, kubectl);
        user = new UserOfFailovers(client, kubectl);
        zones.trustSoon();
    }

    @AfterEach
    void restore(Zones faults) {
        zones.restore(faults);
        kubectl.run("delete", "zfo", "--all");
    }

    @Test
    void itLeavesThatZoneWhichStaysOpenForOthersAndComesHome(KubernetesClient client) {
        user.running(WITH_PORT);
        apply(named(WITH_PORT, "well"), named(UserOfFailovers.SERVICE, "well"), CHECKED);
        untilProtected("2/2");
        try (var observers = FakeObservers.ofProtected(client, "shop", "well")) {
            observers.fails("shop", B);
            Waiting.untilAsserted("its traffic is off", PATIENCE, () -> {
                assertThat(user.service().getSpec().getSelector()).hasSize(2);
                assertThat(user.state("shop", B).serving()).isFalse();
                assertThat(user.state("shop", B).evacuationCause()).isEqualTo("Service");
                assertThat(user.state("shop", B).evacuatedAt()).isNotNull();
            });
            assertThat(user.state("shop", B).reason())
                    .contains("fail their health checks, observed from two other zones");
            Waiting.throughout("nothing else is moved", Duration.ofSeconds(3), () -> {
                assertThat(user.ready()).containsExactlyInAnyOrderEntriesOf(Map.of(A, 3, B, 3, C, 3));
                assertThat(user.state("well", B).serving()).isTrue();
                zones.noneIsCordoned();
                assertThat(client.nodes().list().getItems())
                        .flatMap(node -> node.getSpec().getTaints())
                        .noneMatch(taint -> taint.getKey().equals("zonekeeper.io/evacuated"));
            });

            observers.passes("shop", B);
            Waiting.untilAsserted("it is home", PATIENCE, () -> {
                assertThat(user.service().getSpec().getSelector()).containsOnlyKeys("app");
                assertThat(user.state("shop", B).state()).isEqualTo("Active");
            });
            assertThat(user.state("shop", B).evacuatedAt())
                    .as("it counts for an hour")
                    .isNotNull();
        }
    }

    @Test
    void whatFailsInAllZonesIsLeftAlone(KubernetesClient client) {
        user.running(WITH_PORT);
        apply(CHECKED);
        try (var observers = FakeObservers.ofProtected(client, "shop", "well")) {
            UserOfZones.ALL.forEach(zone -> observers.fails("shop", zone));
            Waiting.throughout("nothing is left", Duration.ofSeconds(8), () -> {
                assertThat(user.service().getSpec().getSelector()).containsOnlyKeys("app");
                zones.noneIsCordoned();
            });
        }
    }

    @Test
    void aPortThatPodsDoNotHaveIsReported() {
        user.running(UserOfFailovers.DEPLOYMENT);
        apply(CHECKED);
        Waiting.untilAsserted("it is named", PATIENCE, () -> {
            assertThat(user.condition("Protected").reason()).isEqualTo("HealthCheckPortMissing");
            assertThat(user.condition("Protected").message())
                    .contains("health check web: 9 of its 9 pods have no container port named http");
        });
    }

    private void untilProtected(String services) {
        Waiting.untilAsserted(
                "they are protected",
                PATIENCE,
                () -> assertThat(user.get().getStatus().protectedServices()).isEqualTo(services));
    }

    private void apply(String... manifests) {
        kubectl.runReading(String.join("---\n", manifests), "apply", "-f", "-");
    }

    private static String named(String manifest, String name) {
        return manifest.replace("name: shop", "name: " + name).replace("app: shop", "app: " + name);
    }
}
