package io.zonekeeper.controllers.pacing;

import java.util.HashMap;
import java.util.Map;

import io.zonekeeper.kube.objects.Labels;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the scheduler reports about pods that it found no node for; asked of the API server while a service is moved.
 */
public final class UnschedulablePods {
    private static final Logger LOG = LoggerFactory.getLogger(UnschedulablePods.class);
    private static final long MOST = 500;

    private final KubernetesClient client;

    /** Creates a reader. */
    public UnschedulablePods(KubernetesClient client) {
        this.client = client;
    }

    /**
     * Pods of one zone for which the scheduler found no node.
     *
     * @param pods how many
     * @param message the scheduler's words about one of them
     */
    public record Unschedulable(int pods, String message) {
        private Unschedulable plus(Unschedulable more) {
            return new Unschedulable(pods + more.pods, message);
        }
    }

    /** Returns by zone name the pods of a service for which the scheduler found no node. */
    public Map<String, Unschedulable> of(String namespace, String service) {
        Map<String, Unschedulable> said = new HashMap<>();
        try {
            client.pods()
                    .inNamespace(namespace)
                    .withLabel(Labels.SERVICE, service)
                    .withField("status.phase", "Pending")
                    .list(new io.fabric8.kubernetes.api.model.ListOptionsBuilder()
                            .withLimit(MOST)
                            .build())
                    .getItems()
                    .forEach(pod -> note(said, pod));
        } catch (KubernetesClientException e) {
            LOG.atDebug().addKeyValue("cause", e.getMessage()).log("pending pods cannot be read");
        }
        return said;
    }

    private static void note(Map<String, Unschedulable> said, Pod pod) {
        String zone = pod.getMetadata().getLabels().get(Labels.ZONE);
        if (zone == null || pod.getStatus() == null) {
            return;
        }
        pod.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals("PodScheduled")
                        && condition.getStatus().equals("False")
                        && condition.getMessage() != null)
                .findFirst()
                .ifPresent(condition ->
                        said.merge(zone, new Unschedulable(1, condition.getMessage()), Unschedulable::plus));
    }
}
