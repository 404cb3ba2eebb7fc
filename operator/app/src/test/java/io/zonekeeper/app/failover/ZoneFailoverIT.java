package io.zonekeeper.app.failover;

import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.zonekeeper.app.evacuation.UserOfZones;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.ZonedCluster;
import io.zonekeeper.testing.Zones;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.zonekeeper.app.UserOfServices.PATIENCE;
import static io.zonekeeper.app.evacuation.UserOfZones.A;
import static io.zonekeeper.app.evacuation.UserOfZones.B;
import static io.zonekeeper.app.evacuation.UserOfZones.C;
import static io.zonekeeper.app.failover.UserOfFailovers.DEPLOYMENT;
import static io.zonekeeper.app.failover.UserOfFailovers.FAILOVER;
import static io.zonekeeper.app.failover.UserOfFailovers.SERVICE;
import static org.assertj.core.api.Assertions.assertThat;

/** A Deployment and a Service that nobody wrote for Zonekeeper. */
@ZonedCluster
class ZoneFailoverIT {
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

    @Test
    void aDarkZoneIsLeftAndItsPodsComeBack(Zones faults) {
        user.running(DEPLOYMENT);
        faults.kill(A);
        Waiting.untilAsserted("no traffic in the zone", PATIENCE, () -> {
            assertThat(user.state("shop", A).serving()).isFalse();
            assertThat(user.service().getSpec().getSelector())
                    .containsEntry("app", "shop")
                    .hasSize(2);
        });
        Waiting.untilAsserted("the others have its pods", PATIENCE, () -> {
            assertThat(user.ready()).containsOnlyKeys(B, C);
            assertThat(user.ready().values()).containsExactlyInAnyOrder(4, 5);
            assertThat(user.state("shop", A).state()).isEqualTo("Drained");
        });
        assertThat(user.condition("Evacuating").status()).isEqualTo("True");

        // Whatever applies the Service again: the zone stays without traffic.
        kubectl.runReading(SERVICE, "apply", "--server-side", "--force-conflicts", "--field-manager=gitops", "-f", "-");
        Waiting.untilAsserted(
                "the selector is kept",
                PATIENCE,
                () -> assertThat(user.service().getSpec().getSelector()).hasSize(2));

        zones.restore(faults);
        Waiting.untilAsserted("the pods are spread again", PATIENCE, () -> {
            assertThat(user.service().getSpec().getSelector()).containsOnlyKeys("app");
            assertThat(user.ready()).containsExactlyInAnyOrderEntriesOf(Map.of(A, 3, B, 3, C, 3));
            assertThat(user.state("shop", A).state()).isEqualTo("Active");
        });
        assertThat(user.service().getMetadata().getLabels()).doesNotContainKey("zonekeeper.io/excluded-slots");
        user.untilNodesTakePods();
    }

    @Test
    void aCordonedZoneWhosePodsAnswerIsEvictedOneByOne() {
        user.running(DEPLOYMENT);
        kubectl.run("patch", "zone", A, "--type=merge", "-p", "{\"spec\":{\"cordon\":{\"reason\":\"maintenance\"}}}");
        Waiting.untilAsserted("the others have its pods", PATIENCE, () -> {
            assertThat(user.ready()).containsOnlyKeys(B, C);
            assertThat(user.ready().values()).containsExactlyInAnyOrder(4, 5);
            assertThat(user.state("shop", A).state()).isEqualTo("Drained");
        });
        assertThat(client.nodes().list().getItems())
                .filteredOn(node -> "true".equals(annotation(node, "karpenter.sh/do-not-disrupt")))
                .as("nodes that autoscalers leave alone")
                .hasSize(4)
                .allMatch(node -> A.equals(node.getMetadata().getLabels().get(Zones.ZONE_LABEL)));
        kubectl.run("delete", "zfo", "everything");
        Waiting.untilAsserted("everything is given back", PATIENCE, () -> {
            assertThat(user.service().getSpec().getSelector()).containsOnlyKeys("app");
            assertThat(client.nodes().list().getItems())
                    .allMatch(node -> annotation(node, "karpenter.sh/do-not-disrupt") == null)
                    .flatMap(node -> node.getSpec().getTaints())
                    .noneMatch(taint -> taint.getKey().equals("zonekeeper.io/evacuated"));
        });
        kubectl.run("patch", "zone", A, "--type=merge", "-p", "{\"spec\":{\"cordon\":null}}");
    }

    @Test
    void replacementsThatWouldStayPendingAreNotAsked(Zones faults) {
        user.running(DEPLOYMENT.replace("          nodeTaintsPolicy: Honor\n", ""));
        faults.kill(A);
        Waiting.untilAsserted("it is reported", PATIENCE, () -> {
            assertThat(user.state("shop", A).serving()).isFalse();
            assertThat(user.condition("EvacuationHeld").message())
                    .contains("Deployment shop", "topologySpreadConstraints[0]", "nodeTaintsPolicy to Honor");
        });
        assertThat(user.pods()).noneMatch(pod -> pod.getMetadata().getDeletionTimestamp() != null);
    }

