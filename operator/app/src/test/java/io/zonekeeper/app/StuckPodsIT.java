package io.zonekeeper.app;

import java.util.List;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.RolloutStatus;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.TestNamespace;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.ZonedCluster;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.zonekeeper.app.UserOfServices.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

/** Pods that do not come: whoever asks is told why, and no second zone gets them. */
@ZonedCluster
class StuckPodsIT {
    private KubernetesClient client;
    private UserOfServices user;

    @BeforeAll
    static void start(OperatorUnderTest operator) {
        operator.startJar();
    }

    @BeforeEach
    void connect(KubernetesClient connected, Kubectl kubectl) {
        client = connected;
        user = new UserOfServices(connected, kubectl);
    }

    /** No node is left for one pod more: a stock Deployment goes through, and so does this. */
    @Test
    void antiAffinityByHostNameWithAsManyPodsAsNodes() {
        String service =
                UserOfServices.minimal("web", 12).replace("template: {spec: {", """
                template: {metadata: {labels: {app: web}}, spec: {affinity: {podAntiAffinity: {
                    requiredDuringSchedulingIgnoredDuringExecution: [
                      {topologyKey: kubernetes.io/hostname, labelSelector: {matchLabels: {app: web}}}]}}, \
                """) + "  rollout: {bake: 1s}\n";
        user.apply(service);
        user.untilReady("web");
        user.apply(service.replace("web:1", "web:2"));
        Waiting.untilAsserted("every pod has the new template", PATIENCE, () -> {
            assertThat(rollout("web").phase()).isEqualTo("Complete");
            assertThat(pods("web")).hasSize(12).allMatch(pod -> image(pod).endsWith(":2"));
        });
        user.untilReady("web");
    }

    /** Pods of one zone can never be in three. */
    @Test
    void aConstraintThatCannotHoldInsideAZoneIsNamed() {
        user.apply(UserOfServices.minimal("web", 6).replace("template: {spec: {", """
                template: {metadata: {labels: {app: web}}, spec: {topologySpreadConstraints: [
                    {topologyKey: topology.kubernetes.io/zone, maxSkew: 1, minDomains: 3, whenUnsatisfiable: DoNotSchedule,
                     labelSelector: {matchLabels: {app: web}}}], \
                """));
        Waiting.untilAsserted(
                "the scheduler is quoted",
                PATIENCE,
                () -> assertThat(user.condition("web", "Ready")).hasValueSatisfying(ready -> {
                    assertThat(ready.status()).isEqualTo("False");
                    assertThat(ready.message()).contains("nodes are available", "minDomains");
                }));
    }

    @Test
    void podsOfAStatefulSetThatAdmissionForbids(Kubectl kubectl, TestNamespace namespace) {
        kubectl.run("label", "namespace", namespace.name(), "pod-security.kubernetes.io/enforce=baseline");
        String service = stateful("registry.local/web:1");
        user.apply(service);
        user.untilReady("web");
        user.apply(service.replace("template: {spec: {", "template: {spec: {hostNetwork: true, "));
        assertThat(user.untilStalled("web", "RolloutHalted"))
                .contains("violates PodSecurity", rollout("web").zone());
        assertThat(pods("web")).as("one zone lacks one pod").hasSize(5);
        assertThat(user.condition("web", "RolledOut")).map(Condition::status).hasValue("False");
    }

    private RolloutStatus rollout(String service) {
        return user.get(service).getStatus().rollout();
    }

    private List<Pod> pods(String service) {
        return client.pods().withLabel("zonekeeper.io/service", service).list().getItems().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .toList();
    }

    private static String image(Pod pod) {
        return pod.getSpec().getContainers().getFirst().getImage();
    }

    private static String stateful(String image) {
        return UserOfServices.minimal("web", 6)
                        .replace("registry.local/web:1", image)
                        .replace("replicas: 6", "replicas: 6\n  workload: StatefulSet")
                + "  rollout: {bake: 5s}\n";
    }
}
