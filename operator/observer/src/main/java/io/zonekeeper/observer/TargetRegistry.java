package io.zonekeeper.observer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;

import io.zonekeeper.kube.probe.Check;

/**
 * Who is checked: brings owners of checked pods and these pods together, in whatever order they become known.
 *
 * <p>All methods may be called from any thread.
 */
final class TargetRegistry {
    private final CheckScheduler patrol;
    private final Map<String, CheckedPods> owners = new HashMap<>();
    private final Map<String, Set<String>> ownersOfNamespace = new HashMap<>();
    private final Map<String, ObservedPod> pods = new HashMap<>();
    private final Map<String, String> zones = new HashMap<>();
    /** Pods whose zone is not known yet. */
    private final Map<String, PodFact> waiting = new HashMap<>();

    TargetRegistry(CheckScheduler patrol) {
        this.patrol = patrol;
    }

    /** An owner is there, or changed. */
    synchronized void put(CheckedPods owner) {
        CheckedPods before = owners.put(owner.owner(), owner);
        ownersOfNamespace
                .computeIfAbsent(owner.namespace(), key -> new HashSet<>())
                .add(owner.owner());
        if (before == null
                || !before.checks().equals(owner.checks())
                || !before.selector().equals(owner.selector())) {
            lookInto(pod -> owner.selects(pod) || (before != null && before.selects(pod)));
        }
    }

    /** An owner is gone. */
    synchronized void removeOwner(String key) {
        CheckedPods known = owners.remove(key);
        if (known != null) {
            ownersOfNamespace.get(known.namespace()).remove(key);
            lookInto(known::selects);
        }
    }

    /** A node is there, in this zone: pods that do not tell their zone are in that of their node. */
    synchronized void putNode(String node, String zone) {
        zones.put(node, zone);
        List.copyOf(waiting.values()).stream()
                .filter(pod -> pod.node().equals(node))
                .forEach(this::put);
    }

    /** A pod can be checked, or changed. */
    synchronized void put(PodFact fact) {
        Optional<String> zone = fact.zone().or(() -> Optional.ofNullable(zones.get(fact.node())));
        if (zone.isEmpty()) {
            removePod(fact.key());
            waiting.put(fact.key(), fact);
            return;
        }
        waiting.remove(fact.key());
        PodFact placed = fact.in(zone.get());
        ObservedPod known = pods.get(fact.key());
        if (known != null && known.isSame(placed)) {
            known.update(placed);
        } else {
            removePod(fact.key());
            known = new ObservedPod(patrol, placed);
            pods.put(fact.key(), known);
        }
        known.lookFor(checksOf(placed));
    }

    /** A pod is gone, or going. */
    synchronized void removePod(String key) {
        waiting.remove(key);
        ObservedPod pod = pods.remove(key);
        if (pod != null) {
            pod.end();
        }
    }

    /** The pods of a namespace are not watched any more, but for those of ZonedServices. */
    synchronized void removePodsOfOthers(String namespace) {
        List.copyOf(pods.values()).stream()
                .map(ObservedPod::fact)
                .filter(pod -> pod.namespace().equals(namespace) && !pod.isOfZonedService())
                .forEach(pod -> removePod(pod.key()));
        waiting.values().removeIf(pod -> pod.namespace().equals(namespace));
    }

    /** Ends all looks. */
    synchronized void clear() {
        pods.values().forEach(ObservedPod::end);
        pods.clear();
        waiting.clear();
        owners.clear();
        ownersOfNamespace.clear();
    }

    /** Returns how the pods stand that are checked. */
    synchronized List<ObservedPod.View> pods() {
        return pods.values().stream()
                .map(ObservedPod::view)
                .filter(view -> view.targets() > 0)
                .toList();
    }

    /** Returns the stacks that are reported even if all is well. */
    synchronized Set<Stack> away() {
        Set<Stack> away = new HashSet<>();
        for (CheckedPods owner : owners.values()) {
            if (!owner.checks().isEmpty()) {
                owner.away().forEach(zone -> away.add(new Stack(owner.owner(), zone)));
            }
        }
        return away;
    }

    private void lookInto(Predicate<PodFact> concerned) {
        pods.values().stream()
                .filter(pod -> concerned.test(pod.fact()))
                .forEach(pod -> pod.lookFor(checksOf(pod.fact())));
    }

    private Map<String, List<Check>> checksOf(PodFact pod) {
        Map<String, List<Check>> checks = new TreeMap<>();
        for (String key : ownersOfNamespace.getOrDefault(pod.namespace(), Set.of())) {
            CheckedPods owner = owners.get(key);
            if (!owner.checks().isEmpty() && owner.selects(pod)) {
                checks.put(key, owner.checks());
            }
        }
        return checks;
    }
}
