package io.zonekeeper.app.gitops;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

import io.zonekeeper.testing.Kubectl;
import io.zonekeeper.testing.Manifests;
import io.zonekeeper.testing.TestNamespace;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.ZonedCluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

/**
 * The CEL expressions of examples/13-flux, evaluated by the API server on statuses: an admission policy refuses every
 * write of a status with what the expressions are of it.
 */
@ZonedCluster
class FluxHealthIT {
    @Test
    void aServiceIsCurrentWhenItsTemplateIsInEveryZone(KubernetesClient client, Kubectl kubectl, TestNamespace test) {
        kubectl.installCrds(Manifests.projectFile("crds"));
        String expressions = told("ZonedService");
        kubectl.runReading(policy(test.name(), expressions), "apply", "-f", "-");
        try {
            String service = Manifests.projectFile("examples/01-balanced-service/service.yaml")
                    .toString();
            Waiting.untilAsserted(
                    "the kind is served",
                    () -> assertThat(kubectl.attempt("apply", "-f", service).exit())
                            .isZero());
            Map<String, String> rows = new LinkedHashMap<>();
            rows.put(status(1, "Ready True", "Stalled False", "RolledOut True"), "failed=false current=true");
            rows.put(status(0, "Ready True", "Stalled False", "RolledOut True"), "failed=false current=false");
            rows.put(status(1, "Ready True", "Stalled False", "RolledOut False"), "failed=false current=false");
            rows.put(status(1, "Ready False", "Stalled False", "RolledOut True"), "failed=false current=false");
            rows.put(status(1, "Ready True", "Stalled True", "RolledOut False"), "failed=true current=false");
            rows.put("{\"status\":{\"observedGeneration\":-1}}", "failed=false current=false");
            rows.forEach((status, expected) -> Waiting.untilAsserted(
                    "the policy is in effect",
                    () -> assertThat(refusal(client, test.name(), status))
                            .as(status)
                            .contains(expected)));
        } finally {
            kubectl.run("delete", "validatingadmissionpolicy,validatingadmissionpolicybinding", test.name());
        }
    }

    @Test
    void theZonesOfTheExampleAreAccepted(Kubectl kubectl) {
        kubectl.installCrds(Manifests.projectFile("crds"));
        String zones = Manifests.projectFile("examples/12-argocd/zones.yaml").toString();
        assertThat(kubectl.run("apply", "--dry-run=server", "--validate=strict", "-f", zones)
                        .lines())
                .hasSize(3);
    }

    private static String policy(String namespace, String expressions) {
        return """
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicy
            metadata: {name: %1$s}
            spec:
              failurePolicy: Fail
              matchConstraints:
                namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %1$s}}
                resourceRules: [{apiGroups: [zonekeeper.io], apiVersions: [v1alpha1], operations: [UPDATE], resources: [zonedservices/status]}]
              validations:
                - expression: "false"
                  messageExpression: %2$s
            ---
            apiVersion: admissionregistration.k8s.io/v1
            kind: ValidatingAdmissionPolicyBinding
            metadata: {name: %1$s}
            spec: {policyName: %1$s, validationActions: [Deny]}
            """.formatted(namespace, expressions);
    }

    private static String refusal(KubernetesClient client, String namespace, String status) {
        KubernetesClientException refused = catchThrowableOfType(
                KubernetesClientException.class,
                () -> client.genericKubernetesResources("zonekeeper.io/v1alpha1", "ZonedService")
                        .inNamespace(namespace)
                        .withName("web")
                        .subresource("status")
                        .patch(PatchContext.of(PatchType.JSON_MERGE), status));
        return refused == null ? "not refused" : String.valueOf(refused.getMessage());
    }

    /** Flux has the fields of the object as variables, an admission policy has the object. */
    private static String told(String kind) {
        JsonNode checks = Serialization.unmarshal(read(), JsonNode.class).at("/spec/healthCheckExprs");
        for (JsonNode check : checks) {
            if (check.path("kind").asText().equals(kind)) {
                String text = "'failed=' + string(%s) + ' current=' + string(%s)"
                        .formatted(
                                check.path("failed").asText(),
                                check.path("current").asText());
                return Serialization.asJson(text.replaceAll("(?<![.\\w'])(status|spec|metadata)\\b", "object.$1"));
            }
        }
        throw new AssertionError("no expressions for " + kind);
    }

    private static String read() {
        try {
            return Files.readString(Manifests.projectFile("examples/13-flux/kustomization.yaml"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String status(int observed, String... conditions) {
        String all = String.join(
                ",",
                Stream.of(conditions)
                        .map(text -> text.split(" ", -1))
                        .map(words ->
                                "{\"type\":\"%s\",\"status\":\"%s\",\"reason\":\"X\",\"message\":\"m\",\"lastTransitionTime\":\"2026-06-01T12:00:00Z\"}"
                                        .formatted(words[0], words[1]))
                        .toList());
        return "{\"status\":{\"observedGeneration\":%d,\"conditions\":[%s]}}".formatted(observed, all);
    }
}
