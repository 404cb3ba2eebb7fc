package io.zonekeeper.controllers.cluster;

import java.util.Optional;

import io.zonekeeper.kube.objects.NodeReading;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeAddress;
import io.fabric8.kubernetes.api.model.NodeStatus;

/**
 * A node, as far as the health of its zone goes.
 *
 * @param name its name
 * @param zone the name of its zone
 * @param ready whether its kubelet reports Ready
 * @param counts whether its silence is evidence: not when it is cordoned, draining or being deleted, when it was never
 *     Ready, or when it is no machine of the zone
 * @param kubelet where its kubelet listens; empty where it does not say
 */
public record WatchedNode(String name, String zone, boolean ready, boolean counts, Optional<Kubelet> kubelet) {

    /**
     * Where a kubelet listens.
     *
     * @param host the node's address
     * @param port the kubelet's port
     */
    public record Kubelet(String host, int port) {}

    /** Reads a node; empty where it has no zone. */
    public static Optional<WatchedNode> of(Node node) {
        return NodeReading.zone(node)
                .map(zone -> new WatchedNode(
                        node.getMetadata().getName(),
                        zone,
                        NodeReading.ready(node),
                        !NodeReading.leaving(node) && !NodeReading.virtual(node),
                        kubelet(node)));
    }

    /** Returns this node as one whose silence is no evidence. */
    WatchedNode withoutEvidence() {
        return new WatchedNode(name, zone, ready, false, kubelet);
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
