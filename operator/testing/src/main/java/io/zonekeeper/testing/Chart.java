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
public final class Chart {
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
            "ValidatingAdmissionPolicyBinding",
            "MutatingAdmissionPolicy",
            "MutatingAdmissionPolicyBinding");
    private static final Pattern BETWEEN_DOCUMENTS = Pattern.compile("(?m)^---.*$");
    private static final Pattern KIND = Pattern.compile("(?m)^kind: *(\\w+)");

    /** Values with which it permits all that the operator can do. */
    public static final String EVERYTHING = String.join(
            ",",
            "mongo.enabled=true",
            "proxies.enabled=true",
            "failover.enabled=true",
            "shards=2",
            "web.enabled=true",
            "web.authentication=token");

    private Chart() {}

    /** Installs them and waits until the API server serves the CRDs. */
    static void install(Kubectl kubectl) {
        List<String> documents = Arrays.asList(BETWEEN_DOCUMENTS.split(render(EVERYTHING, served(kubectl)), -1));
        apply(kubectl, documents, CRD::equals);
        kubectl.run("wait", "--for=condition=Established", "--timeout=30s", "crd", "--all");
        kubectl.runReading(OPERATOR_NAMESPACE, "apply", "--server-side", "-f", "-");
        apply(kubectl, documents, PERMISSIONS::contains);
    }

    /**
     * Returns what the chart makes for an installation into a cluster that serves nothing but the oldest APIs.
     *
     * @param values as for {@code helm --set}: {@code mongo.enabled=true}; empty for those of the chart
     */
    public static String render(String values) {
        return render(values, "v1");
    }

    /** Helm knows what a cluster serves only where it installs into one. */
    private static String served(Kubectl kubectl) {
        return kubectl.run("get", "--raw", "/apis/admissionregistration.k8s.io/v1")
                        .contains("MutatingAdmissionPolicy")
                ? "admissionregistration.k8s.io/v1/MutatingAdmissionPolicy"
                : "v1";
    }

    private static String render(String values, String served) {
        return Command.of(
                        Checkout.tool("helm"),
                        "template",
                        "zonekeeper",
                        Checkout.file("helm/zonekeeper").toString(),
                        "--no-hooks",
                        "--namespace",
                        NAMESPACE,
                        "--api-versions",
                        served,
                        "--set",
                        values)
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
