package io.zonekeeper.kube.objects;

import java.util.List;
import java.util.Optional;

import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;

/** What the deployment controller complains of: pods that it may not create, or progress that does not come. */
public final class DeploymentProblems {
    private DeploymentProblems() {}

    /** Returns the conditions that are complaints. */
    public static List<DeploymentCondition> of(DeploymentStatus status) {
        return status.getConditions().stream()
                .filter(condition -> is(condition, "ReplicaFailure", "True") || is(condition, "Progressing", "False"))
                .toList();
    }

    /** Returns why pods of a Deployment are not created, in the API server's words; empty where they are. */
    public static Optional<String> refusedPods(DeploymentStatus status) {
        return status.getConditions().stream()
                .filter(condition -> is(condition, "ReplicaFailure", "True"))
                .map(DeploymentCondition::getMessage)
                .findFirst();
    }

    private static boolean is(DeploymentCondition condition, String type, String status) {
        return condition.getType().equals(type) && condition.getStatus().equals(status);
    }
}
