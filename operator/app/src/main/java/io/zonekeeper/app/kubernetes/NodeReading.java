package io.zonekeeper.app.kubernetes;

import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;

/** What a node says of where it is and how it is. */
public final class NodeReading {
    /** The label with the name of a node's zone. */
    public static final String ZONE_LABEL = "topology.kubernetes.io/zone";

    private NodeReading() {}

    /** Returns the node's labels; none where it has none. */
    public static Map<String, String> labels(HasMetadata node) {
        return Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of());
    }

    /** Returns the name of the node's zone; empty where it has none. */
    public static Optional<String> zone(HasMetadata node) {
        return Optional.ofNullable(labels(node).get(ZONE_LABEL)).filter(zone -> !zone.isBlank());
    }

    /** Returns whether its kubelet reports Ready. */
    public static boolean ready(Node node) {
        return node.getStatus() != null
                && node.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals("True"));
    }
}
