package io.zonekeeper.app.failover;

import java.util.Map;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.ZoneFailover;
import io.zonekeeper.api.v1alpha1.ZoneFailoverStatus;
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
import static org.assertj.core.api.Assertions.assertThat;

/** A namespace asks for protection by its label. */
@ZonedCluster
class NamespaceLabelIT {
    private static final String LABEL = "zonekeeper.io/zone-failover";

    private KubernetesClient client;
    private Kubectl kubectl;
    private UserOfZones zones;
    private UserOfFailovers user;

    @BeforeAll
    static void start(OperatorUnderTest operator) {
        operator.startInProcess(Map.of("ZONEKEEPER_FAILOVERS", "true"));
    }

    @BeforeEach
    void connect(KubernetesClient given, Kubectl tool) {
        client = given;
        kubectl = tool;
        zones = new UserOfZones(client, kubectl);
        user = new UserOfFailovers(client, kubectl);
        zones.trustSoon();
    }

    @AfterEach
    void restore(Zones faults) {
        zones.restore(faults);
        label(LABEL + "-");
        kubectl.run("delete", "zfo", "--all");
    }

    @Test
    void theLabelProtectsAndWithoutItEverythingIsGivenBack() {
        kubectl.runReading(UserOfFailovers.DEPLOYMENT + "---\n" + UserOfFailovers.SERVICE, "apply", "-f", "-");
        label(LABEL + "=enabled");
        Waiting.untilAsserted(
                "the Service is protected",
                PATIENCE,
                () -> assertThat(Optional.ofNullable(made())
                                .map(ZoneFailover::getStatus)
                                .map(ZoneFailoverStatus::protectedServices))
                        .contains("1/1"));
        zones.spec(A, "{\"cordon\":{\"reason\":\"power works\"}}");
        Waiting.untilAsserted(
                "no traffic in the zone",
                PATIENCE,
                () -> assertThat(user.service().getSpec().getSelector()).hasSize(2));
        label(LABEL + "-");
        Waiting.untilAsserted("everything is given back", PATIENCE, () -> {
            assertThat(made()).isNull();
            assertThat(user.service().getSpec().getSelector()).containsOnlyKeys("app");
            assertThat(client.nodes().list().getItems())
                    .flatMap(node -> node.getSpec().getTaints())
                    .noneMatch(taint -> taint.getKey().equals("zonekeeper.io/evacuated"));
        });
    }

    @Test
    void aZoneFailoverOfSomebodyElseWins() {
        label(LABEL + "=enabled");
        Waiting.untilAsserted("it is made", PATIENCE, () -> assertThat(made()).isNotNull());
        kubectl.runReading(UserOfFailovers.FAILOVER, "apply", "-f", "-");
        Waiting.untilAsserted(
                "ours is deleted", PATIENCE, () -> assertThat(made()).isNull());
        Waiting.untilAsserted(
                "it is reported",
                PATIENCE,
                () -> assertThat(client.v1()
                                .events()
                                .inNamespace("default")
                                .list()
                                .getItems())
                        .anyMatch(event -> "OwnZoneFailover".equals(event.getReason())
                                && client.getNamespace()
                                        .equals(event.getInvolvedObject().getName())));
        kubectl.run("delete", "zfo", "everything");
        Waiting.untilAsserted(
                "it is made again", PATIENCE, () -> assertThat(made()).isNotNull());
    }

    private void label(String change) {
        kubectl.run("label", "namespace", client.getNamespace(), "--overwrite", change);
    }

    private ZoneFailover made() {
        return client.resources(ZoneFailover.class).withName("namespace").get();
    }
}
