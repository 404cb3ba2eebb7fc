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
    private static final String QUICK = "bake: 1s, maxSurge: 0, maxUnavailable: 1";
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
        user.untilTold("ZonedService", "web", "RolloutUpdating", "RolloutBaking", "RolloutComplete");
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
                .contains("pods are ready with it", "apply another template");
        assertThat(images().values()).filteredOn(NEW::equals).hasSize(1);
        assertThat(user.condition("web", "Ready"))
                .hasValueSatisfying(condition -> assertThat(condition.status()).isEqualTo("True"));
        assertThat(user.condition("web", "Reconciling"))
                .hasValueSatisfying(condition -> assertThat(condition.status()).isEqualTo("False"));

        kubectl.run("scale", "zsvc", "web", "--replicas=9");
        user.untilSpread("web", Map.of("us-east-1a", 3, "us-east-1b", 3, "us-east-1c", 3));
        assertThat(images().values()).filteredOn(NEW::equals).hasSize(1);

        user.apply(service(OLD, "bake: 1s, progressDeadline: 4s").replace("replicas: 6", "replicas: 9"));
        untilRolled(OLD);
    }

    @Test
    void oneZoneIsDisruptedAtATimeAlsoWhenTemplatesChangeInARowAndTheLastOneIsEverywhere() {
        user.apply(service(OLD, QUICK));
        user.untilReady("web");
        try (var watch = new RolloutWatch(client, "web", 2)) {
            user.apply(service("registry.local/web:2", QUICK));
            Waiting.untilAsserted(
                    "a second zone is in step",
                    PATIENCE,
                    () -> assertThat(watch.steps()).hasSizeGreaterThanOrEqualTo(2));
            user.apply(service("registry.local/web:3", QUICK));
            user.apply(service("registry.local/web:4", QUICK));
            untilRolled("registry.local/web:4");
            assertThat(watch.everDisrupted()).hasSize(3);
        }
        assertThat(client.apps().deployments().list().getItems())
                .hasSize(3)
                .extracting(stack -> stack.getMetadata().getAnnotations().get("zonekeeper.io/revision"))
                .containsOnly(rollout().revision());
    }

    @Test
    void theWayBackOfAHaltedRolloutBeginsInTheBadZone(Kubectl kubectl) {
        String rollout = "bake: 1s, progressDeadline: 10s";
        user.apply(service(OLD, rollout));
        user.untilReady("web");
        try (var watch = new RolloutWatch(client, "web", 2)) {
            user.apply(service(NEW, rollout)
                    .replace("spec: {containers", "spec: {nodeSelector: {good: node}, containers"));
            Waiting.untilAsserted(
                    "a zone is in step", () -> assertThat(watch.steps()).hasSize(1));
            String good = watch.steps().getFirst().split("/", 2)[0];
            kubectl.run("label", "nodes", "--selector", "topology.kubernetes.io/zone=" + good, "good=node");
            assertThat(user.untilStalled("web", "RolloutHalted")).contains("pods are ready with it");
            assertThat(rollout().zone()).isNotEqualTo(good);
            String bad = rollout().zone();
            assertThat(images().values()).filteredOn(NEW::equals).hasSize(2);
            assertThat(user.condition("web", "Ready"))
                    .hasValueSatisfying(ready -> assertThat(ready.status()).isEqualTo("True"));

            int before = watch.steps().size();
            user.apply(service(OLD, rollout));
            untilRolled(OLD);
            assertThat(watch.steps().subList(before, watch.steps().size()))
                    .extracting(step -> step.split("/", 2)[0])
                    .containsExactly(bad, good);
        } finally {
            kubectl.run("label", "nodes", "--all", "good-");
        }
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
    void statefulSetsKeepTheirClaimsTakeThemAgainAndRollZoneByZone(Kubectl kubectl) {
        user.apply(volumes("us-east-1a", "us-east-1b", "us-east-1c"));
        String queue = service(OLD, "bake: 1s").replace("replicas: 6", "replicas: 6\n  workload: StatefulSet") + """
                  volumeClaimTemplates:
                    - metadata: {name: data}
                      spec: {storageClassName: by-zone, accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """;
        try {
            user.apply(queue);
            user.untilReady("web");
            Map<String, String> claims = claims();
            assertThat(claims).hasSize(6);
            assertThat(unusedClaims()).isEmpty();

            kubectl.run("scale", "zsvc", "web", "--replicas=3");
            Waiting.untilAsserted(
                    "it is told",
                    PATIENCE,
                    () -> assertThat(unusedClaims())
                            .isEqualTo(Map.of("us-east-1a", 1, "us-east-1b", 1, "us-east-1c", 1)));
            user.untilReady("web");
            assertThat(claims()).isEqualTo(claims);

            kubectl.run("scale", "zsvc", "web", "--replicas=6");
            user.untilReady("web");
            assertThat(claims()).isEqualTo(claims);
            assertThat(unusedClaims()).isEmpty();

            try (var watch = new RolloutWatch(client, "web", 2)) {
                user.apply(queue.replace(OLD, NEW));
                Waiting.untilAsserted("every zone has it", PATIENCE, () -> {
                    assertThat(rollout().phase()).isEqualTo("Complete");
                    assertThat(watch.everDisrupted()).hasSize(3);
                });
            }
            user.untilReady("web");
            assertThat(claims()).isEqualTo(claims);
            kubectl.run("delete", "zsvc", "web");
            Waiting.throughout(
                    "claims stay",
                    Duration.ofSeconds(2),
                    () -> assertThat(claims()).isEqualTo(claims));
        } finally {
            kubectl.run("delete", "pv", "--selector", "test=rollout", "--wait=false");
            kubectl.run("delete", "storageclass", "by-zone");
        }
    }

    /** Two in each zone, bound when a pod is to be placed there. */
    private static String volumes(String... zones) {
        StringBuilder yaml = new StringBuilder("""
                apiVersion: storage.k8s.io/v1
                kind: StorageClass
                metadata: {name: by-zone}
                provisioner: kubernetes.io/no-provisioner
                volumeBindingMode: WaitForFirstConsumer
                """);
        for (String zone : zones) {
            for (int number = 0; number < 2; number++) {
                yaml.append("""
                        ---
                        apiVersion: v1
                        kind: PersistentVolume
                        metadata: {name: rollout-%s-%d, labels: {test: rollout}}
                        spec:
                          storageClassName: by-zone
                          capacity: {storage: 1Gi}
                          accessModes: [ReadWriteOnce]
                          persistentVolumeReclaimPolicy: Retain
                          local: {path: /mnt/disk}
                          nodeAffinity:
                            required:
                              nodeSelectorTerms: [{matchExpressions: [{key: topology.kubernetes.io/zone, operator: In, values: [%s]}]}]
                        """.formatted(zone, number, zone));
            }
        }
        return yaml.toString();
    }

    /** By name of the claim, the volume that it has. */
    private Map<String, String> claims() {
        Map<String, String> claims = new TreeMap<>();
        client.persistentVolumeClaims()
                .list()
                .getItems()
                .forEach(claim -> claims.put(
                        claim.getMetadata().getName(), claim.getSpec().getVolumeName()));
        return claims;
    }

    private Map<String, Integer> unusedClaims() {
        Map<String, Integer> unused = new TreeMap<>();
        user.get("web").getStatus().zones().stream()
                .filter(zone -> zone.unusedClaims() != null)
                .forEach(zone -> unused.put(zone.zone(), zone.unusedClaims()));
        return unused;
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
