package io.zonekeeper.kube.objects;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.core.nodes.NodeTraits;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.NodeCondition;
import io.fabric8.kubernetes.api.model.Taint;

/** What a node reports about where it is and how it is. */
public final class NodeReading {
    /** The label with the name of a node's zone. */
    public static final String ZONE_LABEL = "topology.kubernetes.io/zone";

    /** What those put on nodes who are about to take them away. */
    private static final Set<String> GOING = Set.of(
            "ToBeDeletedByClusterAutoscaler",
            "karpenter.sh/disrupted",
            "node.cloudprovider.kubernetes.io/shutdown",
            "aws-node-termination-handler/spot-itn",
            "aws-node-termination-handler/scheduled-maintenance",
            "aws-node-termination-handler/asg-lifecycle-termination");

    /** A node that is younger than this when it ceases to be Ready may never have been. */
    private static final Duration FIRST_START = Duration.ofMinutes(3);

    /** What Kubernetes puts on nodes for what passes, and takes away on its own. */
    private static final Set<String> PASSING =
            Set.of("node.kubernetes.io/", "node.cloudprovider.kubernetes.io/", "zonekeeper.io/");

    private NodeReading() {}

    /** Returns whether the node is on its way out: cordoned, drained or being deleted. */
    public static boolean leaving(Node node) {
        return node.getMetadata().getDeletionTimestamp() != null
                || (node.getSpec() != null
                        && (Boolean.TRUE.equals(node.getSpec().getUnschedulable())
                                || Objects.requireNonNullElse(node.getSpec().getTaints(), List.<Taint>of()).stream()
                                        .anyMatch(taint -> GOING.contains(taint.getKey()))));
    }

    /**
     * Returns the taints that keep pods without a toleration away for as long as the node is what it is: a control
     * plane's, a GPU's. Those of an unready, cordoned or leaving node are not among them, for they say how it is now.
     */
    public static List<Taint> lastingTaints(Node node) {
        return node.getSpec() == null
                ? List.of()
                : Objects.requireNonNullElse(node.getSpec().getTaints(), List.<Taint>of()).stream()
                        .filter(taint -> !"PreferNoSchedule".equals(taint.getEffect()))
                        .filter(taint -> !GOING.contains(taint.getKey()))
                        .filter(taint -> PASSING.stream().noneMatch(taint.getKey()::startsWith))
                        .toList();
    }

    /** Returns what the node is to the scheduler; empty where it has no zone. */
    public static Optional<NodeTraits> traits(Node node) {
        return zone(node)
                .map(zone -> new NodeTraits(
                        node.getMetadata().getName(),
                        zone,
                        labels(node),
                        lastingTaints(node).stream()
                                .map(taint -> new NodeTraits.Taint(
                                        taint.getKey(),
                                        Objects.requireNonNullElse(taint.getValue(), ""),
                                        Objects.requireNonNullElse(taint.getEffect(), "")))
                                .toList(),
                        ready(node),
                        leaving(node)));
    }

    /** Returns the node's labels; none where it has none. */
    public static Map<String, String> labels(HasMetadata node) {
        return Objects.requireNonNullElse(node.getMetadata().getLabels(), Map.of());
    }

    /** Returns the name of the node's zone; empty where it has none. */
    public static Optional<String> zone(HasMetadata node) {
        return Optional.ofNullable(labels(node).get(ZONE_LABEL)).filter(zone -> !zone.isBlank());
    }

    /** Returns whether its kubelet reports Ready. */
    public static boolean ready(Node node) {
        return node.getStatus() != null
                && node.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals("True"));
    }

    /**
     * Returns whether the node is Ready, or must have been before: its condition changed long after it came. One that
     * starts is not Ready from its first moment on.
     */
    public static boolean wasReady(Node node) {
        return ready(node)
                || (node.getStatus() != null
                        && node.getStatus().getConditions().stream()
                                .filter(condition -> condition.getType().equals("Ready"))
                                .map(NodeCondition::getLastTransitionTime)
                                .anyMatch(changed ->
                                        changedLate(node.getMetadata().getCreationTimestamp(), changed)));
    }

    private static boolean changedLate(String created, String changed) {
        return created != null
                && changed != null
                && Duration.between(Instant.parse(created), Instant.parse(changed))
                                .compareTo(FIRST_START)
                        > 0;
    }

    /** Returns whether the node identifies another service's capacity: whoever renews its lease runs elsewhere. */
    public static boolean virtual(Node node) {
        return "virtual-kubelet".equals(labels(node).get("type"));
    }
}
