package io.zonekeeper.app.failover;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.app.evacuation.UserOfZones;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.ZonedCluster;
import io.zonekeeper.testing.Zones;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.zonekeeper.app.UserOfServices.PATIENCE;
import static io.zonekeeper.app.UserOfServices.served;
import static io.zonekeeper.app.evacuation.UserOfZones.A;
import static io.zonekeeper.app.evacuation.UserOfZones.B;
import static io.zonekeeper.app.evacuation.UserOfZones.C;
import static io.zonekeeper.app.failover.UserOfFailovers.DEPLOYMENT;
import static io.zonekeeper.app.failover.UserOfFailovers.FAILOVER;
import static io.zonekeeper.app.failover.UserOfFailovers.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

/** What people and their tools do with a Deployment and its Service while a zone is evacuated. */
@ZonedCluster
class DisturbedFailoverIT {
    private static final Map<String, Integer> HOME = Map.of(A, 3, B, 3, C, 3);

    private KubernetesClient client;
    private Kubectl kubectl;
    private UserOfZones zones;
    private UserOfFailovers user;

    @BeforeAll
    static void start(OperatorUnderTest operator) {
        operator.startInProcess();
    }

    @BeforeEach
    void connect(KubernetesClient given, Kubectl tool) {
        client = given;
        kubectl = tool;
        zones = new UserOfZones(client, kubectl);
        user = new UserOfFailovers(client, kubectl);
        zones.trustSoon();
    }

    @AfterEach
    void restore(Zones faults) {
        zones.restore(faults);
        kubectl.run("delete", "zfo", "--all");
    }

    /** As a HorizontalPodAutoscaler does: more pods at once, later fewer. */
    @Test
    void scaledWhileTheZoneIsAway() {
        user.running(DEPLOYMENT);
        cordon();
        kubectl.run("scale", "deployment", "shop", "--replicas=15");
        untilAway(15);
        kubectl.run("scale", "deployment", "shop", "--replicas=12");
        untilAway(12);
        release();
        Waiting.untilAsserted("the zone has its share of what there is now", PATIENCE, () -> {
            assertThat(user.ready()).containsExactlyInAnyOrderEntriesOf(Map.of(A, 4, B, 4, C, 4));
            assertThat(user.state("shop", A).state()).isEqualTo("Active");
        });
    }

