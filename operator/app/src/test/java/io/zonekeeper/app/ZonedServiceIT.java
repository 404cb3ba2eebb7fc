package io.zonekeeper.app;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.TestNamespace;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.Write;
import io.zonekeeper.testing.WriteCounter;
import io.zonekeeper.testing.ZonedCluster;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A ZonedService as its user sees it, on a real API server, controller manager and scheduler. */
@ZonedCluster
class ZonedServiceIT {
    private static final String A = "us-east-1a";
    private static final String B = "us-east-1b";
    private static final String C = "us-east-1c";

    private UserOfServices user;

    @BeforeAll
    static void start(OperatorUnderTest operator) {
        operator.startInProcess();
    }

    @BeforeEach
    void connect(KubernetesClient client, Kubectl kubectl) {
        user = new UserOfServices(client, kubectl);
    }

    @Test
    void podsRunEvenlyInTheZonesTheyArePinnedTo() {
        user.apply(UserOfServices.minimal("web", 9));
        user.untilReady("web");
        assertThat(user.podsByNodeZone("web")).isEqualTo(Map.of(A, 3, B, 3, C, 3));
        assertThat(user.get("web").getStatus().zoneLoss())
                .allSatisfy(loss -> assertThat(loss.percentLeft()).isEqualTo(66));
    }

    @Test
    void kubectlScaleWorksAndTellsAnAutoscalerItsSelector(Kubectl kubectl) {
        user.apply(UserOfServices.minimal("web", 9));
        kubectl.run("scale", "zsvc", "web", "--replicas=14");
        user.untilReady("web");
        assertThat(user.spread("web").values()).containsExactlyInAnyOrder(5, 5, 4);
        kubectl.run("scale", "zsvc", "web", "--replicas=5");
        user.untilReady("web");
        assertThat(user.spread("web").values()).containsExactlyInAnyOrder(2, 2, 1);
        assertThat(kubectl.run(
                        "get",
                        "zsvc",
                        "web",
                        "--subresource=scale",
                        "-o",
                        "jsonpath={.status.replicas} {.status.selector}"))
                .isEqualTo("5 zonekeeper.io/service=web");
    }

    /** A Deployment's controller copies annotations to the ReplicaSet in writes of their own, before it scales it. */
    @Test
    void scalingIsOneWriteOfEachReplicaSet(KubernetesClient client, Kubectl kubectl, TestNamespace namespace) {
        user.apply(UserOfServices.minimal("web", 9));
        user.untilReady("web");
        Map<String, Set<Map<String, String>>> annotations = new ConcurrentHashMap<>();
        try (var watched = client.apps()
                .replicaSets()
                .inNamespace(namespace.name())
                .inform(new ResourceEventHandler<>() {
                    @Override
                    public void onAdd(ReplicaSet set) {
                        annotations
                                .computeIfAbsent(set.getMetadata().getName(), name -> ConcurrentHashMap.newKeySet())
                                .add(set.getMetadata().getAnnotations());
                    }

                    @Override
                    public void onUpdate(ReplicaSet before, ReplicaSet after) {
                        onAdd(after);
                    }

                    @Override
                    public void onDelete(ReplicaSet set, boolean unknown) {
                        // None is deleted.
                    }
                })) {
            kubectl.run("scale", "zsvc", "web", "--replicas=12");
            user.untilReady("web");
            Waiting.untilAsserted(
                    "the ReplicaSets to be scaled",
                    () -> assertThat(watched.getStore().list())
                            .hasSize(3)
                            .allSatisfy(set -> assertThat(set.getStatus().getReadyReplicas())
                                    .isEqualTo(4)));
        }
        assertThat(annotations.values())
                .hasSize(3)
                .allSatisfy(states -> assertThat(states).as("before and after").hasSize(2));
    }

    @Test
    void aHorizontalPodAutoscalerScalesIt() {
        user.apply(UserOfServices.minimal("web", 3));
        user.untilReady("web");
        // Below its minimum an autoscaler scales without metrics, which simulated pods do not have.
        user.apply("""
                apiVersion: autoscaling/v2
                kind: HorizontalPodAutoscaler
                metadata: {name: web}
                spec:
                  scaleTargetRef: {apiVersion: zonekeeper.io/v1alpha1, kind: ZonedService, name: web}
                  minReplicas: 6
                  maxReplicas: 9
                  metrics: [{type: Resource, resource: {name: cpu, target: {type: Utilization, averageUtilization: 50}}}]
                """);
        Waiting.untilAsserted(
                "it is scaled",
                Duration.ofMinutes(1),
                () -> assertThat(user.spread("web")).isEqualTo(Map.of(A, 2, B, 2, C, 2)));
        user.untilReady("web");
    }

