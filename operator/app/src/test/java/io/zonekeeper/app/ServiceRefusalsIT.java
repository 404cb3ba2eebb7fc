package io.zonekeeper.app;

import java.util.Map;

import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.TestNamespace;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.ZonedCluster;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** What cannot be done is told, in the words of who refused it, and the rest goes on. */
@ZonedCluster
class ServiceRefusalsIT {
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
    void whatTheApiServerRefusesInAChildIsToldInItsWords(Kubectl kubectl) {
        user.apply(UserOfServices.minimal("web", 3).replace("name: web, image", "name: Not_A_Name, image"));
        assertThat(user.untilStalled("web", "Rejected"))
                .contains("spec.template.spec.containers[0].name", "Not_A_Name");
        assertThat(kubectl.run(
                        "get",
                        "events",
                        "--field-selector",
                        "involvedObject.name=web",
                        "-o",
                        "jsonpath={.items[*].reason}"))
                .contains("Rejected");
        user.apply(UserOfServices.minimal("web", 3));
        user.untilReady("web");
    }

    @Test
    void aPolicyOnImagesIsToldAndOtherServicesGoOn(Kubectl kubectl, TestNamespace namespace) {
        user.apply("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicy
                metadata: {name: only-trusted-images}
                spec:
                  failurePolicy: Fail
                  matchConstraints:
                    resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments]}]
                  validations:
                    - expression: "object.spec.template.spec.containers.all(c, c.image.startsWith('registry.local/'))"
                      message: only images of registry.local are trusted
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: ValidatingAdmissionPolicyBinding
                metadata: {name: only-trusted-images}
                spec:
                  policyName: only-trusted-images
                  validationActions: [Deny]
                  matchResources: {namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %s}}}
                """.formatted(namespace.name()));
        try {
            // A new policy takes the API server a moment.
            Waiting.until(
                    "the policy is in force",
                    () -> kubectl.attempt(
                                            "create",
                                            "deployment",
                                            "probe",
                                            "--image=elsewhere/web:1",
                                            "--dry-run=server")
                                    .exit()
                            != 0);
            user.apply(UserOfServices.minimal("bad", 3).replace("registry.local/web", "elsewhere/web"));
            user.apply(UserOfServices.minimal("good", 3));
            assertThat(user.untilStalled("bad", "Rejected")).contains("only images of registry.local are trusted");
            user.untilReady("good");
        } finally {
            kubectl.run("delete", "validatingadmissionpolicybinding,validatingadmissionpolicy", "only-trusted-images");
        }
    }

    @Test
    void aNameThatIsTakenIsRefusedUntilItIsHandedOver(Kubectl kubectl) {
        kubectl.run("create", "deployment", "web-" + B, "--image=registry.local/theirs:1");
        user.apply(UserOfServices.minimal("web", 3));
        assertThat(user.untilStalled("web", "NameTaken")).contains("web-" + B, "delete it");
        assertThat(user.deployment("web-" + B)
                        .getSpec()
                        .getTemplate()
                        .getSpec()
                        .getContainers()
                        .getFirst()
                        .getImage())
                .isEqualTo("registry.local/theirs:1");
        assertThat(user.spread("web")).containsOnlyKeys(A, C);
        // A Deployment's selector cannot be changed, so this one cannot be adopted; deleting it hands the name over.
        kubectl.run("delete", "deployment", "web-" + B);
        kubectl.run("annotate", "zsvc", "web", "zonekeeper.io/paused=false");
        Waiting.untilAsserted(
                "the zone is taken up", () -> assertThat(user.spread("web")).isEqualTo(Map.of(A, 1, B, 1, C, 1)));
    }

    @Test
    void aServiceIsAdoptedByItsAnnotation(KubernetesClient client, Kubectl kubectl) {
        kubectl.run("create", "service", "clusterip", "web", "--tcp=80:80");
        user.apply(UserOfServices.minimal("web", 3) + "  service: {ports: [{name: http, port: 80}]}\n");
        assertThat(user.untilStalled("web", "NameTaken")).contains("Service web", "zonekeeper.io/adopt=web");
        kubectl.run("annotate", "service", "web", "zonekeeper.io/adopt=web");
        kubectl.run("annotate", "zsvc", "web", "zonekeeper.io/paused=false");
        Waiting.untilAsserted(
                "the Service is adopted",
                () -> assertThat(client.services()
                                .withName("web")
                                .get()
                                .getSpec()
                                .getSelector())
                        .containsEntry("zonekeeper.io/service", "web"));
        user.untilReady("web");
    }

    @Test
    void aFieldThatTheServerDoesNotKnowIsNamed() {
        user.apply(UserOfServices.minimal("web", 3).replace("image:", "futureField: 1, image:"));
        assertThat(user.untilStalled("web", "Rejected")).contains("futureField", "not declared in schema");
    }

    @Test
    void aWebhookThatChangesWhatWeApplyIsNamedAndNotFought(Kubectl kubectl, TestNamespace namespace) {
        assumeTrue(
                kubectl.run("get", "--raw", "/apis/admissionregistration.k8s.io/v1")
                        .contains("mutatingadmissionpolicies"),
                "the API server has no MutatingAdmissionPolicy, which stands in for a webhook here");
        user.apply("""
                apiVersion: admissionregistration.k8s.io/v1
                kind: MutatingAdmissionPolicy
                metadata: {name: two-replicas}
                spec:
                  failurePolicy: Fail
                  reinvocationPolicy: Never
                  matchConstraints:
                    resourceRules: [{apiGroups: [apps], apiVersions: [v1], operations: [CREATE, UPDATE], resources: [deployments]}]
                  mutations:
                    - patchType: ApplyConfiguration
                      applyConfiguration: {expression: "Object{spec: Object.spec{replicas: 2}}"}
                ---
                apiVersion: admissionregistration.k8s.io/v1
                kind: MutatingAdmissionPolicyBinding
                metadata: {name: two-replicas}
                spec:
                  policyName: two-replicas
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
                                    "jsonpath={.spec.replicas}")
                            .equals("2"));
            user.apply(UserOfServices.minimal("web", 9));
            assertThat(user.untilStalled("web", "ServerChanges")).contains("spec.replicas", "web-" + A);
            assertThat(user.deployment("web-" + A).getMetadata().getGeneration())
                    .isEqualTo(1);
        } finally {
            kubectl.run("delete", "mutatingadmissionpolicybinding,mutatingadmissionpolicy", "two-replicas");
        }
    }

    @Test
    void someoneWhoKeepsChangingOurFieldsIsCappedAndNamed(Kubectl kubectl) {
        user.apply(UserOfServices.minimal("web", 3));
        user.untilReady("web");
        Waiting.untilAsserted("the fight is told", () -> {
            kubectl.run("scale", "deployment", "web-" + A, "--replicas=4");
            assertThat(user.condition("web", "Stalled"))
                    .hasValueSatisfying(
                            condition -> assertThat(condition.reason()).isEqualTo("Contested"));
        });
        assertThat(user.condition("web", "Stalled").orElseThrow().message()).contains("spec.replicas", "web-" + A);
        assertThat(user.deployment("web-" + A).getSpec().getReplicas()).isEqualTo(4);
    }

    @Test
    void unknownZonesAreToldWithTheKnownOnes() {
        user.apply(UserOfServices.minimal("web", 4)
                + "  zones: [{zone: us-east-1a}, {zone: use1-az2}, {zone: us-east-1x}]\n");
        assertThat(user.untilStalled("web", "UnknownZone")).contains("us-east-1x", "us-east-1c (use1-az4)");
        assertThat(user.spread("web")).isEqualTo(Map.of(A, 2, B, 2));
    }

    @Test
    void aZoneByNameAndByIdIsToldAndChildrenAreLeftAlone() {
        user.apply(UserOfServices.minimal("web", 4) + "  zones: [{zone: us-east-1a}, {zone: us-east-1b}]\n");
        user.untilReady("web");
        user.apply(UserOfServices.minimal("web", 8) + "  zones: [{zone: us-east-1a}, {zone: use1-az1}]\n");
        assertThat(user.untilStalled("web", "ZoneNamedTwice")).contains("us-east-1a", "use1-az1");
        assertThat(user.spread("web")).isEqualTo(Map.of(A, 2, B, 2));
    }

    @Test
    void whatHasNoEffectBecauseAwsIsOffIsSaid() {
        user.apply(UserOfServices.minimal("web", 3) + """
                  loadBalancers:
                    - {arn: "arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188"}
                """);
        user.untilReady("web");
        assertThat(user.condition("web", "LoadBalancersIgnored"))
                .hasValueSatisfying(
                        condition -> assertThat(condition.message()).contains("loadBalancers", "aws.enabled"));
        user.untilTold("ZonedService", "web", "AWSOff");
    }
}
