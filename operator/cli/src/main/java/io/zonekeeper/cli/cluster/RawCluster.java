package io.zonekeeper.cli.cluster;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.zonekeeper.cli.terminal.Exit;
import io.zonekeeper.cli.terminal.Problem;
import io.zonekeeper.kube.client.KubernetesClients;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * Requests whose answers are kept as the API server sent them, fields included that this version does not know. It only
 * reads, and whoever calls it names each path: nothing is discovered. Every failure is a {@link Problem}.
 */
public final class RawCluster {
    private static final int PAGE = 500;
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Cluster cluster;

    public RawCluster(Cluster cluster) {
        this.cluster = cluster;
    }

    /** Returns what is at a path; a path that does not exist is a Problem. */
    public JsonNode get(String path) {
        return json(path, text(path, Map.of()));
    }

    /**
     * Lists objects page by page, each with its kind. A list that takes longer than the API server remembers it, some
     * minutes, ends early with a Problem.
     *
     * @param path of the list
     * @param query parameters, such as labelSelector
     * @param action what is done with each object
     */
    public void each(String path, Map<String, String> query, Consumer<JsonNode> action) {
        String next = "";
        do {
            Map<String, String> page = new TreeMap<>(query);
            page.put("limit", "" + PAGE);
            if (!next.isEmpty()) {
                page.put("continue", next);
            }
            JsonNode list = json(path, text(path, page));
            list.path("items").forEach(item -> action.accept(withKind(list, item)));
            next = list.at("/metadata/continue").asText("");
        } while (!next.isEmpty());
    }

    /** An item of a list says its kind only where the API server reads it as JSON itself. */
    private static JsonNode withKind(JsonNode list, JsonNode item) {
        ObjectNode whole = JSON.createObjectNode();
        whole.set("apiVersion", list.path("apiVersion"));
        whole.put("kind", list.path("kind").asText().replaceAll("List$", ""));
        item.properties().forEach(field -> whole.set(field.getKey(), field.getValue()));
        return whole;
    }

    /**
     * Returns the text at a path.
     *
     * @param query parameters
     */
    public String text(String path, Map<String, String> query) {
        String parameters = query.entrySet().stream()
                .map(each -> each.getKey() + "=" + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
                .sorted()
                .collect(Collectors.joining("&"));
        return cluster.ask(() -> answer(
                path,
                Optional.ofNullable(
                        cluster.client().raw(parameters.isEmpty() ? path : path + "?" + parameters, "GET", null))));
    }

    /**
     * Asks what a user may do in a namespace, which changes nothing.
     *
     * @param user whose permissions; empty for the user who runs the command. Another one's need permission to
     *     impersonate
     * @return the SelfSubjectRulesReview
     */
    public JsonNode permissions(Optional<String> user, String namespace) {
        String path = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews";
        Map<String, Object> review = Map.of(
                "apiVersion",
                "authorization.k8s.io/v1",
                "kind",
                "SelfSubjectRulesReview",
                "spec",
                Map.of("namespace", namespace));
        return cluster.ask(() -> {
            if (user.isEmpty()) {
                return json(
                        path, answer(path, Optional.ofNullable(cluster.client().raw(path, "POST", review))));
            }
            Config another = new ConfigBuilder(cluster.client().getConfiguration())
                    .withImpersonateUsername(user.get())
                    .build();
            try (KubernetesClient client = KubernetesClients.forPeople(another)) {
                return json(path, answer(path, Optional.ofNullable(client.raw(path, "POST", review))));
            }
        });
    }

    private static String answer(String path, Optional<String> body) {
        return body.orElseThrow(() -> new KubernetesClientException(path + " does not exist in this cluster"));
    }

    private static JsonNode json(String path, String body) {
        try {
            return JSON.readTree(body);
        } catch (JsonProcessingException e) {
            throw new Problem(Exit.NO_CLUSTER, "%s is not answered with JSON".formatted(path));
        }
    }
}