    @Test
    void kubectlGetTellsTheStory(Kubectl kubectl) {
        user.apply(UserOfServices.minimal("web", 9));
        user.untilReady("web");
        assertThat(kubectl.run("get", "zsvc")).contains("SPREAD", "BALANCED", "3+3+3", "Spread");
        assertThat(kubectl.run("get", "zones", "-o", "wide")).contains("use1-az1", "4 of 4 nodes ready", "us-east-1");
    }

    @Test
    void servicesReachAllZonesAndEachZone(KubernetesClient client) {
        user.apply(UserOfServices.minimal("web", 3) + """
                  service:
                    annotations: {example.com/owner: shop}
                    ports: [{name: http, port: 80, targetPort: 8080}]
                    trafficDistribution: PreferSameZone
                """);
        user.untilReady("web");
        Service all = client.services().withName("web").get();
        assertThat(all.getSpec().getTrafficDistribution()).startsWith("Prefer");
        assertThat(all.getMetadata().getAnnotations()).containsEntry("example.com/owner", "shop");
        assertThat(all.getSpec().getSelector()).isEqualTo(Map.of("zonekeeper.io/service", "web"));
        assertThat(client.services().withName("web-" + B).get().getSpec().getSelector())
                .isEqualTo(Map.of("zonekeeper.io/service", "web", "zonekeeper.io/zone", B));
    }

    @Test
    void podsSayWhichZonesTheyAreOutsideOf(KubernetesClient client) {
        user.apply(UserOfServices.minimal("web", 3));
        user.untilReady("web");
        int slot = client.resources(io.zonekeeper.api.v1alpha1.Zone.class)
                .withName(B)
                .get()
                .getStatus()
                .slot();
        Map<String, String> labels = client.pods()
                .withLabel("zonekeeper.io/zone", B)
                .list()
                .getItems()
                .getFirst()
                .getMetadata()
                .getLabels();
        assertThat(labels).doesNotContainKey("zonekeeper.io/outside-" + slot);
        assertThat(labels.keySet())
                .filteredOn(key -> key.startsWith("zonekeeper.io/outside-"))
                .hasSize(7);
    }

    @Test
    void deletingItLeavesNothing(KubernetesClient client, Kubectl kubectl) {
        user.apply(UserOfServices.minimal("web", 3) + "  service: {ports: [{port: 80}]}\n");
        user.untilReady("web");
        kubectl.run("delete", "zsvc", "web");
        // The garbage collector learns of new kinds every 30 s.
        Waiting.untilAsserted("everything is gone", UserOfServices.PATIENCE, () -> {
            assertThat(client.apps().deployments().list().getItems()).isEmpty();
            assertThat(client.services().list().getItems()).isEmpty();
            assertThat(client.pods().list().getItems()).isEmpty();
        });
    }

    @Test
    void aSecondReconcileWritesNothing(WriteCounter writes, OperatorUnderTest newcomer, TestNamespace namespace) {
        user.apply("""
                apiVersion: zonekeeper.io/v1alpha1
                kind: ZonedService
                metadata: {name: web}
                spec:
                  replicas: 9
                  service: {ports: [{port: 80}]}
                  template:
                    spec:
                      containers:
                        - name: web
                          image: registry.local/web:1
                          env: [{name: EMPTY, value: ""}]
                          resources: {requests: {cpu: 1000m, memory: 1Gi}, limits: {memory: 1024Mi}}
                          readinessProbe: {httpGet: {path: /, port: 80}}
                      volumes: [{name: tmp, emptyDir: {sizeLimit: 1000Mi}}]
                      topologySpreadConstraints:
                        - maxSkew: 1
                          topologyKey: kubernetes.io/hostname
                          whenUnsatisfiable: ScheduleAnyway
                          labelSelector: {matchLabels: {a: b}}
                """);
        user.untilReady("web");
        user.untilOpen("web");
        WriteCounter.Mark settled = writes.mark();
        newcomer.startInProcess();
        Waiting.throughout(
                "nothing is written, not even by an operator that remembers nothing",
                Duration.ofSeconds(5),
                () -> assertThat(inNamespace(writes.since(settled), namespace)).isEmpty());
    }

    @Test
    void whatIsNoLongerAskedForGoes(Kubectl kubectl) {
        String atOnce = "  rollout: {order: AllZones}\n";
        user.apply(UserOfServices.minimal("web", 3).replace("image:", "env: [{name: OLD, value: x}], image:") + atOnce);
        user.untilReady("web");
        user.apply(UserOfServices.minimal("web", 3) + atOnce);
        Waiting.untilAsserted(
                "the variable is gone",
                () -> assertThat(kubectl.run(
                                "get",
                                "deployment",
                                "web-" + A,
                                "-o",
                                "jsonpath={.spec.template.spec.containers[0].env[*].name}"))
                        .isEqualTo("ZONEKEEPER_ZONE ZONEKEEPER_ZONE_ID"));
    }

