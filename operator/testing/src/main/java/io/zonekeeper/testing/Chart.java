package io.zonekeeper.testing;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What the Helm chart installs besides the operator's pods: CRDs, the ServiceAccount and its permissions.
 *
 * <p>The operator under test runs outside the cluster under exactly these, so a permission that is missing from the
 * chart fails a test.
 */
final class Chart {
    static final String NAMESPACE = "zonekeeper-system";
    static final String SERVICE_ACCOUNT = "zonekeeper";

    private static final String CRD = "CustomResourceDefinition";
    private static final String OPERATOR_NAMESPACE =
            "{apiVersion: v1, kind: Namespace, metadata: {name: %s}}".formatted(NAMESPACE);
    private static final Set<String> PERMISSIONS = Set.of(
            "ServiceAccount",
            "ClusterRole",
            "ClusterRoleBinding",
            "Role",
            "RoleBinding",
            "ValidatingAdmissionPolicy",
            "ValidatingAdmissionPolicyBinding");
    private static final Pattern BETWEEN_DOCUMENTS = Pattern.compile("(?m)^---.*$");
    private static final Pattern KIND = Pattern.compile("(?m)^kind: *(\\w+)");

    private Chart() {}

    /** Installs them and waits until the API server serves the CRDs. */
    static void install(Kubectl kubectl) {
        List<String> documents = Arrays.asList(BETWEEN_DOCUMENTS.split(render(), -1));
        apply(kubectl, documents, CRD::equals);
        kubectl.run("wait", "--for=condition=Established", "--timeout=30s", "crd", "--all");
        kubectl.runReading(OPERATOR_NAMESPACE, "apply", "--server-side", "-f", "-");
        apply(kubectl, documents, PERMISSIONS::contains);
    }

    private static String render() {
        return Command.of(
                        Checkout.tool("helm"),
                        "template",
                        "zonekeeper",
                        Checkout.file("helm/zonekeeper").toString(),
                        "--no-hooks",
                        "--set",
                        "mongo.enabled=true,proxies.enabled=true",
                        "--namespace",
                        NAMESPACE)
                .runOrFail();
    }

    private static void apply(Kubectl kubectl, List<String> documents, Predicate<String> wanted) {
        String chosen = documents.stream()
                .filter(document -> wanted.test(kind(document)))
                .collect(Collectors.joining("\n---\n"));
        kubectl.runReading(chosen, "apply", "--server-side", "--force-conflicts", "-f", "-");
    }

    private static String kind(String document) {
        Matcher kind = KIND.matcher(document);
        return kind.find() ? kind.group(1) : "";
    }
}
