package io.zonekeeper.cli.report;

import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.zonekeeper.cli.cluster.RawCluster;
import io.zonekeeper.cli.terminal.TextTable;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Nodes with zone, readiness and taints, and how old the last renewals of their Leases are. */
final class NodeList {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ZONE = "topology.kubernetes.io/zone";
    private static final List<String> LABELS = List.of(
            "eks.amazonaws.com/",
            "karpenter.sh/",
            "kubernetes.io/",
            "node.kubernetes.io/",
            "topology.k8s.aws/",
            "topology.kubernetes.io/",
            "zonekeeper.io/");

    private final RawCluster cluster;
    private final Bundle bundle;
    private final Map<String, String> zones = new HashMap<>();

    NodeList(RawCluster cluster, Bundle bundle) {
        this.cluster = cluster;
        this.bundle = bundle;
    }

    /**
     * Adds both.
     *
     * @param now when the report is made
     */
    void add(Instant now) {
        bundle.add(
                "nodes/nodes.yaml",
                "nodes: labels of their place, taints, conditions, capacity",
                out -> cluster.each("/api/v1/nodes", Map.of(), node -> {
                    zones.put(
                            node.at("/metadata/name").asText(),
                            node.path("metadata").path("labels").path(ZONE).asText("-"));
                    ObjectLists.document(out, pruned(node));
                }));
        bundle.add("nodes/leases.txt", "nodes: last renewal of each node's Lease", out -> {
            Map<String, String> renewals = new TreeMap<>();
            cluster.each(
                    "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases",
                    Map.of(),
                    lease -> renewals.put(
                            lease.at("/metadata/name").asText(),
                            lease.at("/spec/renewTime").asText("")));
            var table = new TextTable("", "NODE", "ZONE", "RENEWED", "SECONDS AGO");
            renewals.forEach((node, renewed) -> table.row(
                    node, zones.getOrDefault(node, "-"), renewed.isEmpty() ? "-" : renewed, age(renewed, now)));
            PrintWriter lines = new PrintWriter(out);
            table.print(lines);
            lines.flush();
        });
    }

    private static String age(String renewed, Instant now) {
        return renewed.isEmpty()
                ? "-"
                : "" + Duration.between(Instant.parse(renewed), now).toSeconds();
    }

    private static ObjectNode pruned(JsonNode node) {
        ObjectNode copy = JSON.createObjectNode();
        ObjectNode metadata = copy.putObject("metadata");
        copyFields(node.path("metadata"), metadata, "name", "creationTimestamp", "deletionTimestamp");
        ObjectNode labels = metadata.putObject("labels");
        node.path("metadata").path("labels").properties().stream()
                .filter(label -> LABELS.stream().anyMatch(label.getKey()::startsWith))
                .forEach(label -> labels.set(label.getKey(), label.getValue()));
        copyFields(node.path("spec"), copy.putObject("spec"), "providerID", "taints", "unschedulable");
        ObjectNode status = copy.putObject("status");
        copyFields(node.path("status"), status, "allocatable", "capacity");
        ArrayNode conditions = status.putArray("conditions");
        node.path("status").path("conditions").forEach(conditions::add);
        copyFields(
                node.path("status").path("nodeInfo"),
                status.putObject("nodeInfo"),
                "architecture",
                "containerRuntimeVersion",
                "kernelVersion",
                "kubeletVersion",
                "osImage");
        return copy;
    }

    private static void copyFields(JsonNode from, ObjectNode to, String... names) {
        for (String name : names) {
            if (from.hasNonNull(name)) {
                to.set(name, from.get(name));
            }
        }
    }
}
