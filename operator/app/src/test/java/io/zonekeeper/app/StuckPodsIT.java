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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static io.zonekeeper.app.UserOfServices.PATIENCE;
import static org.assertj.core.api.Assertions.assertThat;

/** Pods that do not come, or do not stay: whoever asks is told why, and no second zone gets them. */
@ZonedCluster
@SuppressWarnings("try") // pods are broken for as long as the resource is open
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

    @ParameterizedTest
    @CsvSource({
        "Deployment,  CreateContainerConfigError, 0, cannot start: CreateContainerConfigError",
        "StatefulSet, CreateContainerConfigError, 0, cannot start: CreateContainerConfigError",
        "Deployment,  CrashLoopBackOff,           3, restarted",
    })
    void containersThatDoNotStayReadyHaltTheRolloutInItsFirstZone(
            String workload, String reason, int restarts, String told) {
        String service = stateful("registry.local/web:1").replace("StatefulSet", workload);
        user.apply(service);
        user.untilReady("web");
        try (var unused = new BrokenPods(client, reason, restarts)) {
            user.apply(service.replace("web:1", "web:bad"));
            assertThat(user.untilStalled("web", "RolloutHalted")).containsAnyOf(told, reason);
            String halted = rollout("web").zone();
            assertThat(pods("web"))
                    .filteredOn(pod -> image(pod).endsWith(":bad"))
                    .isNotEmpty()
                    .allMatch(pod -> halted.equals(pod.getMetadata().getLabels().get("zonekeeper.io/zone")));
        }
    }

    /**
     * Kubernetes does not replace a broken pod of a StatefulSet: the mended template waits until a person deletes it.
     */
    @Test
    void aMendedStatefulSetWhoseBrokenPodHasToBeDeleted(Kubectl kubectl) {
        String service = stateful("registry.local/web:1");
        user.apply(service);
        user.untilReady("web");
        try (var unused = new BrokenPods(client, "ImagePullBackOff", 0)) {
            user.apply(service.replace("web:1", "web:bad"));
            user.untilStalled("web", "RolloutHalted");
            user.apply(service.replace("web:1", "web:2"));
            String advice = user.untilStalled("web", "PodsMustBeDeleted");
            String broken = pods("web").stream()
                    .filter(pod -> image(pod).endsWith(":bad"))
                    .map(pod -> pod.getMetadata().getName())
                    .findFirst()
                    .orElseThrow();
            assertThat(advice).contains("kubectl -n", "delete pod " + broken, "ImagePullBackOff");
            kubectl.run("delete", "pod", broken);
        }
        Waiting.untilAsserted("it goes on", PATIENCE, () -> {
            assertThat(rollout("web").phase()).isEqualTo("Complete");
            assertThat(pods("web")).hasSize(6).allMatch(pod -> image(pod).endsWith(":2"));
        });
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
