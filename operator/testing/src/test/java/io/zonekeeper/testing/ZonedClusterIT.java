package io.zonekeeper.testing;

import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.Map;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

@ZonedCluster
class ZonedClusterIT {
    @Test
    void threeZonesOfReadyNodesAndANamespace(KubernetesClient client, Zones zones, TestNamespace namespace) {
        assertThat(zones.names()).containsExactly("us-east-1a", "us-east-1b", "us-east-1c");
        assertThat(zones.id("us-east-1c")).contains("use1-az4");
        assertThat(client.nodes().list().getItems()).hasSize(12).allMatch(ZonedClusterIT::ready);
        assertThat(client.getNamespace()).isEqualTo(namespace.name()).startsWith("zk-zonedclusterit-");
        assertThat(client.namespaces().withName(namespace.name()).get()).isNotNull();
    }

    @Test
    void deadZoneFallsSilentAndComesBack(KubernetesClient client, Zones zones) {
        zones.kill("us-east-1b");
        ZonedDateTime killed = ZonedDateTime.now(ZoneOffset.UTC);

        Waiting.until("us-east-1a renews its leases", () -> renewedSince(client, "us-east-1a-1", killed));
        assertThat(renewedSince(client, "us-east-1b-1", killed)).isFalse();

        zones.heal("us-east-1b");
        Waiting.until("us-east-1b renews its leases", () -> renewedSince(client, "us-east-1b-1", killed));
        assertThat(zones.nodes("us-east-1b")).allMatch(ZonedClusterIT::ready);
    }

    @Test
    void zonesGoAndCome(Zones zones) {
        zones.remove("us-east-1c");
        assertThat(zones.names()).containsExactly("us-east-1a", "us-east-1b");

        zones.add("us-east-1d", "use1-az6", 1);
        assertThat(zones.names()).containsExactly("us-east-1a", "us-east-1b", "us-east-1d");
        assertThat(zones.nodes("us-east-1d")).singleElement().matches(ZonedClusterIT::ready);
        // and afterwards all is mended: see threeZonesOfReadyNodesAndANamespace, in whatever order they run
    }

    @Test
    void operatorHasTheChartsPermissionsAndNoOthers(OperatorIdentity identity) {
        try (KubernetesClient operator = identity.client()) {
            String node =
                    operator.nodes().list().getItems().getFirst().getMetadata().getName();
            assertThatThrownBy(() -> operator.nodes().withName(node).delete())
                    .isInstanceOf(KubernetesClientException.class)
                    .hasMessageContaining(OperatorIdentity.USER + "\" cannot delete resource \"nodes\"");
        }
    }

    @Test
    void writesAreCounted(
            KubernetesClient client, Kubectl kubectl, WriteCounter operatorWrites, TestNamespace namespace) {
        String me = kubectl.run("auth", "whoami", "--output=jsonpath={.status.userInfo.username}");
        WriteCounter writes = operatorWrites.by(me);
        ConfigMap map = new ConfigMapBuilder()
                .withNewMetadata()
                .withName("one")
                .endMetadata()
                .build();

        WriteCounter.Mark before = writes.mark();
        client.resource(map).create();
        assertThatThrownBy(() -> client.resource(map).create()).hasMessageContaining("already exists");
        client.resource(map).dryRun(true).delete();
        WriteCounter.Mark between = writes.mark();
        client.configMaps()
                .withName("one")
                .edit(found ->
                        new ConfigMapBuilder(found).withData(Map.of("a", "b")).build());

        String where = namespace.name();
        assertThat(writes.since(before))
                .filteredOn(write -> write.namespace().equals(where))
                .containsExactly(
                        new Write("create", "configmaps", where, "one", 201),
                        new Write("create", "configmaps", where, "one", 409),
                        new Write("patch", "configmaps", where, "one", 200));
        assertThat(writes.since(between)).filteredOn(Write::succeeded).hasSize(1);
        assertThat(operatorWrites.since(before)).isEmpty();
    }

    @Test
    void waitingSaysWhatItWaitedFor() {
        assertThatThrownBy(() -> Waiting.until("the moon is blue", Duration.ofMillis(200), () -> false))
                .hasMessageContaining("the moon is blue");
        assertThatThrownBy(() -> Waiting.throughout(
                        "all is calm",
                        Duration.ofMillis(200),
                        () -> assertThat("storm").isEqualTo("calm")))
                .hasMessageContaining("all is calm");
        Waiting.throughout("all is calm", Duration.ofMillis(200), () -> {});
    }

    private static boolean renewedSince(KubernetesClient client, String node, ZonedDateTime since) {
        return client.leases()
                .inNamespace("kube-node-lease")
                .withName(node)
                .get()
                .getSpec()
                .getRenewTime()
                .isAfter(since);
    }

    private static boolean ready(Node node) {
        return node.getStatus().getConditions().stream()
                .anyMatch(condition ->
                        List.of(condition.getType(), condition.getStatus()).equals(List.of("Ready", "True")));
    }
}