    /** Kubernetes 1.36: the label is there with the binding, also in namespaces without any ZoneFailover. */
    @Test
    void podsAreLabelledWhenTheyAreBound() {
        Assumptions.assumeTrue(mutatingPolicies(), "this API server has no MutatingAdmissionPolicies");
        user.untilNodesTakePods();
        kubectl.runReading(DEPLOYMENT, "apply", "-f", "-");
        Waiting.untilAsserted(
                "they run",
                PATIENCE,
                () -> assertThat(user.ready()).containsExactlyInAnyOrderEntriesOf(Map.of(A, 3, B, 3, C, 3)));
        assertThat(user.pods())
                .allSatisfy(pod -> assertThat(pod.getMetadata().getLabels().keySet())
                        .filteredOn(key -> key.startsWith("zonekeeper.io/outside-"))
                        .hasSize(2));
    }

    /** A selector is one field to server-side apply: what is added to it is kept in the request that drops it. */
    @Test
    void aServiceThatIsAppliedAgainStaysAsItIs(Zones faults) {
        Assumptions.assumeTrue(mutatingPolicies(), "this API server has no MutatingAdmissionPolicies");
        user.running(DEPLOYMENT);
        faults.kill(A);
        Waiting.untilAsserted(
                "no traffic in the zone",
                PATIENCE,
                () -> assertThat(user.state("shop", A).serving()).isFalse());
        for (int i = 0; i < 3; i++) {
            kubectl.runReading(
                    SERVICE, "apply", "--server-side", "--force-conflicts", "--field-manager=gitops", "-f", "-");
            assertThat(user.service().getSpec().getSelector()).hasSize(2);
            kubectl.runReading(SERVICE, "replace", "-f", "-");
            assertThat(user.service().getSpec().getSelector()).hasSize(2);
        }
        assertThat(user.service().getMetadata().getLabels()).containsKey("zonekeeper.io/excluded-slots");
    }

    /** Before Kubernetes 1.36, or without the policies: the operator puts it back and names who removed it. */
    @Test
    void withoutThePoliciesTheOperatorDoesTheSame(Zones faults) {
        String policies = "mutatingadmissionpolicybinding";
        List<String> bindings = mutatingPolicies()
                ? List.of(kubectl.run("get", policies, "-o", "name").split("\\s+"))
                : List.of();
        String kept = bindings.isEmpty() ? "" : kubectl.run("get", policies, "-o", "yaml");
        bindings.forEach(binding -> kubectl.run("delete", binding));
        try {
            user.running(DEPLOYMENT);
            faults.kill(A);
            Waiting.untilAsserted(
                    "no traffic in the zone",
                    PATIENCE,
                    () -> assertThat(user.state("shop", A).serving()).isFalse());
            kubectl.runReading(
                    SERVICE, "apply", "--server-side", "--force-conflicts", "--field-manager=gitops", "-f", "-");
            Waiting.untilAsserted("it is put back", PATIENCE, () -> {
                assertThat(user.service().getSpec().getSelector()).hasSize(2);
                assertThat(user.condition("EvacuationHeld").message()).contains("the manager gitops removed");
            });
        } finally {
            if (!kept.isEmpty()) {
                kubectl.runReading(kept, "create", "-f", "-");
            }
        }
    }

    /** What a user changes wins; what was added to it is kept apart, and comes and goes with the zone. */
    @Test
    void aSelectorThatAUserChangesDuringAnIncident(Zones faults) {
        user.running(DEPLOYMENT.replace("labels: {app: shop}", "labels: {app: shop, tier: front}"));
        faults.kill(A);
        Waiting.untilAsserted(
                "no traffic in the zone",
                PATIENCE,
                () -> assertThat(user.state("shop", A).serving()).isFalse());
        kubectl.run(
                "patch",
                "service",
                "shop",
                "--type=json",
                "-p",
                "[{\"op\":\"add\",\"path\":\"/spec/selector/tier\",\"value\":\"front\"}]");
        Waiting.untilAsserted(
                "the zone stays without traffic",
                PATIENCE,
                () -> assertThat(user.service().getSpec().getSelector())
                        .containsKeys("app", "tier")
                        .hasSize(3));
        zones.restore(faults);
        Waiting.untilAsserted(
                "it is as its author wrote it",
                PATIENCE,
                () -> assertThat(user.service().getSpec().getSelector()).containsOnlyKeys("app", "tier"));
    }

    @Test
    void servicesThatCannotBeProtectedAreNamed() {
        kubectl.runReading(SERVICE, "apply", "-f", "-");
        kubectl.run("create", "service", "externalname", "elsewhere", "--external-name=example.org");
        kubectl.run("create", "service", "clusterip", "peers", "--clusterip=None", "--tcp=80");
        kubectl.runReading(FAILOVER, "apply", "-f", "-");
        Waiting.untilAsserted("they are named", PATIENCE, () -> {
            assertThat(user.get().getStatus().protectedServices()).isEqualTo("1/3");
            assertThat(user.condition("Protected").message())
                    .contains("elsewhere: ", "ExternalName", "peers: ", "headless");
        });
    }

    private static String annotation(Node node, String key) {
        return Objects.requireNonNullElse(node.getMetadata().getAnnotations(), Map.<String, String>of())
                .get(key);
    }

    private boolean mutatingPolicies() {
        return kubectl.run("get", "--raw", "/apis/admissionregistration.k8s.io/v1")
                .contains("mutatingadmissionpolicies");
    }
}
