package io.zonekeeper.controllers.cluster;

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

/** Taints the nodes of zones, and takes the taint away again: nothing new is scheduled there, what runs continues. */
public final class NodeTaints {
    private static final Logger LOG = LoggerFactory.getLogger(NodeTaints.class);

    private final KubernetesClient client;
    private final OperatorMetrics metrics;
    private final String key;
    private final boolean pausesDisruption;

    private NodeTaints(KubernetesClient client, OperatorMetrics metrics, String key, boolean pausesDisruption) {
        this.client = client;
        this.metrics = metrics;
        this.key = key;
        this.pausesDisruption = pausesDisruption;
    }

    /** Returns a writer of the taint of cordoned zones. */
    public static NodeTaints ofCordons(KubernetesClient client, OperatorMetrics metrics) {
        return new NodeTaints(client, metrics, Labels.CORDONED_TAINT, false);
    }

    /** Returns a writer of the taint of zones that ZoneFailovers evacuated; it pauses voluntary disruption as well. */
    public static NodeTaints ofEvacuations(KubernetesClient client, OperatorMetrics metrics) {
        return new NodeTaints(client, metrics, Labels.EVACUATED_TAINT, true);
    }

    /**
     * Makes the nodes of these zones, and no others, carry our taint; one node's failure stops none of the others.
     *
     * @param undecided zones of which nobody knows whether it is wanted: their nodes stay as they are
     * @return whether every node is as it is to be
     */
    public boolean apply(Collection<Node> nodes, Set<String> zones, Set<String> undecided) {
        boolean done = true;
        for (Node node : nodes) {
            boolean wanted = NodeReading.zone(node).filter(zones::contains).isPresent();
            boolean known = NodeReading.zone(node).filter(undecided::contains).isEmpty();
            if (known && wanted != on(node)) {
                done &= write(node, wanted);
            }
        }
        return done;
    }

    private boolean write(Node node, boolean wanted) {
        try {
            long began = System.nanoTime();
            client.nodes().withName(node.getMetadata().getName()).edit(standing -> {
                List<Taint> taints = new ArrayList<>(
                        Objects.requireNonNullElse(standing.getSpec().getTaints(), List.<Taint>of()));
                taints.removeIf(this::ours);
                if (wanted) {
                    taints.add(new TaintBuilder()
                            .withKey(key)
                            .withEffect("NoSchedule")
                            .build());
                }
                standing.getSpec().setTaints(taints);
                if (pausesDisruption) {
                    pause(standing, wanted);
                }
                return standing;
            });
            metrics.wrote("Node", began);
            return true;
        } catch (KubernetesClientException e) {
            LOG.atWarn()
                    .addKeyValue("node", node.getMetadata().getName())
                    .addKeyValue("cause", e.getMessage())
                    .log("taint of a node not changed; retrying with the next reconcile");
            return false;
        }
    }

    private static void pause(Node node, boolean wanted) {
        if (wanted) {
            DisruptionPause.begin(node);
        } else {
            DisruptionPause.end(node);
        }
    }

    /** Returns whether a node carries the taint. */
    public boolean on(Node node) {
        return node.getSpec() != null
                && Objects.requireNonNullElse(node.getSpec().getTaints(), List.<Taint>of()).stream()
                        .anyMatch(this::ours);
    }

    private boolean ours(Taint taint) {
        return key.equals(taint.getKey());
    }
}
