package io.zonekeeper.app.failover;

import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.ZoneFailover;
import io.zonekeeper.api.v1alpha1.ZoneFailoverStatus;
import io.zonekeeper.app.evacuation.UserOfZones;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.Manifests;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.ZonedCluster;
import io.zonekeeper.testing.Zones;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.zonekeeper.app.UserOfServices.PATIENCE;
import static io.zonekeeper.app.evacuation.UserOfZones.A;
import static io.zonekeeper.app.evacuation.UserOfZones.B;
import static io.zonekeeper.app.evacuation.UserOfZones.C;
import static org.assertj.core.api.Assertions.assertThat;

/** {@code examples/09-existing-services} and {@code examples/10-protect-what-others-run}, applied as they stand. */
@ZonedCluster
class ExamplesIT {
    private static final String NINE = "examples/09-existing-services/shop.yaml";
    private static final String TEN = "examples/10-protect-what-others-run/";

    private KubernetesClient client;
    private Kubectl kubectl;
    private UserOfZones zones;

    @BeforeAll
    static void start(OperatorUnderTest operator) {
        operator.startInProcess(Map.of("ZONEKEEPER_FAILOVERS", "true"));
    }

    @BeforeEach
    void connect(KubernetesClient given, Kubectl tool) {
        client = given;
        kubectl = tool;
        zones = new UserOfZones(client, kubectl);
        zones.trustSoon();
    }

    @AfterEach
    void restore(Zones faults) {
        zones.restore(faults);
        kubectl.run("delete", "zfo", "--all");
    }

    @Test
    void aDeploymentAsItIs() {
        apply(NINE);
        untilProtected(client, "everything");
    }

    @Test
    void aNamespaceThatOptsInByItsLabel() {
        apply(TEN + "namespace.yaml");
        try {
            kubectl.runReading(
                    UserOfFailovers.DEPLOYMENT + "---\n" + UserOfFailovers.SERVICE, "apply", "-n", "batch", "-f", "-");
            Waiting.untilAsserted(
                    "it is protected",
                    PATIENCE,
                    () -> assertThat(protectedServices(client.resources(ZoneFailover.class)
                                    .inNamespace("batch")
                                    .withName("namespace")
                                    .get()))
                            .contains("1/1"));
        } finally {
            kubectl.run("delete", "namespace", "batch", "--wait=false");
        }
    }

    /** Its traffic leaves, its pods stay where their volumes are. */
    @Test
    void aStatefulSetOfAnotherOperator() {
        kubectl.runReading("""
                apiVersion: apps/v1
                kind: StatefulSet
                metadata: {name: search}
                spec:
                  replicas: 3
                  serviceName: search
                  podManagementPolicy: Parallel
                  selector: {matchLabels: {app: search}}
                  template:
                    metadata: {labels: {app: search}}
                    spec:
                      containers: [{name: search, image: "registry.example/search:1"}]
                      topologySpreadConstraints:
                        - maxSkew: 1
                          topologyKey: topology.kubernetes.io/zone
                          whenUnsatisfiable: DoNotSchedule
                          labelSelector: {matchLabels: {app: search}}
                ---
                apiVersion: v1
                kind: Service
                metadata: {name: search}
                spec: {selector: {app: search}, ports: [{port: 9200}]}
                """, "apply", "-f", "-");
        apply(TEN + "statefulset.yaml");
        Waiting.untilAsserted(
                "it knows the pods of every zone",
                PATIENCE,
                () -> assertThat(states())
                        .extracting(ZoneFailoverStatus.ZoneState::ready)
                        .containsExactly(1, 1, 1));
        zones.spec(A, "{\"cordon\":{\"reason\":\"power works\"}}");
        Waiting.untilAsserted("its traffic has left", PATIENCE, () -> {
            assertThat(states().getFirst().serving()).isFalse();
            assertThat(client.services().withName("search").get().getSpec().getSelector())
                    .hasSize(2);
        });
        assertThat(states()).extracting(ZoneFailoverStatus.ZoneState::ready).containsExactly(1, 1, 1);
        assertThat(states().getFirst().state()).isEqualTo("Shedding");
    }

    /** What Argo CD ignores is what is written: a pointer for each zone, and the label. */
    @Test
    void whatArgoCdIgnoresIsWhatIsWritten() throws IOException {
        JsonNode application = new YAMLMapper().readTree(Files.readString(Manifests.projectFile(TEN + "argocd.yaml")));
        List<String> ignored = application
                .at("/spec/ignoreDifferences/0/jsonPointers")
                .valueStream()
                .map(JsonNode::asText)
                .toList();
        List<String> written = Stream.concat(
                        Stream.of(A, B, C)
                                .map(zone -> "/spec/selector/zonekeeper.io~1outside-"
                                        + zones.status(zone).orElseThrow().slot()),
                        Stream.of("/metadata/labels/zonekeeper.io~1excluded-slots"))
                .toList();
        assertThat(ignored).containsExactlyInAnyOrderElementsOf(written);
    }

    private void apply(String example) {
        kubectl.run("apply", "-f", Manifests.projectFile(example).toString());
    }

    private static void untilProtected(KubernetesClient client, String name) {
        Waiting.untilAsserted(
                "it is protected",
                PATIENCE,
                () -> assertThat(protectedServices(client.resources(ZoneFailover.class)
                                .withName(name)
                                .get()))
                        .contains("1/1"));
    }

    private static Optional<String> protectedServices(ZoneFailover failover) {
        return Optional.ofNullable(failover).map(ZoneFailover::getStatus).map(ZoneFailoverStatus::protectedServices);
    }

    private List<ZoneFailoverStatus.ZoneState> states() {
        return Optional.ofNullable(client.resources(ZoneFailover.class)
                        .withName("search")
                        .get()
                        .getStatus())
                .map(ZoneFailoverStatus::services)
                .map(services -> services.getFirst().zones())
                .orElse(List.of());
    }
}
