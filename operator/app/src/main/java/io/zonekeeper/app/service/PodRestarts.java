package io.zonekeeper.app.service;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import io.zonekeeper.app.kubernetes.Labels;
import io.zonekeeper.core.rollout.Restarts;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Pods of a service that restarted lately; asked of the API server while a zone is watched, for pods are not kept. */
public final class PodRestarts {
    private static final Logger LOG = LoggerFactory.getLogger(PodRestarts.class);

    private final KubernetesClient client;

    /** Creates a reader. */
    public PodRestarts(KubernetesClient client) {
        this.client = client;
    }

    /** Returns by zone name how many pods restarted within a time until now; empty where pods cannot be read. */
    Map<String, Restarts> of(String namespace, String service, Duration within, Instant now) {
        Map<String, Restarts> restarts = new HashMap<>();
        try {
            for (Pod pod : client.pods()
                    .inNamespace(namespace)
                    .withLabel(Labels.SERVICE, service)
                    .list()
                    .getItems()) {
                String zone = pod.getMetadata().getLabels().get(Labels.ZONE);
                if (zone != null && pod.getStatus() != null) {
                    boolean restarted = pod.getStatus().getContainerStatuses().stream()
                            .anyMatch(container -> restarted(container, now.minus(within)));
                    Restarts before = restarts.getOrDefault(zone, Restarts.NONE);
                    restarts.put(zone, new Restarts(before.pods() + 1, before.restarted() + (restarted ? 1 : 0)));
                }
            }
        } catch (KubernetesClientException e) {
            LOG.atWarn().addKeyValue("cause", e.getMessage()).log("restarts of pods cannot be read");
        }
        return restarts;
    }

    private static boolean restarted(ContainerStatus container, Instant after) {
        return container.getRestartCount() != null
                && container.getRestartCount() > 0
                && container.getLastState() != null
                && container.getLastState().getTerminated() != null
                && container.getLastState().getTerminated().getFinishedAt() != null
                && Instant.parse(container.getLastState().getTerminated().getFinishedAt())
                        .isAfter(after);
    }
}
