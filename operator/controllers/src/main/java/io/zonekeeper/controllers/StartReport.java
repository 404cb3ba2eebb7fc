package io.zonekeeper.controllers;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.kube.client.Permission;
import io.zonekeeper.kube.config.OperatorConfig;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The first lines of an operator's log: what runs, how it is configured, what it may do, and what is switched off. */
final class StartReport {
    private static final Logger LOG = LoggerFactory.getLogger(StartReport.class);

    /** What permissions a part needs: group, resource and verb, of which it needs the one that is asked for. */
    private static final Map<String, Permission> PARTS = parts();

    private StartReport() {}

    private static Map<String, Permission> parts() {
        Map<String, Permission> parts = new LinkedHashMap<>();
        parts.put("ZonedServices", new Permission("apps", "deployments", "patch"));
        parts.put("MongoClusters (mongo.enabled)", new Permission("zonekeeper.io", "mongoclusters", "watch"));
        parts.put("ZonalProxies (proxies.enabled)", new Permission("zonekeeper.io", "zonalproxies", "watch"));
        parts.put(
                "the policy of the chart's values",
                new Permission("zonekeeper.io", "zonehealthpolicies", "patch", Optional.of("default")));
        return parts;
    }

    /** Logs what is known without the API server. */
    static void begins(OperatorConfig config) {
        LOG.atInfo()
                .addKeyValue(
                        "version",
                        Optional.ofNullable(StartReport.class.getPackage().getImplementationVersion())
                                .orElse("from source"))
                .addKeyValue("java", Runtime.version())
                .addKeyValue(
                        "namespaces", config.namespaces().isEmpty() ? "all" : String.join(",", config.namespaces()))
                .addKeyValue("shard", config.shard())
                .addKeyValue("leaderElection", config.leaderElection().enabled())
                .addKeyValue("workers", config.workers())
                .addKeyValue("slots", config.slots())
                .addKeyValue("aws", config.aws().enabled())
                .addKeyValue(
                        "defaultPolicy",
                        config.defaultPolicy().map(Object::toString).orElse("none"))
                .log("Zonekeeper starts");
    }

    /** Asks the API server, on a thread of its own, and logs what this process may do; nothing waits for it. */
    static void permissions(KubernetesClient client, OperatorConfig config) {
        Thread.ofVirtual().name("start-report").start(() -> {
            try {
                logPermissions(client, config);
            } catch (KubernetesClientException e) {
                LOG.atWarn().addKeyValue("cause", e.getMessage()).log("permissions cannot be read");
            }
        });
    }

    private static void logPermissions(KubernetesClient client, OperatorConfig config) {
        List<String> permitted = new ArrayList<>();
        List<String> off = new ArrayList<>();
        PARTS.forEach((part, permission) -> (may(client, config, permission) ? permitted : off).add(part));
        if (!config.aws().enabled()) {
            off.add("AWS (aws.enabled)");
        }
        if (!config.leaderElection().enabled()) {
            off.add("leader election (leaderElection.enabled)");
        }
        LOG.atInfo()
                .addKeyValue("permitted", String.join(", ", permitted))
                .addKeyValue("off", String.join(", ", off))
                .log("permissions");
    }

    private static boolean may(KubernetesClient client, OperatorConfig config, Permission permission) {
        // What has a name is of the cluster.
        return permission.granted(
                client,
                permission.name().isPresent()
                        ? Optional.empty()
                        : config.namespaces().stream().findFirst());
    }
}
