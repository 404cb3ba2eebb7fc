package io.zonekeeper.controllers.zonedservice.pods;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;

/** Pods as the API server lists them. */
final class TestPods {
    private TestPods() {}

    static Pod pod(String name, String zone, String made) {
        return new PodBuilder()
                .withNewMetadata()
                .withName(name)
                .withCreationTimestamp(made)
                .addToLabels("zonekeeper.io/zone", zone)
                .endMetadata()
                .withNewStatus()
                .withPhase("Running")
                .endStatus()
                .build();
    }

    static Pod waiting(Pod pod, String reason) {
        return new PodBuilder(pod)
                .editStatus()
                .addNewContainerStatus()
                .withName("web")
                .withNewState()
                .withNewWaiting()
                .withReason(reason)
                .endWaiting()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
    }

    static Pod restarted(Pod pod, int times, String finished) {
        return new PodBuilder(pod)
                .editStatus()
                .addNewContainerStatus()
                .withName("web")
                .withRestartCount(times)
                .withNewState()
                .withNewRunning()
                .endRunning()
                .endState()
                .withNewLastState()
                .withNewTerminated()
                .withExitCode(1)
                .withReason("Error")
                .withFinishedAt(finished)
                .endTerminated()
                .endLastState()
                .endContainerStatus()
                .endStatus()
                .build();
    }

    /** The first container is not running: it ended like this. */
    static Pod ended(Pod pod, int exitCode, String reason) {
        return new PodBuilder(pod)
                .editStatus()
                .editFirstContainerStatus()
                .withNewState()
                .withNewTerminated()
                .withExitCode(exitCode)
                .withReason(reason)
                .endTerminated()
                .endState()
                .endContainerStatus()
                .endStatus()
                .build();
    }

    static Pod condition(Pod pod, String type, String status, String since, String message) {
        return new PodBuilder(pod)
                .editStatus()
                .addNewCondition()
                .withType(type)
                .withStatus(status)
                .withLastTransitionTime(since)
                .withMessage(message)
                .endCondition()
                .endStatus()
                .build();
    }

    static Pod labelled(Pod pod, String key, String value) {
        return new PodBuilder(pod)
                .editMetadata()
                .addToLabels(key, value)
                .endMetadata()
                .build();
    }
}
