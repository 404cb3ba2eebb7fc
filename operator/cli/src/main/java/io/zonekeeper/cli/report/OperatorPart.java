package io.zonekeeper.cli.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.zonekeeper.cli.cluster.RawCluster;
import io.zonekeeper.cli.terminal.Problem;

import com.fasterxml.jackson.databind.JsonNode;

/** The operator and its observers: objects, logs of this container and the one before, and what they may do. */
final class OperatorPart {
    private static final Map<String, String> OURS =
            Map.of("labelSelector", "app.kubernetes.io/name in (zonekeeper,zonekeeper-observer)");
    private static final String BYTES = "" + 4 * 1024 * 1024;

    /** Enough to see a pattern; a cluster has hundreds of namespaces. */
    private static final int NAMESPACES = 20;

    private final RawCluster cluster;
    private final Bundle bundle;
    private final ObjectLists lists;
    private final SecretText text;
    private final int logLines;
    private final List<Container> containers = new ArrayList<>();
    private final Set<Account> accounts = new TreeSet<>();

    /** A container that has logs. */
    private record Container(String namespace, String pod, String name) {}

    /** The ServiceAccount of pods. */
    private record Account(String namespace, String name) implements Comparable<Account> {
        @Override
        public int compareTo(Account other) {
            return (namespace + "/" + name).compareTo(other.namespace + "/" + other.name);
        }

        String user() {
            return "system:serviceaccount:%s:%s".formatted(namespace, name);
        }
    }

    /**
     * Creates the reader of one report.
     *
     * @param logLines the last lines of each log
     */
    OperatorPart(RawCluster cluster, Bundle bundle, ObjectLists lists, SecretText text, int logLines) {
        this.cluster = cluster;
        this.bundle = bundle;
        this.lists = lists;
        this.text = text;
        this.logLines = logLines;
    }

    /**
     * Adds objects and logs.
     *
     * @param namespace of the operator, for users who may not list pods everywhere
     */
    void add(String namespace) {
        String where = pods(namespace);
        lists.list(
                "operator/deployments.yaml",
                "operator and observers: Deployments",
                "/apis/apps/v1%s/deployments".formatted(where),
                OURS,
                object -> {});
        lists.list(
                "operator/poddisruptionbudgets.yaml",
                "operator and observers: budgets",
                "/apis/policy/v1%s/poddisruptionbudgets".formatted(where),
                OURS,
                object -> {});
        containers.forEach(this::logs);
    }

    private String pods(String namespace) {
        String inNamespace = "/namespaces/" + namespace;
        try {
            cluster.each("/api/v1/pods", OURS, this::remember);
        } catch (Problem forbidden) {
            lists.list(
                    "operator/pods.yaml",
                    "operator and observers: pods",
                    "/api/v1%s/pods".formatted(inNamespace),
                    OURS,
                    this::remember);
            return inNamespace;
        }
        lists.list("operator/pods.yaml", "operator and observers: pods", "/api/v1/pods", OURS, object -> {});
        return "";
    }

    private void remember(JsonNode pod) {
        String namespace = pod.at("/metadata/namespace").asText();
        accounts.add(new Account(namespace, pod.at("/spec/serviceAccountName").asText("default")));
        pod.at("/spec/containers").forEach(container -> {
            Container each = new Container(
                    namespace,
                    pod.at("/metadata/name").asText(),
                    container.path("name").asText());
            if (!containers.contains(each)) {
                containers.add(each);
            }
        });
    }

    private void logs(Container container) {
        String path = "/api/v1/namespaces/%s/pods/%s/log".formatted(container.namespace(), container.pod());
        Map<String, String> query =
                new TreeMap<>(Map.of("container", container.name(), "tailLines", "" + logLines, "limitBytes", BYTES));
        String file = "operator/logs/%s.%s".formatted(container.pod(), container.name());
        bundle.add(file + ".log", "log, last %d lines".formatted(logLines), out -> {
            out.write(text.clean(cluster.text(path, query)));
        });
        query.put("previous", "true");
        try {
            String previous = text.clean(cluster.text(path, query));
            bundle.add(file + ".previous.log", "log of the container before", out -> out.write(previous));
        } catch (Problem problem) {
            if (!problem.getMessage().contains("previous terminated container")) {
                bundle.add(file + ".previous.log", "log of the container before", out -> {
                    throw problem;
                });
            }
        }
    }

    /**
     * Adds what the operator may do, as the API server answers for it, and what the user may.
     *
     * @param namespaces those that are managed
     */
    void permissions(Set<String> namespaces) {
        Set<String> asked = new TreeSet<>();
        accounts.forEach(account -> asked.add(account.namespace()));
        namespaces.stream().limit(NAMESPACES).forEach(asked::add);
        for (String namespace : asked) {
            for (Account account : accounts) {
                permissions(account.name(), Optional.of(account.user()), namespace);
            }
            permissions("you", Optional.empty(), namespace);
        }
    }

    private void permissions(String who, Optional<String> user, String namespace) {
        bundle.add(
                "permissions/%s-in-%s.yaml".formatted(who, namespace),
                "what %s may do in %s".formatted(user.orElse("the user who made the report"), namespace),
                out -> ObjectLists.document(
                        out, cluster.permissions(user, namespace).path("status")));
    }
}