    @Test
    void foreignChangesToOurFieldsArePutBackAndForeignFieldsStay(Kubectl kubectl) {
        user.apply(UserOfServices.minimal("web", 3));
        user.untilReady("web");
        kubectl.run("label", "deployment", "web-" + A, "theirs=stays");
        kubectl.run("set", "image", "deployment/web-" + A, "web=registry.local/other:2");
        kubectl.run("scale", "deployment", "web-" + B, "--replicas=7");
        kubectl.run("delete", "deployment", "web-" + C);
        Waiting.untilAsserted("our fields are ours again", () -> {
            assertThat(user.spread("web")).isEqualTo(Map.of(A, 1, B, 1, C, 1));
            var deployment = user.deployment("web-" + A);
            assertThat(deployment
                            .getSpec()
                            .getTemplate()
                            .getSpec()
                            .getContainers()
                            .getFirst()
                            .getImage())
                    .isEqualTo("registry.local/web:1");
            assertThat(deployment.getMetadata().getLabels()).containsEntry("theirs", "stays");
        });
    }

    @Test
    void aPausedServiceIsLeftAlone(Kubectl kubectl) {
        user.apply(UserOfServices.minimal("web", 3));
        user.untilReady("web");
        kubectl.run("annotate", "zsvc", "web", "zonekeeper.io/paused=true");
        Waiting.untilAsserted(
                "it says so", () -> assertThat(user.condition("web", "Paused")).isPresent());
        kubectl.run("scale", "zsvc", "web", "--replicas=9");
        Waiting.untilAsserted(
                "the wish was seen",
                () -> assertThat(user.get("web").getStatus().observedGeneration())
                        .isEqualTo(2));
        assertThat(user.spread("web")).isEqualTo(Map.of(A, 1, B, 1, C, 1));
        assertThat(user.condition("web", "Paused").orElseThrow().message()).contains("web-" + A + " from 1 to 3");
        assertThat(user.condition("web", "Ready").orElseThrow().reason()).isEqualTo("Paused");
        assertThat(user.get("web").getStatus().replicas())
                .as("what stands, not what is pending")
                .isEqualTo(3);
        kubectl.run("annotate", "zsvc", "web", "zonekeeper.io/paused-");
        user.untilReady("web");
        assertThat(user.spread("web")).isEqualTo(Map.of(A, 3, B, 3, C, 3));
    }

    @Test
    void statefulSetsGetTheVolumesOfTheirZones(KubernetesClient client, Kubectl kubectl) {
        StringBuilder storage = new StringBuilder("""
                apiVersion: storage.k8s.io/v1
                kind: StorageClass
                metadata: {name: zonal}
                provisioner: kubernetes.io/no-provisioner
                volumeBindingMode: WaitForFirstConsumer
                """);
        for (String zone : List.of(A, B, C)) {
            storage.append("""
                    ---
                    apiVersion: v1
                    kind: PersistentVolume
                    metadata: {name: volume-%s}
                    spec:
                      storageClassName: zonal
                      capacity: {storage: 10Gi}
                      accessModes: [ReadWriteOnce]
                      persistentVolumeReclaimPolicy: Retain
                      local: {path: /mnt/disk}
                      nodeAffinity:
                        required:
                          nodeSelectorTerms: [{matchExpressions: [{key: topology.kubernetes.io/zone, operator: In, values: [%s]}]}]
                    """.formatted(zone, zone));
        }
        user.apply(storage.toString());
        user.apply("""
                apiVersion: zonekeeper.io/v1alpha1
                kind: ZonedService
                metadata: {name: queue}
                spec:
                  replicas: 3
                  workload: StatefulSet
                  template:
                    spec: {containers: [{name: queue, image: "registry.local/q:1", volumeMounts: [{name: data, mountPath: /data}]}]}
                  volumeClaimTemplates:
                    - metadata: {name: data}
                      spec: {storageClassName: zonal, accessModes: [ReadWriteOnce], resources: {requests: {storage: 10Gi}}}
                """);
        user.untilReady("queue");
        assertThat(user.podsByNodeZone("queue")).isEqualTo(Map.of(A, 1, B, 1, C, 1));
        assertThat(client.persistentVolumeClaims().list().getItems())
                .extracting(claim ->
                        claim.getMetadata().getName() + " " + claim.getSpec().getVolumeName())
                .containsExactlyInAnyOrder(
                        "data-queue-us-east-1a-0 volume-" + A,
                        "data-queue-us-east-1b-0 volume-" + B,
                        "data-queue-us-east-1c-0 volume-" + C);
        assertThat(client.services().withName("queue-" + A).get().getSpec().getClusterIP())
                .isEqualTo("None");
        kubectl.run("delete", "pv", "--all", "--wait=false");
        kubectl.run("delete", "storageclass", "zonal");
    }

    private static List<Write> inNamespace(List<Write> writes, TestNamespace namespace) {
        return writes.stream()
                .filter(write -> write.namespace().equals(namespace.name()))
                .toList();
    }
}
