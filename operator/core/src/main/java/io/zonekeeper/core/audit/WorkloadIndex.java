package io.zonekeeper.core.audit;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import io.zonekeeper.core.audit.Workload.Replacement;
import io.zonekeeper.core.audit.facts.ClusterSnapshot;
import io.zonekeeper.core.audit.facts.ControllerFact;
import io.zonekeeper.core.audit.facts.ObjectName;
import io.zonekeeper.core.audit.facts.PodFact;
import io.zonekeeper.core.audit.findings.Count;

/**
 * Groups pods into workloads, by their controllers.
 *
 * <p>A ReplicaSet that has a controller itself (Deployment, Argo Rollout) is a part of that; so is a Deployment or
 * StatefulSet of Zonekeeper's kinds, of which there is one for each zone. Pods of Jobs end on their own, and static
 * pods belong to their node: both are counted only.
 */
final class WorkloadIndex {
    private final ClusterSnapshot snapshot;
    private final ClusterNodes nodes;
    private final Map<ObjectName, ControllerFact> controllers = new HashMap<>();
    private final Map<ObjectName, Integer> ofParts = new HashMap<>();
    private final Set<ObjectName> byReplicaSet = new HashSet<>();
    private final SortedMap<ObjectName, List<PodFact>> pods = new TreeMap<>();
    private int jobs;
    private int mirrors;
    private int scaledToZero;

    private WorkloadIndex(ClusterSnapshot snapshot, ClusterNodes nodes) {
        this.snapshot = snapshot;
        this.nodes = nodes;
    }

    /**
     * The workloads.
     *
     * @param all all of them, by name
     * @param byPod the workload of each pod, by {@link #key}
     * @param passedOver what belongs to none, as sentences
     */
    record Found(List<Workload> all, Map<String, Workload> byPod, List<String> passedOver) {
        Optional<Workload> of(PodFact pod) {
            return Optional.ofNullable(byPod.get(key(pod)));
        }
    }

    static Found of(ClusterSnapshot snapshot, ClusterNodes nodes) {
        return new WorkloadIndex(snapshot, nodes).found();
    }

    private Found found() {
        snapshot.controllers().forEach(controller -> controllers.put(controller.name(), controller));
        for (ControllerFact controller : snapshot.controllers()) {
            controller.owner().ifPresent(owner -> ofParts.merge(owner, controller.desired(), Integer::sum));
        }
        snapshot.pods().stream().filter(pod -> !pod.terminating()).forEach(this::add);
        withoutPods();
        List<Workload> all = new ArrayList<>();
        Map<String, Workload> byPod = new HashMap<>();
        pods.forEach((name, members) -> {
            List<PodFact> sorted =
                    members.stream().sorted(Comparator.comparing(PodFact::name)).toList();
            Workload workload =
                    Workload.of(name, replacement(name, members), desired(name, members), sorted, nodes::zone);
            all.add(workload);
            members.forEach(pod -> byPod.put(key(pod), workload));
        });
        return new Found(List.copyOf(all), byPod, passedOver());
    }

    private void add(PodFact pod) {
        Optional<ObjectName> controller = pod.controller();
        if (controller.filter(name -> name.group().equals("batch")).isPresent()) {
            jobs += snapshot.reports(pod.namespace()) ? 1 : 0;
        } else if (controller.filter(name -> name.kind().equals("Node")).isPresent()) {
            mirrors += snapshot.reports(pod.namespace()) ? 1 : 0;
        } else {
            ObjectName name =
                    controller.map(this::top).orElseGet(() -> new ObjectName("", "Pod", pod.namespace(), pod.name()));
            pods.computeIfAbsent(name, key -> new ArrayList<>()).add(pod);
        }
    }

    /** Adds what should have pods and has none. */
    private void withoutPods() {
        SortedSet<ObjectName> idle = new TreeSet<>();
        for (ControllerFact controller : snapshot.controllers()) {
            ObjectName name = top(controller.name());
            if (pods.containsKey(name)) {
                continue;
            }
            if (desired(name, List.of()) > 0) {
                pods.put(name, List.of());
            } else if (snapshot.reports(name.namespace())) {
                idle.add(name);
            }
        }
        scaledToZero = idle.size();
    }

    private ObjectName top(ObjectName name) {
        ObjectName top = name;
        Optional<ObjectName> owner = Optional.ofNullable(controllers.get(top)).flatMap(ControllerFact::owner);
        // A ReplicaSet, its Deployment, and a ZonedService.
        while (owner.isPresent()
                && (top.kind().equals("ReplicaSet") || owner.get().ofZonekeeper())) {
            if (top.kind().equals("ReplicaSet")) {
                byReplicaSet.add(owner.get());
            }
            top = owner.get();
            owner = Optional.ofNullable(controllers.get(top)).flatMap(ControllerFact::owner);
        }
        return top;
    }

    private Replacement replacement(ObjectName name, List<PodFact> members) {
        if (name.kind().equals("Pod")
                && members.stream().allMatch(pod -> pod.controller().isEmpty())) {
            return Replacement.BARE;
        }
        Replacement known = Replacement.by(name);
        return known == Replacement.UNKNOWN && byReplicaSet.contains(name) ? Replacement.SCHEDULED : known;
    }

    private int desired(ObjectName name, List<PodFact> members) {
        return Optional.ofNullable(controllers.get(name))
                .map(ControllerFact::desired)
                .or(() -> Optional.ofNullable(ofParts.get(name)))
                .orElse(members.size());
    }

    private List<String> passedOver() {
        List<String> sentences = new ArrayList<>();
        if (jobs > 0) {
            sentences.add(Count.of(jobs, "pod") + " of Jobs, which end on their own.");
        }
        if (mirrors > 0) {
            sentences.add(Count.of(mirrors, "static pod") + ", as parts of their nodes.");
        }
        if (scaledToZero > 0) {
            sentences.add(Count.of(scaledToZero, "workload") + " scaled to zero.");
        }
        return sentences;
    }

    private static String key(PodFact pod) {
        return pod.namespace() + "/" + pod.name();
    }
}
