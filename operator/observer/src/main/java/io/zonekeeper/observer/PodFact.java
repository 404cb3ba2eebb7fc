package io.zonekeeper.observer;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.observer.LeanObject.LeanPod;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ObjectMeta;

/**
 * What counts of a pod.
 *
 * @param key namespace and name
 * @param uid tells it from an earlier pod of its name
 * @param service namespace and name of its service
 * @param zone name of its zone
 * @param node the node it runs on
 * @param address its IP address
 * @param ready whether it is Ready
 * @param ports numbers of its containers' ports by name
 */
record PodFact(
        String key,
        String uid,
        String service,
        String zone,
        String node,
        String address,
        boolean ready,
        Map<String, Integer> ports) {

    PodFact {
        ports = Map.copyOf(ports);
    }

    /** Returns what counts of a pod that can be checked; empty for one that does not run, or is being deleted. */
    static Optional<PodFact> of(LeanPod pod) {
        ObjectMeta metadata = pod.getMetadata();
        Map<String, String> labels = Objects.requireNonNullElse(metadata.getLabels(), Map.of());
        String service = labels.get(Labels.SERVICE);
        String zone = labels.get(Labels.ZONE);
        String address = pod.getStatus().path("podIP").asText();
        if (service == null
                || zone == null
                || metadata.getDeletionTimestamp() != null
                || !pod.getStatus().path("phase").asText().equals("Running")
                || address.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new PodFact(
                pod.key(),
                metadata.getUid(),
                // Shared with the other pods of the service, the zone and the node.
                (metadata.getNamespace() + "/" + service).intern(),
                zone.intern(),
                pod.getSpec().path("nodeName").asText().intern(),
                address,
                isReady(pod.getStatus()),
                ports(pod.getSpec())));
    }

    private static boolean isReady(JsonNode status) {
        return status.path("conditions")
                .valueStream()
                .anyMatch(condition -> isOfReadiness(condition)
                        && condition.path("status").asText().equals("True"));
    }

    private static boolean isOfReadiness(JsonNode condition) {
        return condition.path("type").asText().equals("Ready");
    }

    private static Map<String, Integer> ports(JsonNode spec) {
        Map<String, Integer> ports = new HashMap<>();
        spec.path("containers")
                .valueStream()
                .flatMap(container -> container.path("ports").valueStream())
                .filter(port -> port.path("name").isTextual()
                        && port.path("containerPort").isInt())
                .forEach(port -> ports.putIfAbsent(
                        port.path("name").asText(), port.path("containerPort").asInt()));
        return ports;
    }
}
