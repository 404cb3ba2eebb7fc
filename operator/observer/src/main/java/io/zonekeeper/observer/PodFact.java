package io.zonekeeper.observer;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.NodeReading;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.ObjectMeta;

/**
 * What counts of a pod.
 *
 * @param namespace its namespace
 * @param name its name
 * @param uid tells it from an earlier pod of its name
 * @param labels its labels: by them it is one of a service's
 * @param zone name of its zone; empty where only its node tells
 * @param node the node it runs on
 * @param address its IP address
 * @param ready whether it is Ready
 * @param ports numbers of its containers' ports by name
 */
record PodFact(
        String namespace,
        String name,
        String uid,
        Map<String, String> labels,
        Optional<String> zone,
        String node,
        String address,
        boolean ready,
        Map<String, Integer> ports) {

    /** Of a pod, what counts; empty for one that cannot be checked: it does not run, or is being deleted. */
    static final ObservedKind<Optional<PodFact>> PODS = ObservedKind.core("Pod", "pods", true, PodFact::of);

    PodFact {
        labels = Map.copyOf(labels);
        ports = Map.copyOf(ports);
    }

    private static Optional<PodFact> of(GenericKubernetesResource pod) {
        ObjectMeta metadata = pod.getMetadata();
        Map<String, String> labels = Objects.requireNonNullElse(metadata.getLabels(), Map.of());
        JsonNode spec = ObservedKind.part(pod, "spec");
        JsonNode status = ObservedKind.part(pod, "status");
        String address = status.path("podIP").asText();
        if (metadata.getDeletionTimestamp() != null
                || !status.path("phase").asText().equals("Running")
                || address.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new PodFact(
                metadata.getNamespace().intern(),
                metadata.getName(),
                metadata.getUid(),
                shared(labels),
                Optional.ofNullable(labels.getOrDefault(Labels.ZONE, labels.get(NodeReading.ZONE_LABEL)))
                        .filter(zone -> !zone.isEmpty())
                        .map(String::intern),
                spec.path("nodeName").asText().intern(),
                address,
                isReady(status),
                ports(spec)));
    }

    /** Returns namespace and name. */
    String key() {
        return namespace + "/" + name;
    }

    /** Returns whether a ZonedService runs it. */
    boolean isOfZonedService() {
        return labels.containsKey(Labels.SERVICE);
    }

    /** Returns this with the zone that its node is in. */
    PodFact in(String otherZone) {
        return new PodFact(namespace, name, uid, labels, Optional.of(otherZone), node, address, ready, ports);
    }

    /** Most of them are those of other pods too. */
    private static Map<String, String> shared(Map<String, String> labels) {
        return labels.entrySet().stream()
                .collect(Collectors.toMap(
                        label -> label.getKey().intern(),
                        label -> label.getValue().intern()));
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
