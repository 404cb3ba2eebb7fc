package io.zonekeeper.testing;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * The zones of the cluster under test.
 *
 * <p>On clusters whose zones cannot be broken a test that tries is skipped.
 */
public final class Zones {
    /** The label that holds the name of a node's zone. */
    public static final String ZONE_LABEL = "topology.kubernetes.io/zone";

    /** The label that holds the ID of a node's zone. */
    public static final String ZONE_ID_LABEL = "topology.k8s.aws/zone-id";

    private final KubernetesClient client;
    private final ZoneFaults faults;

    Zones(KubernetesClient client, ZoneFaults faults) {
        this.client = client;
        this.faults = faults;
    }

    /** Returns the names of the zones that have nodes, sorted. */
    public List<String> names() {
        return client.nodes().list().getItems().stream()
                .flatMap(node -> label(node, ZONE_LABEL).stream())
                .distinct()
                .sorted()
                .toList();
    }

    /** Returns the zone's nodes. */
    public List<Node> nodes(String zone) {
        return client.nodes().withLabel(ZONE_LABEL, zone).list().getItems();
    }

    /** Returns the ID of a zone that has nodes which carry it. */
    public Optional<String> id(String zone) {
        return nodes(zone).stream()
                .flatMap(node -> label(node, ZONE_ID_LABEL).stream())
                .findFirst();
    }

    /**
     * Makes the zone go dark, at once: its nodes fall silent and its kubelets cannot be connected to. Kubernetes calls
     * the nodes NotReady after 50 s.
     */
    public void kill(String zone) {
        faults.kill(zone);
    }

    /**
     * Cuts the zone's kubelets off from the API server and from nothing else: its nodes fall silent, its kubelets can
     * still be connected to.
     */
    public void mute(String zone) {
        faults.mute(zone);
    }

    /** Brings a dark or mute zone back; returns when its nodes are Ready, after some 10 s. */
    public void heal(String zone) {
        faults.heal(zone);
    }

    /** Deletes the zone's nodes. */
    public void remove(String zone) {
        faults.remove(zone);
    }

    /**
     * Adds a zone, a new one or one that was removed; returns when its nodes are Ready.
     *
     * @param zone its name
     * @param id its ID; a zone that was removed keeps its own
     * @param nodes how many nodes it has
     */
    public void add(String zone, String id, int nodes) {
        faults.add(zone, id, nodes);
    }

    private static Optional<String> label(Node node, String label) {
        return Optional.ofNullable(Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.<String, String>of())
                .get(label));
    }
}
