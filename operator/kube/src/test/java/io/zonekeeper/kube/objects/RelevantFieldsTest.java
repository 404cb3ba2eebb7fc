package io.zonekeeper.kube.objects;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RelevantFieldsTest {
    @Test
    void startingPodsAreNewsWhenTheyAreReady() {
        var made = RelevantFields.of(deployment(1, 0, 2, 0, 0, 0));
        assertThat(RelevantFields.of(deployment(1, 1, 2, 0, 0, 0))).as("seen").isEqualTo(made);
        assertThat(RelevantFields.of(deployment(1, 1, 2, 2, 0, 2)))
                .as("started")
                .isEqualTo(made);
        var first = RelevantFields.of(deployment(1, 1, 2, 2, 1, 2));
        assertThat(first).as("one is ready").isNotEqualTo(made);
        assertThat(RelevantFields.of(deployment(1, 1, 2, 2, 2, 2)))
                .as("both are")
                .isNotEqualTo(first);
    }

    @Test
    void aRolloutIsNewsWhenItBeginsAndWhenItIsDone() {
        var old = RelevantFields.of(deployment(1, 1, 2, 2, 2, 2));
        var told = RelevantFields.of(deployment(2, 1, 2, 2, 2, 2));
        assertThat(told).as("asked for").isNotEqualTo(old);
        var rolling = RelevantFields.of(deployment(2, 2, 2, 3, 2, 1));
        assertThat(rolling).isNotEqualTo(told);
        assertThat(RelevantFields.of(deployment(2, 2, 2, 2, 2, 2))).as("done").isNotEqualTo(rolling);
    }

    @Test
    void scalingToWhatIsThereAlreadyIsNewsWhenItIsSeen() {
        assertThat(RelevantFields.of(deployment(2, 2, 2, 2, 2, 2)))
                .isNotEqualTo(RelevantFields.of(deployment(2, 1, 2, 2, 2, 2)));
        assertThat(RelevantFields.of(deployment(2, 2, 0, 0, 0, 0)))
                .as("the last pod is gone")
                .isNotEqualTo(RelevantFields.of(deployment(2, 2, 0, 1, 0, 1)));
    }

    private static Deployment deployment(
            long generation, long observed, int desired, int pods, int ready, int updated) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withGeneration(generation)
                .endMetadata()
                .withNewSpec()
                .withReplicas(desired)
                .endSpec()
                .withNewStatus()
                .withObservedGeneration(observed)
                .withReplicas(pods)
                .withReadyReplicas(ready)
                .withUpdatedReplicas(updated)
                .endStatus()
                .build();
    }
}
