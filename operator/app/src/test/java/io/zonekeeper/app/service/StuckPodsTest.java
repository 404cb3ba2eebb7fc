package io.zonekeeper.app.service;

import java.time.Instant;
import java.util.List;
import java.util.Map;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StuckPodsTest {
    private static final Instant SINCE = Instant.parse("2026-11-24T12:00:00.300Z");
    private static final Instant UNTIL = SINCE.plusSeconds(60);

    @Test
    void tellsByZoneWhatKeepsPodsFromStarting() {
        assertThat(StuckPods.among(
                        List.of(
                                pod("a", "2026-11-24T12:00:00Z", "ImagePullBackOff"),
                                pod("a", "2026-11-24T12:00:09Z", "CrashLoopBackOff"),
                                pod("b", "2026-11-24T12:00:09Z", "ContainerCreating")),
                        SINCE,
                        UNTIL))
                .isEqualTo(Map.of("a", "container web cannot start: CrashLoopBackOff"));
    }

    @Test
    void podsOfBeforeAndYoungPodsAndThoseThatGoDoNotCount() {
        Pod going = pod("a", "2026-11-24T12:00:09Z", "ImagePullBackOff");
        going.getMetadata().setDeletionTimestamp("2026-11-24T12:00:30Z");
        assertThat(StuckPods.among(
                        List.of(
                                pod("a", "2026-11-24T11:59:58Z", "CrashLoopBackOff"),
                                pod("a", "2026-11-24T12:01:30Z", "ImagePullBackOff"),
                                going),
                        SINCE,
                        UNTIL))
                .isEmpty();
    }

    private static Pod pod(String zone, String made, String reason) {
        return new PodBuilder()
                .withNewMetadata()
                .withCreationTimestamp(made)
                .addToLabels("zonekeeper.io/zone", zone)
                .endMetadata()
                .withNewStatus()
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
}
