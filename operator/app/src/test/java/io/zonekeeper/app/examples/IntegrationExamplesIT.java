package io.zonekeeper.app.examples;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

import io.zonekeeper.app.UserOfServices;
import io.zonekeeper.app.evacuation.UserOfZones;
import io.zonekeeper.testing.CommandResult;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.Manifests;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.TestNamespace;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.ZonedCluster;
import io.zonekeeper.testing.Zones;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static io.zonekeeper.app.UserOfServices.PATIENCE;
import static io.zonekeeper.app.evacuation.UserOfZones.A;
import static io.zonekeeper.app.evacuation.UserOfZones.B;
import static io.zonekeeper.app.evacuation.UserOfZones.C;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Examples with what other projects do: accepted by the API server, with the CRDs of these projects, and run where
 * nothing is needed that has no place in a test.
 */
@ZonedCluster
class IntegrationExamplesIT {
    /** Files for programs that have no API: a kustomization, a configuration. */
    private static final Set<String> NO_OBJECTS =
            Set.of("kustomize.config.k8s.io/v1alpha1 Component", " CustomResourceStateMetrics", " ");

    @TempDir
    private Path folder;

    private UserOfServices user;
    private UserOfZones zones;
    private Kubectl kubectl;

    @BeforeAll
    static void start(OperatorUnderTest operator) {
        operator.startInProcess();
    }

    @BeforeEach
    void connect(KubernetesClient client, Kubectl users) {
        kubectl = users;
        user = new UserOfServices(client, kubectl);
        zones = new UserOfZones(client, kubectl);
        zones.untilHealthy();
    }

    @AfterEach
    void restore(Zones faults) {
        zones.restore(faults);
        kubectl.run("delete", "zsvc", "--all", "--wait=false");
    }

    @Test
    void everyManifestIsAccepted(TestNamespace test) throws IOException {
        kubectl.installCrds(Path.of("src/test/resources/crds-of-others"));
        for (Path file : ExampleFiles.manifests()) {
            for (JsonNode object : ExampleFiles.documents(file)) {
                String kind = object.path("apiVersion").asText() + " "
                        + object.path("kind").asText();
                if (!NO_OBJECTS.contains(kind)) {
                    accepted(
                            file + " " + kind,
                            object,
                            object.at("/metadata/namespace").asText(test.name()));
                }
            }
        }
    }

    private void accepted(String what, JsonNode object, String namespace) throws IOException {
        kubectl.attempt("create", "namespace", namespace);
        Path copy = Files.writeString(folder.resolve("object.json"), new ObjectMapper().writeValueAsString(object));
        Waiting.untilAsserted("its kind is served", () -> {
            CommandResult result = kubectl.attempt(
                    "apply",
                    "--dry-run=server",
                    "--validate=strict",
                    "--namespace=" + namespace,
                    "-f",
                    copy.toString());
            assertThat(result.exit()).as("%s: %s", what, result).isZero();
        });
    }

    /** An autoscaler reads the scale of the ZonedService, and its number is spread. */
    @Test
    void anAutoscalerScalesTheService(KubernetesClient client) {
        apply("15-autoscaling/hpa.yaml");
        Waiting.untilAsserted("the autoscaler has its minimum", PATIENCE, () -> {
            assertThat(user.get("web").getSpec().replicas()).isEqualTo(6);
            assertThat(client.autoscaling()
                            .v2()
                            .horizontalPodAutoscalers()
                            .withName("web")
                            .get()
                            .getStatus()
                            .getConditions())
                    .anySatisfy(condition -> {
                        assertThat(condition.getType()).isEqualTo("AbleToScale");
                        assertThat(condition.getStatus()).isEqualTo("True");
                    });
        });
        user.untilSpread("web", Map.of(A, 2, B, 2, C, 2));
    }

    @Test
    void weightsLimitsAndSparePods() {
        apply("16-tolerated-zone-failures/service.yaml");
        user.untilReady("checkout");
        user.untilSpread("checkout", Map.of(A, 5, B, 3, C, 3));
        assertThat(user.condition("checkout", "ZoneRedundant"))
                .hasValueSatisfying(condition ->
                        assertThat(condition.status()).as(condition.message()).isEqualTo("True"));
    }

