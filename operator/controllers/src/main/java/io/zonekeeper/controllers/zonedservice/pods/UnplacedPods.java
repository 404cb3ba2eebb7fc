package io.zonekeeper.controllers.zonedservice.pods;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.zonekeeper.core.rollout.StackPods.Unplaced;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;

/** Pods that the scheduler finds no node for, and its words. */
final class UnplacedPods {
    /** What the scheduler reports about a node that would do if a pod of the same service were gone from it. */
    private static final List<String> TAKEN = List.of(
            "pod anti-affinity rules",
            "existing pods anti-affinity rules",
            "pod topology spread constraints",
            "free ports",
            "Insufficient ",
            "Too many pods",
            "ReadWriteOncePod");

    private UnplacedPods() {}

    /**
     * Returns by zone name what the scheduler reports, of the oldest pod that waits.
     *
     * @param since older pods do not count
     */
    static Map<String, Unplaced> among(List<Pod> pods, Instant since) {
        Map<String, Unplaced> found = new TreeMap<>();
        pods.stream()
                .filter(StuckPods::stays)
                .filter(pod -> !StuckPods.made(pod).plusSeconds(1).isBefore(since))
                .sorted(Comparator.comparing(StuckPods::made)
                        .thenComparing(pod -> pod.getMetadata().getName()))
                .forEach(pod -> said(pod)
                        .ifPresent(words -> found.putIfAbsent(
                                StuckPods.zone(pod),
                                new Unplaced(words, TAKEN.stream().anyMatch(words::contains)))));
        return found;
    }

    static Optional<String> said(Pod pod) {
        return Stream.ofNullable(pod.getStatus().getConditions())
                .flatMap(List::stream)
                .filter(condition -> condition.getType().equals("PodScheduled")
                        && condition.getStatus().equals("False")
                        && condition.getMessage() != null)
                .map(PodCondition::getMessage)
                .findFirst();
    }
}
