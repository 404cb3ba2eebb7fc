package io.zonekeeper.core.audit.facts;

import java.util.List;
import java.util.Optional;

/**
 * A cluster at one moment.
 *
 * @param nodes nodes that have a zone
 * @param nodesWithoutZone names of nodes without the label topology.kubernetes.io/zone
 * @param pods pods that have not finished: of all namespaces where that is permitted, for they all need room
 * @param controllers ReplicaSets, Deployments, StatefulSets and DaemonSets
 * @param services Services
 * @param budgets PodDisruptionBudgets
 * @param volumes volumes of claims
 * @param kubernetesMinor 36 for Kubernetes 1.36; 0 where it is not known
 * @param namespace the only namespace that is reported on; empty for all
 * @param unread what could not be listed
 */
public record ClusterSnapshot(
        List<NodeFact> nodes,
        List<String> nodesWithoutZone,
        List<PodFact> pods,
        List<ControllerFact> controllers,
        List<ServiceFact> services,
        List<DisruptionBudget> budgets,
        List<VolumeFact> volumes,
        int kubernetesMinor,
        Optional<String> namespace,
        List<Unread> unread) {
    /** Copies the lists. */
    public ClusterSnapshot {
        nodes = List.copyOf(nodes);
        nodesWithoutZone = List.copyOf(nodesWithoutZone);
        pods = List.copyOf(pods);
        controllers = List.copyOf(controllers);
        services = List.copyOf(services);
        budgets = List.copyOf(budgets);
        volumes = List.copyOf(volumes);
        unread = List.copyOf(unread);
    }

    /** Returns whether objects of a namespace are reported on. */
    public boolean reports(String name) {
        return namespace.isEmpty() || namespace.get().equals(name);
    }
}
