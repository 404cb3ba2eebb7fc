package io.zonekeeper.cli.report;

import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.zonekeeper.cli.cluster.RawCluster;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Events as lines, by time. Those of kubelets have no message: it may quote what a container printed, or the command
 * line that could not be started.
 */
final class EventList {
    private static final String KUBELET = "kubelet";

    private final RawCluster cluster;
    private final Bundle bundle;
    private final SecretText text;

    EventList(RawCluster cluster, Bundle bundle, SecretText text) {
        this.cluster = cluster;
        this.bundle = bundle;
        this.text = text;
    }

    /**
     * Adds them.
     *
     * @param namespace the only one to read, besides default, where those of Zones are; empty for all
     */
    void add(Optional<String> namespace) {
        Set<String> paths = new TreeSet<>();
        namespace.ifPresentOrElse(
                where -> List.of("default", where)
                        .forEach(each -> paths.add("/api/v1/namespaces/%s/events".formatted(each))),
                () -> paths.add("/api/v1/events"));
        bundle.add("events.txt", "Events, by time", out -> {
            List<String> lines = new ArrayList<>();
            try {
                paths.forEach(path -> cluster.each(path, Map.of(), event -> lines.add(line(event))));
            } finally {
                PrintWriter print = new PrintWriter(out);
                lines.stream().sorted().forEach(print::println);
                print.flush();
            }
        });
    }

    private String line(JsonNode event) {
        JsonNode about = event.path("involvedObject");
        String source = first(
                event.path("reportingComponent").asText(),
                event.at("/source/component").asText());
        String message = source.equals(KUBELET)
                ? SecretText.LEFT_OUT
                : text.clean(event.path("message").asText().replaceAll("\\s+", " "));
        int count = Math.max(
                1,
                Math.max(event.path("count").asInt(), event.at("/series/count").asInt()));
        return "%s %-7s %s %s %s%s%s: %s"
                .formatted(
                        first(
                                event.path("lastTimestamp").asText(),
                                event.path("eventTime").asText(),
                                event.at("/metadata/creationTimestamp").asText()),
                        event.path("type").asText(),
                        source,
                        event.path("reason").asText(),
                        about.path("kind").asText(),
                        name(about),
                        count > 1 ? " (%d times)".formatted(count) : "",
                        message);
    }

    private static String name(JsonNode about) {
        String namespace = about.path("namespace").asText();
        return " " + (namespace.isEmpty() ? "" : namespace + "/")
                + about.path("name").asText();
    }

    private static String first(String... texts) {
        for (String each : texts) {
            if (!each.isEmpty() && !each.equals("null")) {
                return each;
            }
        }
        return "-";
    }
}
