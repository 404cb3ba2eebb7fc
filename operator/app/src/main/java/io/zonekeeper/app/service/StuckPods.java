package io.zonekeeper.app.service;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.app.kubernetes.Labels;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Pods whose containers cannot start and that nobody but their template can help; asked of the API server while a zone
 * is updated for longer than a bake, for pods are not kept.
 */
public final class StuckPods {
    private static final Logger LOG = LoggerFactory.getLogger(StuckPods.class);

    private static final Set<String> HOPELESS = Set.of(
            "ImagePullBackOff",
            "ErrImagePull",
            "InvalidImageName",
            "CreateContainerConfigError",
            "CreateContainerError",
            "CrashLoopBackOff");

    private final KubernetesClient client;

    /** Creates a reader. */
    public StuckPods(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Returns by zone name what keeps pods from starting; empty where pods cannot be read.
     *
     * @param since older pods are of another template
     * @param until younger pods may still come to it
     */
    Map<String, String> of(String namespace, String service, Instant since, Instant until) {
        try {
            return among(
                    client.pods()
                            .inNamespace(namespace)
                            .withLabel(Labels.SERVICE, service)
                            .list()
                            .getItems(),
                    since,
                    until);
        } catch (KubernetesClientException e) {
            LOG.atWarn().addKeyValue("cause", e.getMessage()).log("what keeps pods from starting cannot be read");
            return Map.of();
        }
    }

    static Map<String, String> among(List<Pod> pods, Instant since, Instant until) {
        return pods.stream()
                .filter(pod -> pod.getStatus() != null && pod.getMetadata().getDeletionTimestamp() == null)
                .filter(pod -> pod.getMetadata().getLabels().get(Labels.ZONE) != null)
                .filter(pod -> {
                    // Kubernetes cuts it down to whole seconds.
                    Instant made = Instant.parse(pod.getMetadata().getCreationTimestamp());
                    return !made.plusSeconds(1).isBefore(since) && !made.isAfter(until);
                })
                .flatMap(pod -> Stream.concat(
                                pod.getStatus().getInitContainerStatuses().stream(),
                                pod.getStatus().getContainerStatuses().stream())
                        .filter(StuckPods::hopeless)
                        .limit(1)
                        .map(container -> Map.entry(
                                pod.getMetadata().getLabels().get(Labels.ZONE),
                                "container %s cannot start: %s"
                                        .formatted(
                                                container.getName(),
                                                container
                                                        .getState()
                                                        .getWaiting()
                                                        .getReason()))))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a.compareTo(b) <= 0 ? a : b, TreeMap::new));
    }

    private static boolean hopeless(ContainerStatus container) {
        return container.getState() != null
                && container.getState().getWaiting() != null
                && container.getState().getWaiting().getReason() != null
                && HOPELESS.contains(container.getState().getWaiting().getReason());
    }
}
