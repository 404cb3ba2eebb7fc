package io.zonekeeper.app;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

import io.zonekeeper.api.v1alpha1.ZonedServiceStatus;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.ZonedCluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** How a change of the template goes through the zones, on a real control plane. */
@ZonedCluster
class RolloutIT {
    private static final String OLD = "registry.local/web:1";
    private static final String NEW = "registry.local/web:2";
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private UserOfServices user;
    private KubernetesClient client;

    @BeforeAll
    static void start(OperatorUnderTest operator) {
        operator.startInProcess();
    }

    @BeforeEach
    void connect(KubernetesClient connected, Kubectl kubectl) {
        client = connected;
        user = new UserOfServices(connected, kubectl);
    }

    @Test
    void zonesFollowEachOtherAndForeignChangesToTheOldTemplateArePutBack(Kubectl kubectl) {
        user.apply(service(OLD, "bake: 3s"));
        user.untilReady("web");
        user.apply(service(NEW, "bake: 3s"));
        Waiting.untilAsserted(
                "the first zone bakes", () -> assertThat(rollout().phase()).isEqualTo("Baking"));
        String first = rollout().zone();
        assertThat(images()).containsEntry(first, NEW);
        assertThat(images().values()).filteredOn(NEW::equals).hasSize(1);
        String last = images().entrySet().stream()
                .filter(zone -> zone.getValue().equals(OLD))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElseThrow();
        kubectl.run("set", "image", "deployment/web-" + last, "web=registry.local/foreign:9");
        untilRolled(NEW);
        assertThat(user.events("ZonedService", "web")).contains("RolloutUpdating", "RolloutBaking", "RolloutComplete");
        assertThat(user.condition("web", "RolledOut"))
                .hasValueSatisfying(rolled -> assertThat(rolled.status()).isEqualTo("True"));
    }

    @Test
    void aBadTemplateHaltsInItsFirstZoneScalingGoesOnAndTheWayBackIsShort(Kubectl kubectl) {
        user.apply(service(OLD, "bake: 1s, progressDeadline: 4s"));
        user.untilReady("web");
        user.apply(service(NEW, "bake: 1s, progressDeadline: 4s")
                .replace("spec: {containers", "spec: {nodeSelector: {no: node}, containers"));
        assertThat(user.untilStalled("web", "RolloutHalted"))
                .contains("pods are ready with it", "give another template");
        assertThat(images().values()).filteredOn(NEW::equals).hasSize(1);
        assertThat(user.condition("web", "Reconciling"))
                .hasValueSatisfying(condition -> assertThat(condition.status()).isEqualTo("False"));

        kubectl.run("scale", "zsvc", "web", "--replicas=9");
        user.untilSpread("web", Map.of("us-east-1a", 3, "us-east-1b", 3, "us-east-1c", 3));
        assertThat(images().values()).filteredOn(NEW::equals).hasSize(1);

        user.apply(service(OLD, "bake: 1s, progressDeadline: 4s").replace("replicas: 6", "replicas: 9"));
        untilRolled(OLD);
    }

    @Test
    void pausedHoldsBackAndARestartGoesThroughAllZones(Kubectl kubectl) {
        user.apply(service(OLD, "bake: 0s, paused: true"));
        user.untilReady("web");
        user.apply(service(NEW, "bake: 0s, paused: true"));
        Waiting.untilAsserted("it says so", () -> assertThat(rollout().phase()).isEqualTo("Paused"));
        assertThat(images().values()).containsOnly(OLD);
        user.apply(service(NEW, "bake: 0s"));
        untilRolled(NEW);
        String before = rollout().revision();
        kubectl.run("annotate", "zsvc", "web", "zonekeeper.io/restartedAt=now");
        Waiting.untilAsserted("it restarts", PATIENCE, () -> {
            assertThat(rollout().revision()).isNotEqualTo(before);
            assertThat(rollout().phase()).isEqualTo("Complete");
        });
        assertThat(client.apps().deployments().list().getItems())
                .allSatisfy(stack -> assertThat(
                                stack.getSpec().getTemplate().getMetadata().getAnnotations())
                        .containsEntry("kubectl.kubernetes.io/restartedAt", "now"));
    }

    @Test
    void statefulSetsKeepTheirClaimsAndRollZoneByZone(Kubectl kubectl) {
        String queue = service(OLD, "bake: 2s").replace("replicas: 6", "replicas: 6\n  workload: StatefulSet") + """
                  volumeClaimTemplates:
                    - metadata: {name: data}
                      spec: {storageClassName: none, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """;
        user.apply(queue);
        Waiting.untilAsserted("claims are made", () -> assertThat(claims()).isGreaterThanOrEqualTo(3));
        kubectl.run("scale", "zsvc", "web", "--replicas=3");
        Waiting.untilAsserted(
                "each zone has one",
                PATIENCE,
                () -> assertThat(client.apps().statefulSets().list().getItems())
                        .hasSize(3)
                        .allSatisfy(stack -> {
                            assertThat(stack.getSpec().getReplicas()).isEqualTo(1);
                            assertThat(stack.getSpec()
                                            .getPersistentVolumeClaimRetentionPolicy()
                                            .getWhenScaled())
                                    .isEqualTo("Retain");
                        }));
        assertThat(claims()).isGreaterThanOrEqualTo(3);
        user.apply(queue.replace("replicas: 6", "replicas: 3").replace(OLD, NEW));
        Waiting.untilAsserted(
                "one zone is told",
                () -> assertThat(client.apps().statefulSets().list().getItems().stream()
                                .filter(stack -> stack.getSpec()
                                        .getTemplate()
                                        .getSpec()
                                        .getContainers()
                                        .getFirst()
                                        .getImage()
                                        .equals(NEW)))
                        .hasSize(1));
    }

    private int claims() {
        return client.persistentVolumeClaims().list().getItems().size();
    }

    private void untilRolled(String image) {
        Waiting.untilAsserted("every zone has " + image, PATIENCE, () -> {
            assertThat(images().values()).containsOnly(image);
            assertThat(rollout().phase()).isEqualTo("Complete");
        });
        user.untilReady("web");
    }

    private ZonedServiceStatus.RolloutStatus rollout() {
        return user.get("web").getStatus().rollout();
    }

    private Map<String, String> images() {
        Map<String, String> images = new TreeMap<>();
        client.apps()
                .deployments()
                .list()
                .getItems()
                .forEach(stack -> images.put(
                        stack.getMetadata().getLabels().get("zonekeeper.io/zone"),
                        stack.getSpec()
                                .getTemplate()
                                .getSpec()
                                .getContainers()
                                .getFirst()
                                .getImage()));
        return images;
    }

    private static String service(String image, String rollout) {
        return UserOfServices.minimal("web", 6).replace(OLD, image) + "  rollout: {" + rollout + "}\n";
    }
}
