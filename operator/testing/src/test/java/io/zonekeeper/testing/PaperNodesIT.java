package io.zonekeeper.testing;

import java.util.List;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

@ZonedCluster
class PaperNodesIT {
    @Test
    void makeAZone(KubernetesClient client, Zones zones) {
        KubernetesClient admin = new KubernetesClientBuilder()
                .withConfig(new Config(client.getConfiguration()))
                .build();
        try (var nodes = PaperNodes.create(admin, List.of(new ClusterShape.ZoneName("us-east-1p", "use1-az9")))) {
            assertThat(nodes).isNotNull();
            assertThat(zones.names()).contains("us-east-1p");
            assertThat(zones.id("us-east-1p")).contains("use1-az9");
            Waiting.until(
                    "the node's lease is renewed",
                    () -> client.leases()
                                    .inNamespace("kube-node-lease")
                                    .withName("paper-us-east-1p-0")
                                    .get()
                            != null);
        } finally {
            client.nodes().withName("paper-us-east-1p-0").delete();
        }
    }
}
