package io.zonekeeper.controllers.zonedservice.pods;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.zonekeeper.core.rollout.Restarts;

import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;

/** Pods of a service that restarted lately. */
final class PodRestarts {
    private PodRestarts() {}

    /**
     * Returns by zone name how many pods restarted.
     *
     * @param step the zone that is being updated
     * @param begun since when: every restart of a pod made there since counts, however long a crash loop waits
     * @param within of other pods those within this time count
     * @param now the time
     */
    static Map<String, Restarts> among(List<Pod> pods, String step, Instant begun, Duration within, Instant now) {
        Map<String, Restarts> restarts = new HashMap<>();
        pods.stream().filter(StuckPods::stays).forEach(pod -> {
            String zone = StuckPods.zone(pod);
            boolean updated =
                    zone.equals(step) && !StuckPods.made(pod).plusSeconds(1).isBefore(begun);
            boolean restarted =
                    StuckPods.statuses(pod).anyMatch(container -> restarted(container, updated, now.minus(within)));
            restarts.merge(zone, new Restarts(1, restarted ? 1 : 0), Restarts::plus);
        });
        return restarts;
    }

    private static boolean restarted(ContainerStatus container, boolean whenever, Instant after) {
        if (Objects.requireNonNullElse(container.getRestartCount(), 0) == 0) {
            return false;
        }
        return whenever
                || (container.getLastState() != null
                        && container.getLastState().getTerminated() != null
                        && container.getLastState().getTerminated().getFinishedAt() != null
                        && Instant.parse(
                                        container.getLastState().getTerminated().getFinishedAt())
                                .isAfter(after));
    }
}
