package io.zonekeeper.controllers.zonedservice.pods;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.zonekeeper.core.rollout.Restarts;

import io.fabric8.kubernetes.api.model.Pod;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static io.zonekeeper.controllers.zonedservice.pods.TestPods.condition;
import static io.zonekeeper.controllers.zonedservice.pods.TestPods.ended;
import static io.zonekeeper.controllers.zonedservice.pods.TestPods.pod;
import static io.zonekeeper.controllers.zonedservice.pods.TestPods.restarted;
import static io.zonekeeper.controllers.zonedservice.pods.TestPods.waiting;
import static org.assertj.core.api.Assertions.assertThat;

class StuckPodsTest {
    private static final Instant SINCE = Instant.parse("2026-11-24T12:00:00.300Z");
    private static final Instant UNTIL = SINCE.plusSeconds(60);
    private static final String NOON = "2026-11-24T12:00:00Z";
    private static final String LATER = "2026-11-24T12:00:09Z";

    @Test
    void tellsByZoneWhatKeepsPodsFromStarting() {
        assertThat(StuckPods.among(
                        List.of(
                                waiting(pod("p1", "a", NOON), "ImagePullBackOff"),
                                waiting(pod("p2", "a", LATER), "CrashLoopBackOff"),
                                waiting(pod("p3", "b", LATER), "ContainerCreating")),
                        SINCE,
                        UNTIL))
                .isEqualTo(Map.of("a", "container web cannot start: CrashLoopBackOff"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"CreateContainerConfigError", "CreateContainerError", "RunContainerError", "InvalidImageName"})
    void whatNeverCameToARestartCountsAsWell(String reason) {
        assertThat(StuckPods.among(List.of(waiting(pod("p1", "a", LATER), reason)), SINCE, UNTIL))
                .containsEntry("a", "container web cannot start: " + reason);
    }

    /** Between two crashes it is running: only the count tells. */
    @Test
    void aContainerThatIsFoundRunningBetweenTwoCrashesIsStuck() {
        Pod crashing = restarted(pod("p1", "a", LATER), 3, "2026-11-24T12:00:30Z");
        assertThat(StuckPods.among(List.of(crashing), SINCE, UNTIL))
                .containsEntry("a", "container web restarted 3 times, last with exit code 1 (Error)");
        assertThat(StuckPods.among(List.of(condition(crashing, "Ready", "True", LATER, null)), SINCE, UNTIL))
                .isEmpty();
        assertThat(StuckPods.among(List.of(restarted(pod("p1", "a", LATER), 1, "2026-11-24T12:00:30Z")), SINCE, UNTIL))
                .isEmpty();
    }

    /** Real kubelets show how it ended before they say CrashLoopBackOff. */
    @Test
    void aSecondCrashCountsBeforeItIsRestartedAgain() {
        Pod once = restarted(pod("p1", "a", LATER), 1, "2026-11-24T12:00:30Z");
        assertThat(StuckPods.among(List.of(ended(once, 137, "OOMKilled")), SINCE, UNTIL))
                .containsEntry("a", "container web restarted 1 time, last with exit code 137 (OOMKilled)");
        assertThat(StuckPods.among(List.of(ended(once, 0, "Completed")), SINCE, UNTIL))
                .isEmpty();
    }

    @Test
    void podsOfBeforeAndYoungPodsAndThoseThatGoDoNotCount() {
        Pod going = waiting(pod("p1", "a", LATER), "ImagePullBackOff");
        going.getMetadata().setDeletionTimestamp("2026-11-24T12:00:30Z");
        assertThat(StuckPods.among(
                        List.of(
                                waiting(pod("p2", "a", "2026-11-24T11:59:58Z"), "CrashLoopBackOff"),
                                waiting(pod("p3", "a", "2026-11-24T12:01:30Z"), "ImagePullBackOff"),
                                going),
                        SINCE,
                        UNTIL))
                .isEmpty();
    }

    /** A crash loop waits up to five minutes: longer than a bake. */
    @Test
    void anUpdatedPodRestartedWheneverItDidAndOthersLately() {
        Instant now = Instant.parse("2026-11-24T12:06:00Z");
        Map<String, Restarts> restarts = PodRestarts.among(
                List.of(
                        restarted(pod("p1", "a", LATER), 5, "2026-11-24T12:02:00Z"),
                        restarted(pod("p2", "a", "2026-11-24T11:00:00Z"), 1, "2026-11-24T11:30:00Z"),
                        restarted(pod("p3", "b", LATER), 5, "2026-11-24T12:02:00Z"),
                        restarted(pod("p4", "b", LATER), 5, "2026-11-24T12:05:30Z")),
                "a",
                SINCE,
                Duration.ofSeconds(60),
                now);
        assertThat(restarts).isEqualTo(Map.of("a", new Restarts(2, 1), "b", new Restarts(2, 1)));
    }

    @Test
    void aRefusalOfAStatefulSetsPodIsQuotedWithoutItsPreface() {
        assertThat(
                        ServicePods.cause(
                                "create Pod store-a-0 in StatefulSet store-a failed error: pods \"store-a-0\" is forbidden: exceeded quota: exact"))
                .isEqualTo("pods \"store-a-0\" is forbidden: exceeded quota: exact");
    }
}
