package io.zonekeeper.app;

import java.util.Map;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.ZonedCluster;
import io.zonekeeper.testing.Zones;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Zones come, go and are remembered, without a restart of anything. */
@ZonedCluster
class ZoneDiscoveryIT {
    private static final String A = "us-east-1a";
    private static final String B = "us-east-1b";
    private static final String C = "us-east-1c";
    private static final String D = "us-east-1d";

    private UserOfServices user;
    private KubernetesClient client;

    @BeforeEach
    void start(KubernetesClient admin, Kubectl kubectl, OperatorUnderTest operator) {
        client = admin;
        operator.startInProcess();
        user = new UserOfServices(admin, kubectl);
    }

    @Test
    void everyZoneLabelHasAZone() {
        Waiting.untilAsserted("zones are found", () -> assertThat(present(C)).isEqualTo("True"));
        assertThat(zone(C).getStatus().nodes().ready()).isEqualTo(4);
        assertThat(zone(C).getStatus().zoneId()).isEqualTo("use1-az4");
        assertThat(zone(C).getStatus().region()).isEqualTo("us-east-1");
        assertThat(zone(C).getStatus().slot()).isBetween(0, 7);
    }

    @Test
    void aNewZoneIsTakenUp(Zones zones) {
        user.apply(UserOfServices.minimal("web", 12));
        user.untilReady("web");
        zones.add(D, "use1-az6", 2);
        Waiting.untilAsserted(
                "the new zone has its share",
                () -> assertThat(user.spread("web")).isEqualTo(Map.of(A, 3, B, 3, C, 3, D, 3)));
        user.untilReady("web");
    }

    @Test
    void aZoneWithoutNodesIsRememberedWithItsSlotAndItsStack(Zones zones) {
        user.apply(UserOfServices.minimal("web", 9));
        user.untilReady("web");
        int slot = zone(C).getStatus().slot();
        zones.remove(C);
        Waiting.untilAsserted("the zone is absent", () -> assertThat(present(C)).isEqualTo("False"));
        assertThat(user.spread("web")).isEqualTo(Map.of(A, 3, B, 3, C, 3));
        zones.add(C, "use1-az4", 4);
        Waiting.untilAsserted("the zone is back", () -> assertThat(present(C)).isEqualTo("True"));
        assertThat(zone(C).getStatus().slot()).isEqualTo(slot);
    }

    @Test
    void afterZoneRetentionAZoneIsForgottenAndItsPodsMove(Zones zones, Kubectl kubectl) {
        user.apply("""
                apiVersion: zonekeeper.io/v1alpha1
                kind: ZoneHealthPolicy
                metadata: {name: default}
                spec: {zoneRetention: 2s}
                """);
        user.apply(UserOfServices.minimal("web", 9));
        user.untilReady("web");
        zones.remove(C);
        Waiting.untilAsserted("the zone is forgotten", () -> assertThat(zone(C)).isNull());
        Waiting.untilAsserted("its pods were replaced", () -> {
            assertThat(user.spread("web")).containsOnlyKeys(A, B);
            assertThat(user.spread("web").values()).containsExactlyInAnyOrder(5, 4);
        });
        assertThat(kubectl.run("get", "zhp", "default")).contains("InUse");
    }

    @Test
    void aDeletedZoneObjectKeepsItsSlot(Kubectl kubectl) {
        user.apply(UserOfServices.minimal("web", 3));
        user.untilReady("web");
        int slot = zone(B).getStatus().slot();
        kubectl.run("delete", "zone", A, B);
        Waiting.untilAsserted("the zones are found again", () -> {
            assertThat(zone(B)).isNotNull();
            assertThat(zone(B).getStatus()).isNotNull();
            assertThat(zone(B).getStatus().slot()).isEqualTo(slot);
        });
        user.untilReady("web");
        assertThat(user.deployment("web-" + B).getMetadata().getGeneration()).isEqualTo(1);
    }

    @Test
    void aPolicyOfAnotherNameIsRefused() {
        assertThatThrownBy(() -> user.apply("""
                apiVersion: zonekeeper.io/v1alpha1
                kind: ZoneHealthPolicy
                metadata: {name: mine}
                spec: {mode: Advise}
                """)).hasMessageContaining("metadata.name must be default");
    }

    private Zone zone(String name) {
        return client.resources(Zone.class).withName(name).get();
    }

    private String present(String name) {
        return condition(name, "Present");
    }

    private String condition(String zone, String type) {
        Zone found = zone(zone);
        return found == null || found.getStatus() == null
                ? "none"
                : found.getStatus().conditions().stream()
                        .filter(condition -> condition.type().equals(type))
                        .map(condition -> condition.status())
                        .findFirst()
                        .orElse("none");
    }
}
