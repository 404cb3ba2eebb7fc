package io.zonekeeper.kube.objects;

import java.util.List;
import java.util.Objects;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodCondition;

/** What a pod's status says of it. */
public final class PodConditions {
    private PodConditions() {}

    /** Returns whether its condition Ready is True; whether it is being deleted is another question. */
    public static boolean ready(Pod pod) {
        return pod.getStatus() != null
                && Objects.requireNonNullElse(pod.getStatus().getConditions(), List.<PodCondition>of()).stream()
                        .anyMatch(condition ->
                                "Ready".equals(condition.getType()) && "True".equals(condition.getStatus()));
    }
}
