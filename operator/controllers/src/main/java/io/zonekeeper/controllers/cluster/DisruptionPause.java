package io.zonekeeper.controllers.cluster;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.fabric8.kubernetes.api.model.Node;

/**
 * Annotations by which autoscalers leave a node alone: Karpenter does not consolidate it or replace it for drift,
 * Cluster Autoscaler does not remove it. What stays in an evacuated zone is not disrupted, and the zone has nodes to
 * return to. An annotation that somebody else set stays theirs: another one names those that were set here.
 */
final class DisruptionPause {
    private static final List<String> ANNOTATIONS =
            List.of("karpenter.sh/do-not-disrupt", "cluster-autoscaler.kubernetes.io/scale-down-disabled");
    private static final String SET_BY_US = "zonekeeper.io/disruption-paused";
    private static final String TRUE = "true";

    private DisruptionPause() {}

    /** Pauses the voluntary disruption of a node. */
    static void begin(Node node) {
        Map<String, String> annotations = annotations(node);
        List<String> missing = ANNOTATIONS.stream()
                .filter(key -> !annotations.containsKey(key))
                .toList();
        if (!missing.isEmpty() && !annotations.containsKey(SET_BY_US)) {
            missing.forEach(key -> annotations.put(key, TRUE));
            annotations.put(SET_BY_US, String.join(",", missing));
        }
        node.getMetadata().setAnnotations(annotations);
    }

    /** Ends the pause, where it was begun here. */
    static void end(Node node) {
        Map<String, String> annotations = annotations(node);
        String set = annotations.remove(SET_BY_US);
        if (set != null) {
            Arrays.stream(set.split(",", -1))
                    .filter(ANNOTATIONS::contains)
                    .forEach(key -> annotations.remove(key, TRUE));
        }
        node.getMetadata().setAnnotations(annotations);
    }

    private static Map<String, String> annotations(Node node) {
        return new HashMap<>(Objects.requireNonNullElse(node.getMetadata().getAnnotations(), Map.of()));
    }
}
