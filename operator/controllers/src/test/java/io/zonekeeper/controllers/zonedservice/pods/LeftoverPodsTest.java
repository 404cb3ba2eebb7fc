package io.zonekeeper.controllers.zonedservice.pods;

import java.time.Instant;
import java.util.List;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetBuilder;
import org.junit.jupiter.api.Test;

import static io.zonekeeper.controllers.zonedservice.pods.TestPods.condition;
import static io.zonekeeper.controllers.zonedservice.pods.TestPods.labelled;
import static io.zonekeeper.controllers.zonedservice.pods.TestPods.pod;
import static io.zonekeeper.controllers.zonedservice.pods.TestPods.waiting;
import static org.assertj.core.api.Assertions.assertThat;

class LeftoverPodsTest {
    private static final String MADE = "2026-11-24T12:00:00Z";
    private static final Instant EARLY = Instant.parse("2026-11-24T11:00:00Z");

    @Test
    void brokenPodsOfAnOlderTemplateAreNamedAndHowToDeleteThem() {
        assertThat(LeftoverPods.of(
                        stack("OrderedReady"),
                        List.of(
                                broken("store-a-1", "bad"),
                                broken("store-a-0", "bad"),
                                broken("store-a-2", "good"),
                                broken("store-ab-0", "bad")),
                        EARLY))
                .hasValue(
                        "pods store-a-0, store-a-1 are not ready (container web cannot start: ImagePullBackOff) and still"
                                + " have an older template. A StatefulSet does not replace such pods: delete them, and they are"
                                + " created again from the current template: kubectl -n shop delete pod store-a-0 store-a-1");
    }

    @Test
    void onePodThatIsNotReadyForLongIsOneToo() {
        Pod silent = condition(
                labelled(pod("store-a-0", "a", MADE), "controller-revision-hash", "bad"), "Ready", "False", MADE, null);
        assertThat(LeftoverPods.of(stack("OrderedReady"), List.of(silent), EARLY))
                .isEmpty();
        assertThat(LeftoverPods.of(stack("OrderedReady"), List.of(silent), Instant.parse("2026-11-24T12:01:00Z")))
                .hasValueSatisfying(sentence -> assertThat(sentence)
                        .contains("pod store-a-0 is not ready and still has", "delete it", "delete pod store-a-0"));
    }

    @Test
    void podsThatServeOrGoOrAreReplacedInParallelAreLeft() {
        Pod going = broken("store-a-0", "bad");
        going.getMetadata().setDeletionTimestamp(MADE);
        Pod serves = condition(
                labelled(pod("store-a-1", "a", MADE), "controller-revision-hash", "bad"), "Ready", "True", MADE, null);
        assertThat(LeftoverPods.of(stack("OrderedReady"), List.of(going, serves), EARLY))
                .isEmpty();
        assertThat(LeftoverPods.of(stack("Parallel"), List.of(broken("store-a-0", "bad")), EARLY))
                .isEmpty();
    }

    private static Pod broken(String name, String revision) {
        return labelled(waiting(pod(name, "a", MADE), "ImagePullBackOff"), "controller-revision-hash", revision);
    }

    private static StatefulSet stack(String policy) {
        return new StatefulSetBuilder()
                .withNewMetadata()
                .withName("store-a")
                .withNamespace("shop")
                .endMetadata()
                .withNewSpec()
                .withPodManagementPolicy(policy)
                .endSpec()
                .withNewStatus()
                .withUpdateRevision("good")
                .endStatus()
                .build();
    }
}
