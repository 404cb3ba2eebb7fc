package io.zonekeeper.controllers.zonedservice.pods;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

import io.zonekeeper.kube.objects.PodConditions;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;

/**
 * Pods of a StatefulSet that have another template, cannot become ready, and stay: where pods are started in order,
 * Kubernetes waits for each to be ready before it replaces any, so one that never will be waits for a user.
 */
final class LeftoverPods {
    private LeftoverPods() {}

    /**
     * Returns which pods to delete and how, as a sentence; empty where none has to be.
     *
     * @param stack the StatefulSet
     * @param pods the pods of its service
     * @param until one that is not ready for an unknown cause may become so if it has not been since then
     */
    static Optional<String> of(StatefulSet stack, List<Pod> pods, Instant until) {
        String wanted = stack.getStatus() == null ? null : stack.getStatus().getUpdateRevision();
        if (wanted == null || "Parallel".equals(stack.getSpec().getPodManagementPolicy())) {
            return Optional.empty();
        }
        List<Pod> left = pods.stream()
                .filter(StuckPods::stays)
                .filter(pod -> pod.getMetadata()
                        .getName()
                        .startsWith(stack.getMetadata().getName() + "-"))
                .filter(pod -> !wanted.equals(pod.getMetadata().getLabels().get("controller-revision-hash")))
                .filter(pod -> !PodConditions.ready(pod))
                .filter(pod -> StuckPods.complaint(pod).isPresent()
                        || UnplacedPods.said(pod).isPresent()
                        || unreadySince(pod).isBefore(until))
                .toList();
        if (left.isEmpty()) {
            return Optional.empty();
        }
        String names =
                left.stream().map(pod -> pod.getMetadata().getName()).sorted().collect(Collectors.joining(" "));
        String why = left.stream()
                .flatMap(pod -> StuckPods.complaint(pod).or(() -> UnplacedPods.said(pod)).stream())
                .findFirst()
                .map(words -> " (" + words + ")")
                .orElse("");
        boolean one = left.size() == 1;
        return Optional.of(
                "%s %s not ready%s and still %s an older template. A StatefulSet does not replace such %s: delete %s, and %s from the current template: kubectl -n %s delete pod %s"
                        .formatted(
                                (one ? "pod " : "pods ") + names.replace(" ", ", "),
                                one ? "is" : "are",
                                why,
                                one ? "has" : "have",
                                one ? "a pod" : "pods",
                                one ? "it" : "them",
                                one ? "it is created again" : "they are created again",
                                Objects.requireNonNullElse(stack.getMetadata().getNamespace(), "default"),
                                names));
    }

    private static Instant unreadySince(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals("Ready") && condition.getLastTransitionTime() != null)
                .map(condition -> Instant.parse(condition.getLastTransitionTime()))
                .findFirst()
                .orElseGet(() -> StuckPods.made(pod));
    }
}
