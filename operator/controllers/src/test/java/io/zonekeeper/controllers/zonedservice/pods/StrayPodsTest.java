package io.zonekeeper.controllers.zonedservice.pods;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.kube.objects.Labels;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StrayPodsTest {
    private static final Map<String, String> NODES = Map.of("a-1", "a", "b-1", "b", "moved", "b");

    @Test
    void readyPodsOnNodesOfOtherZonesAreCounted() {
        List<Pod> pods = List.of(
                pod("web", "a", "a-1", true),
                pod("web", "a", "moved", true),
                pod("web", "a", "moved", true),
                pod("web", "a", "moved", false),
                pod("web", "c", "a-1", true),
                pod("api", "b", "moved", true),
                pod("api", "b", "unknown", true),
                pod("api", "b", null, false));
        assertThat(StrayPods.count(pods, node -> Optional.ofNullable(NODES.get(node))))
                .hasToString("{shop/web={a={b=2}, c={a=1}}}");
    }

    private static Pod pod(String service, String zone, String node, boolean ready) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .addToLabels(Labels.SERVICE, service)
                .addToLabels(Labels.ZONE, zone)
                .endMetadata()
                .withNewSpec()
                .withNodeName(node)
                .endSpec()
                .withNewStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus(ready ? "True" : "False")
                .endCondition()
                .endStatus()
                .build();
    }
}
