package io.zonekeeper.core.audit;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.zonekeeper.core.audit.facts.ObjectName;
import io.zonekeeper.core.audit.facts.PodFact;
import io.zonekeeper.core.audit.facts.PodNeeds;

/**
 * Pods that do the same.
 *
 * @param name what makes them
 * @param replacement how a lost one is replaced
 * @param desired how many there should be
 * @param pods those that are not being deleted, by name
 * @param byZone those of them on a node with a zone, by the zone's name
 */
record Workload(
        ObjectName name,
        Replacement replacement,
        int desired,
        List<PodFact> pods,
        SortedMap<String, List<PodFact>> byZone) {

    /** How lost pods are replaced. */
    enum Replacement {
        /** By new pods that the scheduler places. */
        SCHEDULED,
        /** By a pod of the same name, once the old one is known to be gone. */
        STATEFUL_SET,
        /** Not: each node has one. */
        PER_NODE,
        /** Not: nothing does. */
        BARE,
        /** By Zonekeeper. */
        ZONEKEEPER,
        /** By a controller that is not known here. */
        UNKNOWN;

        static Replacement by(ObjectName controller) {
            if (controller.ofZonekeeper()) {
                return ZONEKEEPER;
            }
            return switch (controller.group() + "/" + controller.kind()) {
                case "apps/Deployment", "apps/ReplicaSet", "/ReplicationController", "argoproj.io/Rollout" -> SCHEDULED;
                case "apps/StatefulSet" -> STATEFUL_SET;
                case "apps/DaemonSet" -> PER_NODE;
                default -> UNKNOWN;
            };
        }
    }

    static Workload of(
            ObjectName name,
            Replacement replacement,
            int desired,
            List<PodFact> pods,
            Function<PodFact, Optional<String>> zone) {
        SortedMap<String, List<PodFact>> byZone = new TreeMap<>();
        pods.forEach(pod -> zone.apply(pod)
                .ifPresent(found ->
                        byZone.computeIfAbsent(found, key -> new ArrayList<>()).add(pod)));
        return new Workload(name, replacement, desired, pods, byZone);
    }

    List<PodFact> in(String zone) {
        return byZone.getOrDefault(zone, List.of());
    }

    int readyIn(String zone) {
        return Math.toIntExact(in(zone).stream().filter(PodFact::ready).count());
    }

    int ready() {
        return Math.toIntExact(pods.stream().filter(PodFact::ready).count());
    }

    /** Returns the ready pods that are known to be in other zones. */
    int left(String zone) {
        return byZone.keySet().stream()
                .filter(other -> !other.equals(zone))
                .mapToInt(this::readyIn)
                .sum();
    }

    /** Returns the needs that most of its pods have, of equally many the first; empty without pods. */
    Optional<PodNeeds> needs() {
        return pods.stream()
                .collect(Collectors.groupingBy(PodFact::needs, LinkedHashMap::new, Collectors.counting()))
                .entrySet()
                .stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey);
    }

    int priority() {
        return pods.stream().mapToInt(PodFact::priority).max().orElse(0);
    }

    /** Returns where a field of its pods is written. */
    String field(String path) {
        return switch (replacement) {
            case BARE -> "spec." + path;
            case UNKNOWN -> path + " of its pod template";
            default -> "spec.template.spec." + path;
        };
    }
}
