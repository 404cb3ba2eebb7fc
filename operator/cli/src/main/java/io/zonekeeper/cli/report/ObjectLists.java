package io.zonekeeper.cli.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

import io.zonekeeper.cli.cluster.RawCluster;
import io.zonekeeper.cli.terminal.Exit;
import io.zonekeeper.cli.terminal.Problem;
import io.zonekeeper.cli.terminal.Structured;
import io.zonekeeper.kube.objects.Labels;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Objects as YAML documents: those of Zonekeeper, those that it made, and those that ZoneFailovers protect. */
final class ObjectLists {
    private static final String OURS = "/apis/zonekeeper.io/v1alpha1";
    private static final int PROTECTED_NAMESPACES = 50;

    /** What a service consists of, by its name in the report, with the API that has it. */
    private static final List<Resource> CHILDREN = List.of(
            new Resource("/apis/apps/v1", "deployments"),
            new Resource("/apis/apps/v1", "statefulsets"),
            new Resource("/api/v1", "services"),
            new Resource("/apis/policy/v1", "poddisruptionbudgets"),
            new Resource("/api/v1", "pods"));

    private final RawCluster cluster;
    private final Bundle bundle;
    private final Pruning pruning;
    private final Optional<String> namespace;

    /** A list of the API. */
    record Resource(String api, String name) {
        String path(Optional<String> namespace) {
            return api + namespace.map(where -> "/namespaces/" + where).orElse("") + "/" + name;
        }
    }

    /**
     * Creates the reader of one report.
     *
     * @param namespace the only namespace to read; empty for all
     */
    ObjectLists(RawCluster cluster, Bundle bundle, Pruning pruning, Optional<String> namespace) {
        this.cluster = cluster;
        this.bundle = bundle;
        this.pruning = pruning;
        this.namespace = namespace;
    }

    /** Adds Zones and policies, and returns the names of the zones. */
    Set<String> cluster() {
        Set<String> zones = new TreeSet<>();
        list(
                "zonekeeper/zones.yaml",
                "Zones with status",
                OURS + "/zones",
                Map.of(),
                zone -> zones.add(
                        zone.at("/status/zone").asText(zone.at("/metadata/name").asText())));
        list(
                "zonekeeper/zonehealthpolicies.yaml",
                "policies with status",
                OURS + "/zonehealthpolicies",
                Map.of(),
                ObjectLists::none);
        return zones;
    }

    /** Adds what users wrote, what Zonekeeper made of it, and what it protects; returns the namespaces of the first. */
    Set<String> services() {
        Set<String> namespaces = new TreeSet<>();
        Set<String> failovers = new TreeSet<>();
        ours("zonedservices", namespaces);
        ours("zonalproxies", namespaces);
        ours("mongoclusters", namespaces);
        ours("multiazdatabases", namespaces);
        ours("zonefailovers", failovers);
        for (Resource child : CHILDREN) {
            list(
                    "children/%s.yaml".formatted(child.name()),
                    child.name() + " of ZonedServices",
                    child.path(namespace),
                    Map.of("labelSelector", Labels.SERVICE),
                    ObjectLists::none);
        }
        failovers.stream().limit(PROTECTED_NAMESPACES).forEach(this::protectedObjects);
        failovers.stream()
                .skip(PROTECTED_NAMESPACES)
                .forEach(each -> bundle.add("protected/" + each, "what a ZoneFailover protects", out -> {
                    throw new Problem(
                            Exit.NO,
                            "only %d namespaces are in a report: name this one with -n"
                                    .formatted(PROTECTED_NAMESPACES));
                }));
        namespaces.addAll(failovers);
        return namespaces;
    }

    private void protectedObjects(String where) {
        for (Resource each : CHILDREN) {
            list(
                    "protected/%s/%s.yaml".formatted(where, each.name()),
                    each.name() + " of a namespace with a ZoneFailover",
                    each.path(Optional.of(where)),
                    Map.of("labelSelector", "!" + Labels.SERVICE),
                    ObjectLists::none);
        }
    }

    private void ours(String resource, Set<String> namespaces) {
        list(
                "zonekeeper/%s.yaml".formatted(resource),
                resource + " with status",
                new Resource(OURS, resource).path(namespace),
                Map.of(),
                object -> namespaces.add(object.at("/metadata/namespace").asText()));
    }

    /**
     * Adds a list.
     *
     * @param also what else is done with each object, unpruned
     */
    void list(String file, String contents, String path, Map<String, String> query, Consumer<JsonNode> also) {
        bundle.add(
                file,
                contents,
                out -> cluster.each(path, query, object -> {
                    also.accept(object);
                    document(out, pruning.prune(object));
                }));
    }

    /** Writes a YAML document. */
    static void document(Writer out, JsonNode object) {
        try {
            out.write("---\n");
            out.write(Structured.yaml(plain(object)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Fields in the order of the API server, as kubectl prints them. */
    private static Object plain(JsonNode object) {
        return object instanceof ObjectNode ? new ObjectMapper().convertValue(object, Map.class) : object;
    }

    private static void none(JsonNode object) {
        // Nothing of it is needed elsewhere.
    }
}
