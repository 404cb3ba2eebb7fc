package io.zonekeeper.app.observe;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.zonekeeper.app.kubernetes.Labels;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.fabric8.kubernetes.api.model.PodStatusBuilder;

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

    /** Returns namespace and name of a pod. */
    static String key(Pod pod) {
        return pod.getMetadata().getNamespace() + "/" + pod.getMetadata().getName();
    }

    /** Returns what counts of a pod that can be looked at; empty for one that does not run, or is being deleted. */
    static Optional<PodFact> of(Pod pod) {
        ObjectMeta metadata = pod.getMetadata();
        PodStatus status = pod.getStatus();
        Map<String, String> labels = Objects.requireNonNullElse(metadata.getLabels(), Map.of());
        String service = labels.get(Labels.SERVICE);
        String zone = labels.get(Labels.ZONE);
        if (service == null
                || zone == null
                || metadata.getDeletionTimestamp() != null
                || status == null
                || !"Running".equals(status.getPhase())
                || status.getPodIP() == null
                || status.getPodIP().isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new PodFact(
                key(pod),
                metadata.getUid(),
                metadata.getNamespace() + "/" + service,
                zone,
                Objects.requireNonNullElse(pod.getSpec().getNodeName(), ""),
                status.getPodIP(),
                isReady(status),
                ports(pod.getSpec())));
    }

    /** Drops what does not count: a pod in the cache takes a tenth of what the API server sends. */
    static void prune(Pod pod) {
        ObjectMeta metadata = pod.getMetadata();
        pod.setMetadata(new ObjectMetaBuilder()
                .withName(metadata.getName())
                .withNamespace(metadata.getNamespace())
                .withUid(metadata.getUid())
                .withResourceVersion(metadata.getResourceVersion())
                .withLabels(metadata.getLabels())
                .withDeletionTimestamp(metadata.getDeletionTimestamp())
                .build());
        PodSpec spec = pod.getSpec();
        pod.setSpec(new PodSpecBuilder()
                .withNodeName(spec.getNodeName())
                .withContainers(spec.getContainers().stream()
                        .filter(container -> !container.getPorts().isEmpty())
                        .map(PodFact::portsOnly)
                        .toList())
                .build());
        PodStatus status = pod.getStatus();
        if (status != null) {
            pod.setStatus(new PodStatusBuilder()
                    .withPhase(status.getPhase())
                    .withPodIP(status.getPodIP())
                    .withConditions(status.getConditions().stream()
                            .filter(condition -> condition.getType().equals("Ready"))
                            .toList())
                    .build());
        }
    }

    private static Container portsOnly(Container container) {
        return new ContainerBuilder()
                .withName(container.getName())
                .withPorts(container.getPorts())
                .build();
    }

    private static boolean isReady(PodStatus status) {
        return status.getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("Ready")
                        && condition.getStatus().equals("True"));
    }

    private static Map<String, Integer> ports(PodSpec spec) {
        Map<String, Integer> ports = new HashMap<>();
        for (Container container : spec.getContainers()) {
            for (ContainerPort port : container.getPorts()) {
                if (port.getName() != null && port.getContainerPort() != null) {
                    ports.putIfAbsent(port.getName(), port.getContainerPort());
                }
            }
        }
        return ports;
    }
}
