package io.zonekeeper.controllers.zones;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;

import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.NodeReading;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Taint;
import io.fabric8.kubernetes.api.model.TaintBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Taints the nodes of zones that a user cordoned with {@code nodes: true}, and takes the taint away again: nothing new
 * is scheduled there, what runs continues.
 */
final class NodeTaints {
    private static final Logger LOG = LoggerFactory.getLogger(NodeTaints.class);

    private final KubernetesClient client;
    private final OperatorMetrics metrics;

    NodeTaints(KubernetesClient client, OperatorMetrics metrics) {
        this.client = client;
        this.metrics = metrics;
    }

    /**
     * Makes the nodes of these zones, and no others, carry our taint; one node's failure stops none of the others.
     *
     * @param undecided zones of which nobody knows whether it is wanted: their nodes stay as they are
     */
    void apply(Collection<Node> nodes, Set<String> zones, Set<String> undecided) {
        for (Node node : nodes) {
            boolean wanted = NodeReading.zone(node).filter(zones::contains).isPresent();
            boolean known = NodeReading.zone(node).filter(undecided::contains).isEmpty();
            if (known && wanted != tainted(node)) {
                write(node, wanted);
            }
        }
    }

    private void write(Node node, boolean wanted) {
        try {
            long began = System.nanoTime();
            client.nodes().withName(node.getMetadata().getName()).edit(standing -> {
                List<Taint> taints = new ArrayList<>(
                        Objects.requireNonNullElse(standing.getSpec().getTaints(), List.<Taint>of()));
                taints.removeIf(NodeTaints::ours);
                if (wanted) {
                    taints.add(new TaintBuilder()
                            .withKey(Labels.CORDONED_TAINT)
                            .withEffect("NoSchedule")
                            .build());
                }
                standing.getSpec().setTaints(taints);
                return standing;
            });
            metrics.wrote("Node", began);
        } catch (KubernetesClientException e) {
            LOG.atWarn()
                    .addKeyValue("node", node.getMetadata().getName())
                    .addKeyValue("cause", e.getMessage())
                    .log("taint of a node not changed; retrying with the next reconcile");
        }
    }

    private static boolean tainted(Node node) {
        return node.getSpec() != null
                && Objects.requireNonNullElse(node.getSpec().getTaints(), List.<Taint>of()).stream()
                        .anyMatch(NodeTaints::ours);
    }

    private static boolean ours(Taint taint) {
        return Labels.CORDONED_TAINT.equals(taint.getKey());
    }
}
