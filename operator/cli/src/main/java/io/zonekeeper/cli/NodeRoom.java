package io.zonekeeper.cli;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.zonekeeper.cli.listing.PodRequests;
import io.zonekeeper.core.placement.Room;
import io.zonekeeper.core.placement.Room.Amount;
import io.zonekeeper.kube.objects.NodeReading;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;

/** Reads how much room nodes have for more pods. */
final class NodeRoom {
    private static final long DEFAULT_PODS = 110;

    private NodeRoom() {}

    /** Returns by zone how many more pods of a template find a node; only nodes that are ready and take pods count. */
    static Map<String, Integer> of(List<Node> nodes, List<Pod> pods, JsonNode template) {
        Map<String, Amount> requested = new HashMap<>();
        Map<String, Long> counts = new HashMap<>();
        for (Pod pod : pods) {
            String node = pod.getSpec().getNodeName();
            String phase = pod.getStatus() == null ? "" : pod.getStatus().getPhase();
            if (node != null && !"Succeeded".equals(phase) && !"Failed".equals(phase)) {
                requested.merge(node, PodRequests.of(pod.getSpec()), Amount::plus);
                counts.merge(node, 1L, Long::sum);
            }
        }
        return Room.of(
                nodes.stream()
                        .filter(node -> NodeReading.zone(node).isPresent())
                        .map(node -> room(node, requested, counts))
                        .toList(),
                of(template));
    }

    private static Room.Node room(Node node, Map<String, Amount> requested, Map<String, Long> counts) {
        String name = node.getMetadata().getName();
        String zone = NodeReading.zone(node).orElseThrow();
        boolean closed =
                !NodeReading.ready(node) || Boolean.TRUE.equals(node.getSpec().getUnschedulable());
        if (closed) {
            return new Room.Node(zone, Amount.NONE, Amount.NONE, 0);
        }
        Map<String, Quantity> has = node.getStatus().getAllocatable();
        long most =
                has.containsKey("pods") ? PodRequests.number(has.get("pods")).longValue() : DEFAULT_PODS;
        return new Room.Node(
                zone,
                PodRequests.amount(has),
                requested.getOrDefault(name, Amount.NONE),
                most - counts.getOrDefault(name, 0L));
    }

    private static Amount of(JsonNode template) {
        Amount all = Amount.NONE;
        for (JsonNode container : template.path("spec").path("containers")) {
            all = all.plus(amount(container));
        }
        for (JsonNode container : template.path("spec").path("initContainers")) {
            all = all.max(amount(container));
        }
        return all;
    }

    private static Amount amount(JsonNode container) {
        Map<String, Quantity> requests = new HashMap<>();
        container
                .path("resources")
                .path("requests")
                .properties()
                .forEach(entry -> requests.put(
                        entry.getKey(), Quantity.parse(entry.getValue().asText())));
        return PodRequests.amount(requests);
    }
}
