package io.zonekeeper.controllers.zonefailover.act;

import java.net.HttpURLConnection;
import java.util.Set;
import java.util.stream.Collectors;

import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.kube.client.KubernetesClients;
import io.zonekeeper.kube.objects.Labels;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** Labels, deletes and evicts pods that others made. A pod that is gone is no failure. */
public final class PodWrites {
    private final KubernetesClient client;
    private final OperatorMetrics metrics;

    /** Creates a writer. */
    public PodWrites(KubernetesClient client, OperatorMetrics metrics) {
        this.client = client;
        this.metrics = metrics;
    }

    /** Labels a pod as outside the zones of these slots. */
    public void label(String namespace, String pod, Set<Integer> slots) {
        String labels = slots.stream()
                .map(slot -> "\"%s%d\":\"true\"".formatted(Labels.OUTSIDE, slot))
                .collect(Collectors.joining(","));
        write(() -> client.pods()
                .inNamespace(namespace)
                .withName(pod)
                .patch(KubernetesClients.merging(), "{\"metadata\":{\"labels\":{%s}}}".formatted(labels)));
    }

    /** Deletes a pod that does not answer; its node, once it does again, ends what runs of it. */
    public void delete(String namespace, String pod) {
        write(() -> client.pods().inNamespace(namespace).withName(pod).delete());
    }

    /** Evicts a pod; returns whether budgets allow it now. */
    public boolean evict(String namespace, String pod) {
        long began = System.nanoTime();
        boolean evicted = client.pods().inNamespace(namespace).withName(pod).evict();
        metrics.wrote("Pod", began);
        return evicted;
    }

    private void write(Runnable write) {
        long began = System.nanoTime();
        try {
            write.run();
            metrics.wrote("Pod", began);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
        }
    }
}
