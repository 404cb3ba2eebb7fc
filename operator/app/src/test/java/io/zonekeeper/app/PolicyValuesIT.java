package io.zonekeeper.app;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.ZoneHealthPolicy;
import io.zonekeeper.api.v1alpha1.ZoneHealthPolicyStatus;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.ZonedCluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/** The chart's value policy.spec: set, taken back, and beside what people set themselves. */
@ZonedCluster
class PolicyValuesIT {
    @TempDir
    private Path folder;

    private KubernetesClient client;
    private OperatorUnderTest operator;

    @BeforeEach
    void noPolicy(KubernetesClient client, OperatorUnderTest operator) {
        this.client = client;
        this.operator = operator;
        client.resources(ZoneHealthPolicy.class).withName("default").delete();
    }

    @AfterEach
    void stop() {
        operator.stop();
        client.resources(ZoneHealthPolicy.class).withName("default").delete();
    }

    @Test
    void aValueThatIsTakenBackHasItsDefaultAgain() {
        startWith("{mode: Advise}");
        untilApplied("Applied");
        assertThat(mode()).contains("Advise");

        startWith("{}");
        Waiting.untilAsserted("mode is taken back", () -> assertThat(mode()).isNotEqualTo(Optional.of("Advise")));
        untilApplied("Applied");
    }

    @Test
    void aFieldThatAPersonSetStaysAndIsToldUntilThePersonRemovesIt(Kubectl kubectl) {
        startWith("{mode: Automatic, zoneRetention: 48h}");
        untilApplied("Applied");
        kubectl.run("patch", "zonehealthpolicy", "default", "--type=merge", "-p", "{\"spec\":{\"mode\":\"Advise\"}}");
        untilApplied("FieldsOverridden");
        assertThat(condition().orElseThrow().message())
                .contains("spec.mode is Advise, set by kubectl-patch, and Automatic in the chart's policy.spec");
        assertThat(mode()).contains("Advise");

        kubectl.run("patch", "zonehealthpolicy", "default", "--type=merge", "-p", "{\"spec\":{\"mode\":null}}");
        untilApplied("Applied");
        assertThat(mode()).contains("Automatic");
    }

    /** As `helm upgrade` does: another configuration, and the pods start again. */
    private void startWith(String policy) {
        operator.stop();
        Path config = folder.resolve("config.yaml");
        try {
            Files.writeString(config, "defaultPolicy: " + policy + "\n");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        operator.startInProcess(Map.of(InProcessStarter.CONFIG, config.toString()));
    }

    private void untilApplied(String reason) {
        Waiting.untilAsserted(
                "ValuesApplied is " + reason,
                () -> assertThat(condition().map(Condition::reason)).contains(reason));
    }

    private Optional<Condition> condition() {
        ZoneHealthPolicy policy =
                client.resources(ZoneHealthPolicy.class).withName("default").get();
        return Optional.ofNullable(policy)
                .map(ZoneHealthPolicy::getStatus)
                .map(ZoneHealthPolicyStatus::conditions)
                .orElse(List.of())
                .stream()
                .filter(condition -> condition.type().equals("ValuesApplied"))
                .findFirst();
    }

    private Optional<String> mode() {
        return Optional.ofNullable(client.genericKubernetesResources("zonekeeper.io/v1alpha1", "ZoneHealthPolicy")
                .withName("default")
                .get()
                .get("spec", "mode"));
    }
}
