package io.zonekeeper.app;

import java.time.Duration;
import java.util.Map;
import java.util.Random;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.TestNamespace;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.ZonedCluster;

import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/** What the API server refuses or changes in children, and what it takes: told, and never an outage of what serves. */
@ZonedCluster
class ChildRefusalsIT {
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

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            env: [{name: DEBUG, value: true}]                        | env[0].value | write "true"
            env: [{name: KEY, value: a}, {name: KEY, value: b}]      | env          | keep one
            env: {KEY: a}                                            | env          | must be a list
            ports: [{containerPort: '8080'}]                         | containerPort | write 8080 without quotes
            resources: {limits: {memory: 1 GB}}                      | memory       | must be an amount
            """)
    void aWrongTypeIsToldAndServingPodsStayReady(String field, String path, String advice) {
        String good = UserOfServices.minimal("web", 3);
        String bad = good.replace("image:", field + ", image:");
        user.apply(bad);
        assertThat(user.untilStalled("web", "Rejected")).contains(path, advice);
        assertThat(user.condition("web", "Ready").orElseThrow().reason()).isEqualTo("Rejected");
        assertThat(user.condition("web", "RolledOut").orElseThrow().status()).isEqualTo("False");

        user.apply(good);
        user.untilReady("web");
        user.apply(bad);
        assertThat(user.untilStalled("web", "Rejected")).contains(path, advice);
        assertThat(user.condition("web", "Ready").orElseThrow().status()).isEqualTo("True");
        assertThat(user.condition("web", "RolledOut").orElseThrow().reason()).isEqualTo("Rejected");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            {containerPort: 53, protocol: UDP, name: u}, {containerPort: 53, name: t}                | {port: 53, protocol: UDP, name: u}, {port: 53, name: t}
            {containerPort: 53, name: t}, {containerPort: 53, protocol: UDP, name: u}                | {port: 53, name: t}, {port: 53, protocol: UDP, name: u}
            {containerPort: 53, protocol: TCP}, {containerPort: 53, protocol: UDP}                   | {port: 53, protocol: TCP, name: t}, {port: 53, protocol: UDP, name: u}
            """)
    void theSameNumberForTwoProtocolsIsTwoPorts(String pods, String service, KubernetesClient client) {
        user.apply(UserOfServices.minimal("dns", 3).replace("image:", "ports: [" + pods + "], image:")
                + "  service: {ports: [" + service + "]}\n");
        user.untilReady("dns");
        user.apply(UserOfServices.minimal("dns", 3)
                        .replace("image:", "ports: [" + pods + "], image:")
                        .replace("registry.local/web:1", "registry.local/web:2")
                + "  rollout: {bake: 1s}\n  service: {ports: [" + service + "]}\n");
        Waiting.untilAsserted("it is rolled out and settled", () -> {
            assertThat(user.condition("dns", "RolledOut").orElseThrow().status())
                    .isEqualTo("True");
            assertThat(user.condition("dns", "Stalled").orElseThrow().status()).isEqualTo("False");
        });
        assertThat(client.services().withName("dns").get().getSpec().getPorts()).hasSize(2);
        assertThat(user.deployment("dns-" + A)
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .getFirst()
                        .getPorts())
                .hasSize(2);
    }

    @Test
    void imagesThatAWebhookRewritesDoNotMakeAServiceUnready(Kubectl kubectl, TestNamespace namespace) {
        user.apply("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: MutatingAdmissionPolicy
                metadata: {name: mirror}
                spec:
                  failurePolicy: Fail
                  reinvocationPolicy: Never
                  matchConstraints:
                    resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments]}]
                  mutations:
                    - patchType: JSONPatch
                      jsonPatch:
                        expression: '[JSONPatch{op: "replace", path: "/spec/template/spec/containers/0/image", value: "mirror.local/web:1"}]'
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: MutatingAdmissionPolicyBinding
                metadata: {name: mirror}
                spec:
                  policyName: mirror
                  matchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %s}}}
                """.formatted(namespace.name()));
        try {
            Waiting.until(
                    "the policy is in force",
                    () -> kubectl.run(
                                    "create",
                                    "deployment",
                                    "probe",
                                    "--image=a",
                                    "--dry-run=server",
                                    "-o",
                                    "jsonpath={.spec.template.spec.containers[0].image}")
                            .equals("mirror.local/web:1"));
            user.apply(UserOfServices.minimal("web", 3));
            Waiting.untilAsserted(
                    "it is told",
                    () -> assertThat(user.condition("web", "Overridden")).hasValueSatisfying(condition -> {
                        assertThat(condition.reason()).isEqualTo("ServerChanges");
                        assertThat(condition.message()).contains("image");
                    }));
            user.untilReady("web");
            assertThat(user.condition("web", "Stalled").orElseThrow().status()).isEqualTo("False");
        } finally {
            kubectl.run("delete", "mutatingadmissionpolicybinding,mutatingadmissionpolicy", "mirror");
        }
    }

    @Test
    void labelsThatAPolicyRequiresCanBeGivenAndABudgetThatIsRefusedLeavesTheServiceReady(
            Kubectl kubectl, KubernetesClient client, TestNamespace namespace) {
        user.apply("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: need-team}
                spec:
                  failurePolicy: Fail
                  matchConstraints:
                    resourceRules: [{apiGroups: [policy], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [poddisruptionbudgets]}]
                  validations: [{expression: "has(object.metadata.labels) && 'team' in object.metadata.labels", message: every budget needs a label team}]
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: need-team}
                spec:
                  policyName: need-team
                  validationActions: [Deny]
                  matchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %s}}}
                """.formatted(namespace.name()));
        try {
            Waiting.until(
                    "the policy is in force",
                    () -> kubectl.attempt(
                                            "create",
                                            "pdb",
                                            "probe",
                                            "--selector=a=b",
                                            "--min-available=1",
                                            "--dry-run=server")
                                    .exit()
                            != 0);
            user.apply(UserOfServices.minimal("web", 3));
            assertThat(user.untilStalled("web", "Rejected"))
                    .contains("PodDisruptionBudget", "every budget needs a label team");
            user.untilReady("web");
            assertThat(user.condition("web", "RolledOut").orElseThrow().status())
                    .isEqualTo("True");

            user.apply(
                    UserOfServices.minimal("web", 3)
                            + "  rollout: {bake: 1s}\n  commonMetadata: {labels: {team: shop}, annotations: {example.com/owner: shop}}\n");
            Waiting.untilAsserted("the policy is met", () -> {
                assertThat(user.condition("web", "Stalled").orElseThrow().status())
                        .isEqualTo("False");
                assertThat(user.condition("web", "RolledOut").orElseThrow().status())
                        .isEqualTo("True");
                assertThat(client.pods().withLabel("team", "shop").list().getItems())
                        .filteredOn(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                        .hasSize(3);
                assertThat(client.policy()
                                .v1()
                                .podDisruptionBudget()
                                .withLabel("team", "shop")
                                .list()
                                .getItems())
                        .hasSize(1);
            });
            assertThat(user.deployment("web-" + A).getMetadata().getLabels()).containsEntry("team", "shop");
            assertThat(user.deployment("web-" + A).getSpec().getSelector().getMatchLabels())
                    .doesNotContainKey("team");
        } finally {
            kubectl.run("delete", "validatingadmissionpolicybinding,validatingadmissionpolicy", "need-team");
        }
    }

    @Test
    void orphansOfAServiceAreTakenBackWithTheirPods(Kubectl kubectl, KubernetesClient client) {
        String service = UserOfServices.minimal("web", 3) + "  service: {ports: [{port: 80}]}\n";
        user.apply(service);
        user.untilReady("web");
        var pods = client.pods().list().getItems().stream()
                .map(pod -> pod.getMetadata().getUid())
                .toList();
        kubectl.run("delete", "zsvc", "web", "--cascade=orphan");
        assertThat(client.apps().deployments().list().getItems())
                .as("a service that is being deleted adopts nothing")
                .hasSize(3)
                .allSatisfy(stack ->
                        assertThat(stack.getMetadata().getOwnerReferences()).isEmpty());
        user.apply(service);
        user.untilReady("web");
        Waiting.untilAsserted("all is settled", () -> {
            assertThat(user.condition("web", "Stalled").orElseThrow().status()).isEqualTo("False");
            assertThat(client.apps().deployments().list().getItems())
                    .allSatisfy(stack ->
                            assertThat(stack.getMetadata().getOwnerReferences()).hasSize(1));
        });
        assertThat(client.pods().list().getItems())
                .extracting(pod -> pod.getMetadata().getUid())
                .containsExactlyInAnyOrderElementsOf(pods);
        assertThat(user.spread("web")).isEqualTo(Map.of(A, 1, B, 1, C, 1));
    }

    @Test
    void aTemplateOfAMegabyteIsRolledOutZoneByZone(KubernetesClient client, Kubectl kubectl) {
        kubectl.runReading(big("registry.local/web:1"), "apply", "--server-side", "-f", "-");
        Waiting.untilAsserted(
                "a whole megabyte is running",
                Duration.ofMinutes(2),
                () -> assertThat(user.condition("big", "Ready"))
                        .map(Condition::status)
                        .hasValue("True"));
        kubectl.runReading(big("registry.local/web:2"), "apply", "--server-side", "-f", "-");
        Waiting.untilAsserted("it is rolled out", Duration.ofMinutes(2), () -> {
            assertThat(user.condition("big", "RolledOut"))
                    .map(Condition::status)
                    .hasValue("True");
            assertThat(client.apps().deployments().list().getItems())
                    .extracting(ChildRefusalsIT::image)
                    .containsOnly("registry.local/web:2");
        });
        assertThat(user.condition("big", "Stalled").orElseThrow().status()).isEqualTo("False");
    }

    /** About as much as the API server and its database take, and nothing that could be compressed. */
    private static String big(String image) {
        var random = new Random(1);
        StringBuilder variables = new StringBuilder();
        for (int i = 0; i < 1_000; i++) {
            StringBuilder value = new StringBuilder();
            while (value.length() < 1_000) {
                value.append(Long.toHexString(random.nextLong()));
            }
            variables.append("{name: V%d, value: 'x%s'},".formatted(i, value.substring(0, 1_000)));
        }
        return UserOfServices.minimal("big", 3)
                        .replace(
                                "image: \"registry.local/web:1\"",
                                "image: \"%s\", env: [%s]".formatted(image, variables))
                + "  rollout: {bake: 1s}\n";
    }

    private static String image(Deployment stack) {
        return stack.getSpec()
                .getTemplate()
                .getSpec()
                .getContainers()
                .getFirst()
                .getImage();
    }
}