    /** The pods of the new template start elsewhere, and all that is moved goes by it. */
    @Test
    void rolledOutWhilePodsAreReplaced() {
        user.running(DEPLOYMENT);
        cordon();
        Waiting.untilAsserted(
                "pods are being replaced",
                PATIENCE,
                () -> assertThat(user.state("shop", A).state()).isIn("Replacing", "Drained"));
        kubectl.run("set", "image", "deployment/shop", "web=registry.example/shop:2");
        untilAway(9);
        kubectl.run("rollout", "status", "deployment/shop", "--timeout=60s");
        assertThat(user.pods())
                .filteredOn(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .extracting(pod -> pod.getSpec().getContainers().getFirst().getImage())
                .containsOnly("registry.example/shop:2");
        release();
        untilHome();
    }

    /** Without them the pods get no traffic, whoever took them away. */
    @Test
    void labelsOfPodsAreRemovedByHand() {
        user.running(DEPLOYMENT);
        cordon();
        untilAway(9);
        String key = user.service().getSpec().getSelector().keySet().stream()
                .filter(each -> each.startsWith("zonekeeper.io/outside-"))
                .findFirst()
                .orElseThrow();
        kubectl.run("label", "pods", "-l", "app=shop", key + "-");
        Waiting.untilAsserted(
                "they carry them again",
                PATIENCE,
                () -> assertThat(living())
                        .allSatisfy(
                                pod -> assertThat(pod.getMetadata().getLabels()).containsKey(key)));
        assertThat(user.service().getSpec().getSelector()).containsKey(key);
    }

    @Test
    void theServiceIsDeletedAndCreatedAgain() {
        user.running(DEPLOYMENT);
        cordon();
        untilAway(9);
        kubectl.run("delete", "service", "shop");
        Waiting.untilAsserted("it is reported", PATIENCE, () -> {
            assertThat(user.condition("Protected").reason()).isEqualTo("ServiceDeleted");
            assertThat(user.state("shop", A).state()).isEqualTo("Drained");
        });
        kubectl.run("delete", "pods", "-l", "app=shop", "--wait=false");
        untilPodsAway(9);
        kubectl.runReading(SERVICE, "apply", "-f", "-");
        untilAway(9);
        release();
        untilHome();
        // Before Kubernetes 1.36 the last pods that came home are labelled a moment later.
        Waiting.untilAsserted(
                "it is protected again",
                PATIENCE,
                () -> assertThat(user.condition("Protected").status()).isEqualTo("True"));
    }

    /** One that can be scheduled nowhere is nobody's to wait for. */
    @Test
    void aPodOfTheServiceIsPendingForAnotherReason() {
        user.running(DEPLOYMENT);
        kubectl.runReading("""
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: canary}
                spec:
                  selector: {matchLabels: {app: shop, track: canary}}
                  template:
                    metadata: {labels: {app: shop, track: canary}}
                    spec:
                      nodeSelector: {example.org/gpu: "true"}
                      containers: [{name: web, image: "registry.example/shop:1"}]
                """, "apply", "-f", "-");
        Waiting.untilAsserted(
                "it waits",
                PATIENCE,
                () -> assertThat(user.pods())
                        .anyMatch(pod -> pod.getStatus().getConditions().stream()
                                .anyMatch(each -> "Unschedulable".equals(each.getReason()))));
        cordon();
        untilAway(9);
        release();
        untilHome();
    }

    /** Two that write the same selector in turns would give the zone its traffic each time. */
    @Test
    void aZonedServiceOfTheNamespaceKeepsItsKeys() {
        kubectl.runReading(String.join("---\n", served("web", 6), DEPLOYMENT, SERVICE, FAILOVER), "apply", "-f", "-");
        Waiting.untilAsserted("both run", PATIENCE, () -> {
            assertThat(user.ready()).isEqualTo(HOME);
            assertThat(client.resources(ZonedService.class)
                            .withName("web")
                            .get()
                            .getStatus()
                            .readyReplicas())
                    .isEqualTo(6);
        });
        cordon();
        Waiting.untilAsserted("both are out of the zone", PATIENCE, () -> {
            assertThat(outside("web")).hasSize(1);
            assertThat(outside("shop")).hasSize(1);
        });
        Waiting.throughout("both stay so", Duration.ofSeconds(5), () -> {
            assertThat(outside("web")).hasSize(1);
            assertThat(outside("shop")).hasSize(1);
        });
        assertThat(user.condition("Protected").message()).contains("web: it belongs to Zonekeeper");
    }

    private List<String> outside(String service) {
        return client.services().withName(service).get().getSpec().getSelector().keySet().stream()
                .filter(key -> key.startsWith("zonekeeper.io/outside-"))
                .toList();
    }

    private void cordon() {
        zones.spec(A, "{\"cordon\":{\"reason\":\"power works\"}}");
    }

    private void release() {
        zones.spec(A, "{\"cordon\":null}");
    }

    private void untilAway(int pods) {
        untilPodsAway(pods);
        Waiting.untilAsserted("traffic and pods are elsewhere", PATIENCE, () -> {
            assertThat(user.state("shop", A).state()).isEqualTo("Drained");
            assertThat(user.service().getSpec().getSelector()).hasSize(2);
        });
    }

    private void untilPodsAway(int pods) {
        Waiting.untilAsserted("all pods run elsewhere", PATIENCE, () -> {
            assertThat(user.ready()).containsOnlyKeys(B, C);
            assertThat(user.ready().values().stream()
                            .mapToInt(Integer::intValue)
                            .sum())
                    .isEqualTo(pods);
        });
    }

    private void untilHome() {
        Waiting.untilAsserted("all is as before", PATIENCE, () -> {
            assertThat(user.ready()).containsExactlyInAnyOrderEntriesOf(HOME);
            assertThat(user.state("shop", A).state()).isEqualTo("Active");
            assertThat(user.service().getSpec().getSelector()).containsOnlyKeys("app");
        });
    }

    private List<Pod> living() {
        List<Pod> living = user.pods().stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .toList();
        assertThat(living).isNotEmpty();
        return living;
    }
}
