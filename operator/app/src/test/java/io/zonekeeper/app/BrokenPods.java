package io.zonekeeper.app;

import java.time.Instant;
import java.util.function.UnaryOperator;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.Watch;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;

/**
 * Breaks, once they are ready, all pods whose image ends with {@code :bad}: the simulated kubelets let every image
 * start.
 */
final class BrokenPods implements AutoCloseable {
    private final KubernetesClient client;
    private final Watch watch;

    /**
     * Begins to break pods.
     *
     * @param reason what their container waits for then
     * @param restarts how often it was restarted by then
     */
    BrokenPods(KubernetesClient client, String reason, int restarts) {
        this.client = client;
        this.watch = client.pods().watch(new Watcher<>() {
            @Override
            public void eventReceived(Action action, Pod pod) {
                if (action != Action.DELETED && bad(pod) && ready(pod)) {
                    rewrite(pod, found -> broken(found, reason, restarts));
                }
            }

            @Override
            public void onClose(WatcherException cause) {
                // pods that are not broken any more make the test that waits for it fail
            }
        });
    }

    @Override
    public void close() {
        watch.close();
    }

    private static boolean bad(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null
                && pod.getSpec().getContainers().getFirst().getImage().endsWith(":bad");
    }

    private static boolean ready(Pod pod) {
        return pod.getStatus().getConditions().stream()
                .anyMatch(condition -> condition.getType().equals("Ready")
                        && condition.getStatus().equals("True"));
    }

    private void rewrite(Pod pod, UnaryOperator<Pod> change) {
        try {
            client.pods().withName(pod.getMetadata().getName()).editStatus(change);
        } catch (KubernetesClientException e) {
            if (e.getCode() != 404) {
                throw e;
            }
        }
    }

    private static Pod broken(Pod pod, String reason, int restarts) {
        String container = pod.getSpec().getContainers().getFirst().getName();
        var waiting = new PodBuilder(pod)
                .editStatus()
                .editMatchingCondition(condition -> condition.getType().equals("Ready"))
                .withStatus("False")
                .withLastTransitionTime(Instant.now().toString())
                .endCondition()
                .editMatchingContainerStatus(status -> status.getName().equals(container))
                .withReady(false)
                .withRestartCount(restarts)
                .withNewState()
                .withNewWaiting()
                .withReason(reason)
                .endWaiting()
                .endState();
        if (restarts > 0) {
            waiting = waiting.withNewLastState()
                    .withNewTerminated()
                    .withExitCode(1)
                    .withReason("Error")
                    .withFinishedAt(Instant.now().toString())
                    .endTerminated()
                    .endLastState();
        }
        return waiting.endContainerStatus().endStatus().build();
    }
}
