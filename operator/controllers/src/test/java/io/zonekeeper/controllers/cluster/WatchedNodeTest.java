package io.zonekeeper.controllers.cluster;

import java.util.Optional;

import io.zonekeeper.kube.objects.NodeReading;

import io.fabric8.kubernetes.api.model.NodeBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class WatchedNodeTest {
    @Test
    void aNodeSaysWhereItsKubeletIs() {
        WatchedNode node = WatchedNode.of(node().build()).orElseThrow();
        assertThat(node.zone()).isEqualTo("us-east-1a");
        assertThat(node.counts()).isTrue();
        assertThat(node.ready()).isTrue();
        assertThat(node.kubelet()).isEqualTo(Optional.of(new WatchedNode.Kubelet("10.0.0.7", 10250)));
    }

    @Test
    void oneWithoutAZoneIsNotWatched() {
        assertThat(WatchedNode.of(new NodeBuilder()
                        .withNewMetadata()
                        .withName("n")
                        .endMetadata()
                        .build()))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ToBeDeletedByClusterAutoscaler",
                "karpenter.sh/disrupted",
                "aws-node-termination-handler/spot-itn"
            })
    void theSilenceOfOneThatIsAboutToGoIsNoEvidence(String taint) {
        assertThat(WatchedNode.of(node().editSpec()
                                .addNewTaint("NoSchedule", taint, null, null)
                                .endSpec()
                                .build())
                        .orElseThrow()
                        .counts())
                .isFalse();
    }

    @Test
    void norThatOfACordonedOne() {
        assertThat(WatchedNode.of(node().editSpec()
                                .withUnschedulable(true)
                                .endSpec()
                                .build())
                        .orElseThrow()
                        .counts())
                .isFalse();
    }

    /** Nodes that start are not Ready from their first moment on; who was Ready changed later. */
    @ParameterizedTest(name = "came {0}, {1} since {2}: was Ready: {3}")
    @CsvSource({
        "2026-11-23T12:00:00Z, True,    2026-11-23T12:00:20Z, true",
        "2026-11-23T12:00:00Z, False,   2026-11-23T12:00:00Z, false",
        "2026-11-23T12:00:00Z, False,   2026-11-23T11:59:58Z, false",
        "2026-11-23T12:00:00Z, Unknown, 2026-11-23T12:01:00Z, false",
        "2026-11-23T12:00:00Z, Unknown, 2026-11-23T19:00:00Z, true",
        "2026-11-23T12:00:00Z, False,   2026-11-23T19:00:00Z, true",
        "2026-11-23T12:00:00Z, False,   , false",
        ", Unknown, 2026-11-23T19:00:00Z, false"
    })
    void whetherANodeWasEverReadyIsReadFromItsConditions(String came, String status, String changed, boolean was) {
        assertThat(NodeReading.wasReady(new NodeBuilder()
                        .withNewMetadata()
                        .withName("n")
                        .withCreationTimestamp(came)
                        .endMetadata()
                        .withNewStatus()
                        .addNewCondition()
                        .withType("Ready")
                        .withStatus(status)
                        .withLastTransitionTime(changed)
                        .endCondition()
                        .endStatus()
                        .build()))
                .isEqualTo(was);
    }

    @Test
    void norThatOfAVirtualNode() {
        assertThat(WatchedNode.of(node().editMetadata()
                                .addToLabels("type", "virtual-kubelet")
                                .endMetadata()
                                .build())
                        .orElseThrow()
                        .counts())
                .isFalse();
    }

    private static NodeBuilder node() {
        return new NodeBuilder()
                .withNewMetadata()
                .withName("n")
                .addToLabels("topology.kubernetes.io/zone", "us-east-1a")
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .addNewAddress("10.0.0.7", "InternalIP")
                .addNewAddress("n", "Hostname")
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .withNewDaemonEndpoints()
                .withNewKubeletEndpoint(10250)
                .endDaemonEndpoints()
                .endStatus();
    }
}
