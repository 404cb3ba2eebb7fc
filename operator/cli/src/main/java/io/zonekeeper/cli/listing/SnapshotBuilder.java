package io.zonekeeper.cli.listing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

import io.zonekeeper.core.audit.facts.ClusterSnapshot;
import io.zonekeeper.core.audit.facts.ControllerFact;
import io.zonekeeper.core.audit.facts.DisruptionBudget;
import io.zonekeeper.core.audit.facts.NodeFact;
import io.zonekeeper.core.audit.facts.ObjectName;
import io.zonekeeper.core.audit.facts.PodFact;
import io.zonekeeper.core.audit.facts.ServiceFact;
import io.zonekeeper.core.audit.facts.Unread;
import io.zonekeeper.core.audit.facts.VolumeFact;
import io.zonekeeper.core.nodes.NodeDemand;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.PersistentVolume;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.VolumeNodeAffinity;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;

/**
 * Collects the objects of a cluster, of each only what an audit needs. An object that is added again replaces the
 * former one. Objects of other kinds are passed over.
 */
public final class SnapshotBuilder {
    private final PodReading podReading = new PodReading();
    private final Map<String, NodeFact> nodes = new LinkedHashMap<>();
    private final TreeSet<String> nodesWithoutZone = new TreeSet<>();
    private final Map<String, PodFact> pods = new LinkedHashMap<>();
    private final Map<ObjectName, ControllerFact> controllers = new TreeMap<>();
    private final Map<String, ServiceFact> services = new LinkedHashMap<>();
    private final Map<String, DisruptionBudget> budgets = new LinkedHashMap<>();
    private final Map<String, PersistentVolumeClaimFact> claims = new LinkedHashMap<>();
    private final Map<String, List<NodeDemand.Term>> volumes = new LinkedHashMap<>();
    private final List<Unread> unread = new ArrayList<>();
    private int minor;

    private record PersistentVolumeClaimFact(String namespace, String name, String volume) {}

    /** Adds an object. */
    public void add(HasMetadata object) {
        String key =
                object.getMetadata().getNamespace() + "/" + object.getMetadata().getName();
        switch (object) {
            case Node node -> add(node);
            case Pod pod -> podReading.read(pod).ifPresent(fact -> pods.put(key, fact));
            case ReplicaSet set ->
                add(ObjectReading.controller(set, set.getSpec().getReplicas()));
            case Deployment deployment ->
                add(ObjectReading.controller(deployment, deployment.getSpec().getReplicas()));
            case StatefulSet set ->
                add(ObjectReading.controller(set, set.getSpec().getReplicas()));
            case DaemonSet set -> add(ObjectReading.daemonSet(set));
            case Service service -> services.put(key, ObjectReading.service(service));
            case PodDisruptionBudget budget -> ObjectReading.budget(budget).ifPresent(fact -> budgets.put(key, fact));
            case PersistentVolumeClaim claim ->
                Optional.ofNullable(claim.getSpec().getVolumeName())
                        .ifPresent(volume -> claims.put(
                                key,
                                new PersistentVolumeClaimFact(
                                        claim.getMetadata().getNamespace(),
                                        claim.getMetadata().getName(),
                                        volume)));
            case PersistentVolume volume ->
                volumes.put(
                        volume.getMetadata().getName(),
                        Optional.ofNullable(volume.getSpec().getNodeAffinity())
                                .map(VolumeNodeAffinity::getRequired)
                                .map(PodReading::terms)
                                .orElse(List.of()));
            default -> {}
        }
    }

    /** Records the API server's version, 36 for 1.36; without it, that of the newest kubelet counts. */
    void serverMinor(int version) {
        minor = Math.max(minor, version);
    }

    /** Records that something could not be listed. */
    void unread(Unread what) {
        unread.add(what);
    }

    /** Returns whether there is a node. */
    boolean hasNodes() {
        return !nodes.isEmpty() || !nodesWithoutZone.isEmpty();
    }

    /**
     * Returns the snapshot.
     *
     * @param namespace the only namespace to report on; empty for all
     */
    public ClusterSnapshot build(Optional<String> namespace) {
        List<VolumeFact> bound = claims.values().stream()
                .filter(claim -> volumes.containsKey(claim.volume()))
                .map(claim -> new VolumeFact(claim.namespace(), claim.name(), volumes.get(claim.volume())))
                .toList();
        return new ClusterSnapshot(
                List.copyOf(nodes.values()),
                List.copyOf(nodesWithoutZone),
                List.copyOf(pods.values()),
                List.copyOf(controllers.values()),
                List.copyOf(services.values()),
                List.copyOf(budgets.values()),
                bound,
                minor,
                namespace,
                unread);
    }

    private void add(Node node) {
        String name = node.getMetadata().getName();
        minor = Math.max(minor, ObjectReading.minor(node));
        ObjectReading.node(node).ifPresentOrElse(fact -> nodes.put(name, fact), () -> nodesWithoutZone.add(name));
    }

    private void add(ControllerFact controller) {
        controllers.put(controller.name(), controller);
    }
}
