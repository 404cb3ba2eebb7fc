package io.zonekeeper.controllers.cluster;

import java.util.Map;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class DisruptionPauseTest {
    private static final String KARPENTER = "karpenter.sh/do-not-disrupt";
    private static final String AUTOSCALER = "cluster-autoscaler.kubernetes.io/scale-down-disabled";

    @Test
    void bothAutoscalersLeaveTheNodeAloneUntilItEnds() {
        Node node = node(Map.of("mine", "stays"));
        DisruptionPause.begin(node);
        assertThat(node.getMetadata().getAnnotations())
                .containsEntry(KARPENTER, "true")
                .containsEntry(AUTOSCALER, "true");
        DisruptionPause.end(node);
        assertThat(node.getMetadata().getAnnotations()).containsExactly(Map.entry("mine", "stays"));
    }

    @Test
    void whatSomebodyElseSetStays() {
        Node node = node(Map.of(KARPENTER, "true"));
        DisruptionPause.begin(node);
        DisruptionPause.begin(node);
        DisruptionPause.end(node);
        assertThat(node.getMetadata().getAnnotations()).containsExactly(Map.entry(KARPENTER, "true"));
    }

    @Test
    void whatSomebodyChangedMeanwhileIsTheirs() {
        Node node = node(Map.of());
        DisruptionPause.begin(node);
        node.getMetadata().getAnnotations().put(AUTOSCALER, "false");
        DisruptionPause.end(node);
        assertThat(node.getMetadata().getAnnotations()).containsExactly(Map.entry(AUTOSCALER, "false"));
    }

    @Test
    void aNodeWithoutAnyAnnotation() {
        Node node = new NodeBuilder().withNewMetadata().endMetadata().build();
        node.getMetadata().setAnnotations(null);
        DisruptionPause.end(node);
        assertThat(node.getMetadata().getAnnotations()).isEmpty();
    }

    private static Node node(Map<String, String> annotations) {
        return new NodeBuilder()
                .withNewMetadata()
                .withAnnotations(annotations)
                .endMetadata()
                .build();
    }
}
