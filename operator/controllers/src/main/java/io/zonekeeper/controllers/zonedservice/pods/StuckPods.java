package io.zonekeeper.controllers.zonedservice.pods;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.PodConditions;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;

/**
 * Pods whose containers cannot start and that nobody but their template can help.
 *
 * <p>What a container waits for names the cause; one that crashes is found running now and waiting then, so its
 * restarts count as well.
 */
final class StuckPods {
    private static final Set<String> HOPELESS = Set.of(
            "ImagePullBackOff",
            "ErrImagePull",
            "InvalidImageName",
            "CreateContainerConfigError",
            "CreateContainerError",
            "RunContainerError",
            "CrashLoopBackOff");

    /** One crash may be chance, or a start that waited for something. */
    private static final int CRASHES = 2;

    private StuckPods() {}

    /**
     * Returns by zone name what keeps pods from starting.
     *
     * @param since older pods are of another template
     * @param until younger pods may still come to it
     */
    static Map<String, String> among(List<Pod> pods, Instant since, Instant until) {
        return among(pods, pod -> {
            // Kubernetes cuts it down to whole seconds.
            Instant made = made(pod);
            return !made.plusSeconds(1).isBefore(since) && !made.isAfter(until);
        });
    }

    private static Map<String, String> among(List<Pod> pods, Predicate<Pod> counts) {
        return pods.stream()
                .filter(StuckPods::stays)
                .filter(counts)
                .flatMap(pod -> complaint(pod).stream().map(words -> Map.entry(zone(pod), words)))
                .collect(Collectors.toMap(
                        Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a.compareTo(b) <= 0 ? a : b, TreeMap::new));
    }

    /** Returns what keeps the containers of a pod from running; empty where nothing does, or nobody can say yet. */
    static Optional<String> complaint(Pod pod) {
        return statuses(pod)
                .flatMap(container -> waiting(container).or(() -> crashing(pod, container)).stream())
                .findFirst();
    }

    private static Optional<String> waiting(ContainerStatus container) {
        return Optional.ofNullable(container.getState())
                .map(state -> state.getWaiting())
                .filter(waiting -> waiting.getReason() != null && HOPELESS.contains(waiting.getReason()))
                .map(waiting -> "container %s cannot start: %s".formatted(container.getName(), waiting.getReason()));
    }

    private static Optional<String> crashing(Pod pod, ContainerStatus container) {
        int restarts = Objects.requireNonNullElse(container.getRestartCount(), 0);
        Optional<ContainerStateTerminated> ended = failed(container.getState());
        if (restarts + (ended.isPresent() ? 1 : 0) < CRASHES || PodConditions.ready(pod)) {
            return Optional.empty();
        }
        String last = ended.or(
                        () -> Optional.ofNullable(container.getLastState()).map(ContainerState::getTerminated))
                .map(StuckPods::exit)
                .orElse("");
        return Optional.of("container %s restarted %d time%s%s"
                .formatted(container.getName(), restarts, restarts == 1 ? "" : "s", last));
    }

    /** A kubelet shows how a container ended for a while before it says CrashLoopBackOff. */
    private static Optional<ContainerStateTerminated> failed(ContainerState state) {
        return Optional.ofNullable(state)
                .map(ContainerState::getTerminated)
                .filter(terminated -> Objects.requireNonNullElse(terminated.getExitCode(), 0) != 0);
    }

    private static String exit(ContainerStateTerminated terminated) {
        return ", last with exit code %d%s"
                .formatted(
                        Objects.requireNonNullElse(terminated.getExitCode(), 0),
                        terminated.getReason() == null ? "" : " (" + terminated.getReason() + ")");
    }

    /** Returns what is said of a pod's containers, those that run before and beside the others first. */
    static Stream<ContainerStatus> statuses(Pod pod) {
        return pod.getStatus() == null
                ? Stream.empty()
                : Stream.concat(
                        pod.getStatus().getInitContainerStatuses().stream(),
                        pod.getStatus().getContainerStatuses().stream());
    }

    /** Returns whether a pod is one of a stack, and not on its way out. */
    static boolean stays(Pod pod) {
        return pod.getStatus() != null
                && pod.getMetadata().getDeletionTimestamp() == null
                && pod.getMetadata().getLabels() != null
                && zone(pod) != null;
    }

    static String zone(Pod pod) {
        return pod.getMetadata().getLabels().get(Labels.ZONE);
    }

    static Instant made(Pod pod) {
        return Instant.parse(pod.getMetadata().getCreationTimestamp());
    }
}
