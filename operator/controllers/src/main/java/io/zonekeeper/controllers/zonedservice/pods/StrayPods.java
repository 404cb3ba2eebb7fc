package io.zonekeeper.controllers.zonedservice.pods;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.PodConditions;

import io.fabric8.kubernetes.api.model.Pod;

/** Counts ready pods that run on nodes of other zones than that of their stack. */
final class StrayPods {
    private StrayPods() {}

    /**
     * Returns by service and by the zone of the stack, how many run in each other zone.
     *
     * @param pods pods of services
     * @param zoneOf the zone of a node, by the node's name
     */
    static Map<String, Map<String, SortedMap<String, Integer>>> count(
            List<Pod> pods, Function<String, Optional<String>> zoneOf) {
        Map<String, Map<String, SortedMap<String, Integer>>> found = new HashMap<>();
        for (Pod pod : pods) {
            Map<String, String> labels = pod.getMetadata().getLabels();
            String stack = labels.get(Labels.ZONE);
            Optional<String> zone =
                    Optional.ofNullable(pod.getSpec().getNodeName()).flatMap(zoneOf);
            if (stack != null && zone.isPresent() && !zone.get().equals(stack) && serves(pod)) {
                found.computeIfAbsent(
                                pod.getMetadata().getNamespace() + "/" + labels.get(Labels.SERVICE),
                                key -> new TreeMap<>())
                        .computeIfAbsent(stack, key -> new TreeMap<>())
                        .merge(zone.get(), 1, Integer::sum);
            }
        }
        return found;
    }

    private static boolean serves(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null && PodConditions.ready(pod);
    }
}
