package io.zonekeeper.app.health;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.app.kubernetes.NodeReading;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeStatus;
import io.fabric8.kubernetes.api.model.Taint;

/**
 * A node, as far as the health of its zone goes.
 *
 * @param name its name
 * @param zone the name of its zone
 * @param ready whether its kubelet reports Ready
 * @param counts whether its silence is evidence: not when it is cordoned, draining or being deleted
 * @param kubelet where its kubelet listens; empty where it does not say
 */
record WatchedNode(String name, String zone, boolean ready, boolean counts, Optional<Kubelet> kubelet) {

    /** What those put on nodes who are about to take them away: their silence is no failure. */
    private static final Set<String> GOING = Set.of(
            "ToBeDeletedByClusterAutoscaler",
            "karpenter.sh/disrupted",
            "node.cloudprovider.kubernetes.io/shutdown",
            "aws-node-termination-handler/spot-itn",
            "aws-node-termination-handler/scheduled-maintenance",
            "aws-node-termination-handler/asg-lifecycle-termination");

    /**
     * Where a kubelet listens.
     *
     * @param host the node's address
     * @param port the kubelet's port
     */
    record Kubelet(String host, int port) {}

    /** Reads a node; empty where it has no zone. */
    static Optional<WatchedNode> of(Node node) {
        boolean going = node.getMetadata().getDeletionTimestamp() != null
                || (node.getSpec() != null
                        && (Boolean.TRUE.equals(node.getSpec().getUnschedulable())
                                || taints(node).stream().anyMatch(taint -> GOING.contains(taint.getKey()))));
        return NodeReading.zone(node)
                .map(zone -> new WatchedNode(
                        node.getMetadata().getName(), zone, NodeReading.ready(node), !going, kubelet(node)));
    }

    private static List<Taint> taints(Node node) {
        return Objects.requireNonNullElse(node.getSpec().getTaints(), List.of());
    }

    private static Optional<Kubelet> kubelet(Node node) {
        NodeStatus status = node.getStatus();
        if (status == null
                || status.getDaemonEndpoints() == null
                || status.getDaemonEndpoints().getKubeletEndpoint() == null) {
            return Optional.empty();
        }
        Integer port = status.getDaemonEndpoints().getKubeletEndpoint().getPort();
        return status.getAddresses().stream()
                .filter(address -> "InternalIP".equals(address.getType()))
                .map(NodeAddress::getAddress)
                .findFirst()
                .filter(host -> port != null && port > 0)
                .map(host -> new Kubelet(host, port));
    }
}
