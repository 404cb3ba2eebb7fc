package io.zonekeeper.controllers.cluster;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeBuilder;

/** Nodes as the API server lists them. */
public final class TestNodes {
    private TestNodes() {}

    /** Returns the Ready node of a zone. */
    public static Node ready(String zone) {
        return new NodeBuilder()
                .withNewMetadata()
                .withName("node-" + zone)
                .withUid("node-" + zone)
                .withResourceVersion("1")
                .addToLabels("topology.kubernetes.io/zone", zone)
                .endMetadata()
                .withNewSpec()
                .endSpec()
                .withNewStatus()
                .addNewCondition()
                .withType("Ready")
                .withStatus("True")
                .endCondition()
                .endStatus()
                .build();
    }
}
