package io.zonekeeper.controllers.drains;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.zonekeeper.kube.objects.Labels;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DrainRoundsTest {
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, List<Pod>> pods = new HashMap<>();
    private final List<String> asked = new ArrayList<>();
    private final DrainRounds drains = new DrainRounds(
            () -> nodes,
            node -> {
                asked.add(node);
                return pods.getOrDefault(node, List.of());
            },
            () -> 0L);

    @Test
    void everyCordonedNodeIsSeenThoughFiftyOthersNeverBecomeEmpty() {
        for (int i = 0; i < 120; i++) {
            cordoned("node-%03d".formatted(i), "other");
        }
        pods.put("node-119", List.of(pod("web")));
        assertThat(drains.next().complete()).isFalse();
        assertThat(asked).hasSize(DrainRounds.MOST_NODES);
        drains.next();
        DrainRounds.Round round = drains.next();
        assertThat(round.complete()).isTrue();
        assertThat(round.drained().get("shop/web")).hasToString("{a=[node-119]}");
        assertThat(round.drained().get("shop/other").get("a")).hasSize(119);
        assertThat(asked.subList(0, 120)).doesNotHaveDuplicates();
    }

    @Test
    void aNodeCordonedLaterIsReadInTheNextRoundAndWhatIsKnownOfTheOthersStays() {
        for (int i = 0; i < 60; i++) {
            cordoned("node-%03d".formatted(i), "other");
        }
        drains.next();
        drains.next();
        cordoned("node-999", "web");
        DrainRounds.Round round = drains.next();
        assertThat(round.drained().get("shop/web")).hasToString("{a=[node-999]}");
        assertThat(round.drained().get("shop/other").get("a")).hasSize(60);
    }

    @Test
    void aNodeThatIsUncordonedOrGoneAsksNoMore() {
        cordoned("node", "web");
        assertThat(drains.next().drained()).isNotEmpty();
        nodes.clear();
        DrainRounds.Round round = drains.next();
        assertThat(round.drained()).isEmpty();
        assertThat(round.draining()).isFalse();
    }

    private void cordoned(String name, String service) {
        nodes.add(new NodeBuilder()
                .withNewMetadata()
                .withName(name)
                .addToLabels("topology.kubernetes.io/zone", "a")
                .endMetadata()
                .withNewSpec()
                .withUnschedulable(true)
                .endSpec()
                .build());
        pods.put(name, List.of(pod(service)));
    }

    private static Pod pod(String service) {
        return new PodBuilder()
                .withNewMetadata()
                .withNamespace("shop")
                .addToLabels(Labels.SERVICE, service)
                .endMetadata()
                .build();
    }
}
