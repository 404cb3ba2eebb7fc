package io.zonekeeper.cli.cluster;

import java.net.HttpURLConnection;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.zonekeeper.cli.terminal.Exit;
import io.zonekeeper.cli.terminal.Problem;

import io.fabric8.kubernetes.client.KubernetesClientException;

/** Puts what the API server refuses into one sentence that says what to do about it. */
final class ApiProblems {
    private static final Pattern FORBIDDEN = Pattern.compile(
            "User \"([^\"]*)\" cannot (\\w+) resource \"([^\"]*)\" in API group \"([^\"]*)\"( at the cluster scope| in the namespace \"[^\"]*\")?");
    private static final Pattern SERVER_SAYS = Pattern.compile("Message: (.*?)\\. Received status:", Pattern.DOTALL);
    private static final String OURS = "zonekeeper.io";

    private ApiProblems() {}

    /** Returns the problem that a failed request stands for. */
    static Problem of(KubernetesClientException failure, String server) {
        return switch (failure.getCode()) {
            case HttpURLConnection.HTTP_FORBIDDEN -> new Problem(Exit.NO_CLUSTER, forbidden(failure));
            case HttpURLConnection.HTTP_UNAUTHORIZED ->
                new Problem(Exit.NO_CLUSTER, server + " does not know you: log in, or choose a --context");
            case HttpURLConnection.HTTP_NOT_FOUND ->
                new Problem(
                        Exit.NO_CLUSTER,
                        server
                                + " knows no Zones or ZonedServices: install Zonekeeper there, or choose another --context");
            default ->
                failure.getCode() <= 0
                        ? new Problem(Exit.NO_CLUSTER, unreachable(failure, server))
                        : new Problem(Exit.WRONG_INPUT, "the API server says: " + words(failure));
        };
    }

    private static String forbidden(KubernetesClientException failure) {
        Matcher said = FORBIDDEN.matcher(String.valueOf(failure.getMessage()));
        if (!said.find()) {
            return "not permitted: " + words(failure);
        }
        String verb = said.group(2);
        String resource = said.group(3);
        String where = said.group(5) == null ? "" : said.group(5);
        return "%s may not %s %s%s%s: ask for the role %s"
                .formatted(
                        said.group(1),
                        verb,
                        resource,
                        said.group(4).isEmpty() ? "" : "." + said.group(4),
                        where,
                        role(verb, resource, said.group(4)));
    }

    private static String role(String verb, String resource, String group) {
        boolean reads = verb.equals("get") || verb.equals("list") || verb.equals("watch");
        if (!group.equals(OURS)) {
            return "that allows it";
        }
        if (reads) {
            return "zonekeeper-view (it is part of view), or name a namespace with -n";
        }
        return resource.equals("zonedservices")
                ? "zonekeeper-edit (it is part of edit)"
                : "zonekeeper-zone-operator (a ClusterRoleBinding; it is part of no other role)";
    }

    private static String unreachable(KubernetesClientException failure, String server) {
        Throwable cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        String why = cause.getMessage() == null
                ? cause.getClass().getSimpleName().replaceAll("([a-z])([A-Z])", "$1 $2")
                : cause.getMessage();
        return "no cluster answers at %s (%s): choose one with --context or --kubeconfig".formatted(server, why);
    }

    private static String words(KubernetesClientException failure) {
        if (failure.getStatus() != null && failure.getStatus().getMessage() != null) {
            return failure.getStatus().getMessage();
        }
        Matcher said = SERVER_SAYS.matcher(String.valueOf(failure.getMessage()));
        return said.find() ? said.group(1) : String.valueOf(failure.getMessage());
    }
}