    /** Each pod has a volume of its zone; a zone that is cordoned loses its traffic and keeps its pods. */
    @Test
    void aStatefulSetWithVolumesOfItsZone(KubernetesClient client) {
        volumes(client);
        try {
            apply("17-zonal-volumes/storage.yaml", "17-zonal-volumes/service.yaml");
            user.untilReady("cache");
            assertThat(client.persistentVolumeClaims().list().getItems())
                    .hasSize(6)
                    .allSatisfy(
                            claim -> assertThat(claim.getStatus().getPhase()).isEqualTo("Bound"));
            zones.spec(B, "{\"cordon\":{\"reason\":\"power works\"}}");
            user.untilState("cache", B, "Shedding");
            assertThat(user.keptOut("cache")).hasSize(1);
            assertThat(client.pods().withLabel("zonekeeper.io/zone", B).list().getItems())
                    .hasSize(2);
        } finally {
            kubectl.run("delete", "storageclass", "zonal-volumes");
            names(client).forEach(name -> kubectl.run("delete", "pv", name, "--wait=false"));
        }
    }

    /** The Service that Ingress and HTTPRoute name is there, with the port that they name. */
    @Test
    void whatIsBehindAnIngress(KubernetesClient client) {
        apply("18-ingress-and-gateway/service.yaml", "18-ingress-and-gateway/ingress.yaml");
        user.untilReady("web");
        assertThat(client.services().withName("web").get().getSpec()).satisfies(spec -> {
            assertThat(spec.getPorts())
                    .singleElement()
                    .satisfies(port -> assertThat(port.getName()).isEqualTo("http"));
            assertThat(spec.getTrafficDistribution()).startsWith("Prefer");
        });
        assertThat(client.network()
                        .v1()
                        .ingresses()
                        .withName("web")
                        .get()
                        .getSpec()
                        .getRules())
                .hasSize(1);
    }

    /** Labels and annotations that a mesh reads are on every pod. */
    @Test
    void servicesInAMesh(KubernetesClient client) {
        kubectl.installCrds(Path.of("src/test/resources/crds-of-others"));
        Waiting.untilAsserted(
                "kinds of Istio are served",
                () -> assertThat(kubectl.attempt("apply", "-f", path("21-service-mesh/istio.yaml"))
                                .exit())
                        .isZero());
        apply("21-service-mesh/linkerd.yaml", "21-service-mesh/cilium.yaml");
        Stream.of("web", "orders", "catalog").forEach(user::untilReady);
        assertThat(client.pods()
                        .withLabel("sidecar.istio.io/inject", "true")
                        .list()
                        .getItems())
                .hasSize(6);
        assertThat(client.pods()
                        .withLabel("zonekeeper.io/service", "orders")
                        .list()
                        .getItems())
                .hasSize(6)
                .allSatisfy(pod ->
                        assertThat(pod.getMetadata().getAnnotations()).containsEntry("linkerd.io/inject", "enabled"));
        assertThat(client.services()
                        .withName("web")
                        .get()
                        .getSpec()
                        .getPorts()
                        .getFirst()
                        .getAppProtocol())
                .isEqualTo("http");
    }

    private void apply(String... examples) {
        for (String example : examples) {
            kubectl.run("apply", "--validate=strict", "-f", path(example));
        }
    }

    private static String path(String example) {
        return Manifests.projectFile("examples/" + example).toString();
    }

    private static List<String> names(KubernetesClient client) {
        return UserOfZones.ALL.stream()
                .flatMap(zone -> Stream.of(1, 2)
                        .map(number -> "%s-example-%s-%d".formatted(client.getNamespace(), zone, number)))
                .toList();
    }

    /** What the driver of a cloud would make: two volumes in each zone. */
    private void volumes(KubernetesClient client) {
        names(client)
                .forEach(name -> kubectl.runReading(
                        """
                apiVersion: v1
                kind: PersistentVolume
                metadata: {name: %s}
                spec:
                  storageClassName: zonal-volumes
                  capacity: {storage: 1Gi}
                  accessModes: [ReadWriteOnce]
                  local: {path: /mnt/disk}
                  nodeAffinity:
                    required:
                      nodeSelectorTerms: [{matchExpressions: [{key: topology.kubernetes.io/zone, operator: In, values: [%s]}]}]
                """.formatted(name, name.substring(name.indexOf("-example-") + 9, name.length() - 2)),
                        "apply",
                        "-f",
                        "-"));
    }
}
