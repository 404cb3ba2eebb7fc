package io.zonekeeper.cli.cluster;

import java.net.HttpURLConnection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.zonekeeper.cli.terminal.Exit;
import io.zonekeeper.cli.terminal.Problem;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** Turns a refusal of the API server into one sentence with the action that solves it. */
final class ApiProblems {
    private static final Pattern FORBIDDEN = Pattern.compile(
            "User \"([^\"]*)\" cannot (\\w+) resource \"([^\"]*)\" in API group \"([^\"]*)\"( at the cluster scope| in the namespace \"[^\"]*\")?");
    private static final Pattern SERVER_MESSAGE = Pattern.compile("Message: (.*?)\\. Received status:", Pattern.DOTALL);
    private static final String OURS = "zonekeeper.io";

    private ApiProblems() {}

    /** Returns the problem that a failed request means. */
    static Problem of(KubernetesClientException failure, String server) {
        return switch (failure.getCode()) {
            case HttpURLConnection.HTTP_FORBIDDEN -> new Problem(Exit.NO_CLUSTER, forbidden(failure));
            case HttpURLConnection.HTTP_UNAUTHORIZED ->
                new Problem(
                        Exit.NO_CLUSTER, server + " does not accept your credentials: log in, or choose a --context");
            case HttpURLConnection.HTTP_NOT_FOUND ->
                new Problem(
                        Exit.NO_CLUSTER,
                        server
                                + " has no Zones or ZonedServices: install Zonekeeper there, or choose another --context");
            default ->
                failure.getCode() <= 0
                        ? new Problem(Exit.NO_CLUSTER, unreachable(failure, server))
                        : new Problem(Exit.WRONG_INPUT, "the API server reports: " + words(failure));
        };
    }

    private static String forbidden(KubernetesClientException failure) {
        Matcher found = FORBIDDEN.matcher(String.valueOf(failure.getMessage()));
        if (!found.find()) {
            return "not permitted: " + words(failure);
        }
        String verb = found.group(2);
        String resource = found.group(3);
        String where = found.group(5) == null ? "" : found.group(5);
        return "%s may not %s %s%s%s: ask for the role %s, with the rule %s"
                .formatted(
                        found.group(1),
                        verb,
                        resource,
                        found.group(4).isEmpty() ? "" : "." + found.group(4),
                        where,
                        role(verb, resource, found.group(4)),
                        rule(verb, resource, found.group(4)));
    }

    /** The rule of a Role or ClusterRole that is missing, as it is written there. */
    private static String rule(String verb, String resource, String group) {
        return "{apiGroups: [\"%s\"], resources: [%s], verbs: [%s]}".formatted(group, resource, verb);
    }

    private static String role(String verb, String resource, String group) {
        boolean reads = verb.equals("get") || verb.equals("list") || verb.equals("watch");
        if (!group.equals(OURS)) {
            return "that allows it";
        }
        if (reads) {
            return "zonekeeper-view (aggregated into view), or name a namespace with -n";
        }
        return resource.equals("zonedservices")
                ? "zonekeeper-edit (aggregated into edit)"
                : "zonekeeper-zone-operator (a ClusterRoleBinding; it is aggregated into no other role)";
    }

    private static String unreachable(KubernetesClientException failure, String server) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String why = cause.getMessage() == null
                ? cause.getClass().getSimpleName().replaceAll("([a-z])([A-Z])", "$1 $2")
                : cause.getMessage();
        return "no cluster responds at %s (%s): choose one with --context or --kubeconfig".formatted(server, why);
    }

    private static String words(KubernetesClientException failure) {
        if (failure.getStatus() != null && failure.getStatus().getMessage() != null) {
            return failure.getStatus().getMessage();
        }
        Matcher found = SERVER_MESSAGE.matcher(String.valueOf(failure.getMessage()));
        return found.find() ? found.group(1) : String.valueOf(failure.getMessage());
    }
}
