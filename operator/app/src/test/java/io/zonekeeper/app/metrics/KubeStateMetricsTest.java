package io.zonekeeper.app.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The configuration of kube-state-metrics names fields that the CRDs have, of types that make numbers and labels. */
class KubeStateMetricsTest {
    private static final Path EXAMPLE = Path.of("../../examples/11-kube-state-metrics");
    private static final Path CRDS = Path.of("../../crds");

    @Test
    void everyPathIsAFieldOfTheCrd() throws IOException {
        List<String> problems = new ArrayList<>();
        int metrics = 0;
        for (JsonNode resource : resources()) {
            JsonNode crd = crd(resource.at("/groupVersionKind/kind").asText());
            assertThat(resource.at("/groupVersionKind/group").asText())
                    .isEqualTo(crd.at("/spec/group").asText());
            assertThat(resource.at("/groupVersionKind/version").asText())
                    .isEqualTo(crd.at("/spec/versions/0/name").asText());
            for (JsonNode metric : resource.path("metrics")) {
                problems.addAll(problems(metric, crd.at("/spec/versions/0/schema/openAPIV3Schema")));
                metrics++;
            }
        }
        assertThat(problems).isEmpty();
        assertThat(metrics).isGreaterThan(5);
    }

    /** The walk finds what is wrong. */
    @Test
    void aPathThatTheCrdHasNotIsFound() throws IOException {
        JsonNode schema = crd("ZonedService").at("/spec/versions/0/schema/openAPIV3Schema");
        assertThat(field(schema, List.of("status", "zones", "ready"))).isPresent();
        assertThat(field(schema, List.of("status", "zone"))).isEmpty();
        assertThat(problems(
                        Serialization.unmarshal(
                                "{\"name\": \"x\", \"each\": {\"gauge\": {\"path\": [\"status\", \"zones\"], \"valueFrom\": [\"state\"]}}}",
                                JsonNode.class),
                        schema))
                .containsExactly("x: no number is made of state");
    }

    @Test
    void itMayReadTheKindsItNames() throws IOException {
        JsonNode rule = Serialization.unmarshal(
                        Files.readString(EXAMPLE.resolve("rbac.yaml")).split("---", 2)[0], JsonNode.class)
                .at("/rules/0/resources");
        List<String> permitted = new ArrayList<>();
        rule.forEach(resource -> permitted.add(resource.asText()));
        List<String> named = new ArrayList<>();
        for (JsonNode resource : resources()) {
            named.add(crd(resource.at("/groupVersionKind/kind").asText())
                    .at("/spec/names/plural")
                    .asText());
        }
        assertThat(permitted).containsExactlyInAnyOrderElementsOf(named);
    }

    private static List<String> problems(JsonNode metric, JsonNode schema) {
        String name = metric.path("name").asText();
        JsonNode each = metric.path("each").path("gauge").isMissingNode()
                ? metric.at("/each/stateSet")
                : metric.at("/each/gauge");
        Optional<JsonNode> target = field(schema, words(each.path("path")));
        if (target.isEmpty()) {
            return List.of("%s: the CRD has no %s".formatted(name, each.path("path")));
        }
        List<String> problems = new ArrayList<>();
        each.path("labelsFromPath").forEach(path -> {
            if (field(target.get(), words(path)).isEmpty()) {
                problems.add("%s: no %s in it".formatted(name, path));
            }
        });
        List<String> value = words(each.path("valueFrom"));
        Optional<JsonNode> number = field(target.get(), value);
        boolean countable = number.filter(field -> isNumber(field) || value.equals(List.of("status")))
                .isPresent();
        if (each.path("list").isMissingNode() && !countable) {
            problems.add("%s: no number is made of %s".formatted(name, String.join(".", value)));
        }
        return problems;
    }

    private static boolean isNumber(JsonNode field) {
        return Stream.of("integer", "number").anyMatch(field.path("type").asText()::equals);
    }

    /** Lists are looked through: what is named is a field of their items. */
    private static Optional<JsonNode> field(JsonNode schema, List<String> path) {
        JsonNode at = schema;
        for (String word : path) {
            JsonNode object = at.path("items").isMissingNode() ? at : at.path("items");
            at = object.path("properties").path(word);
            if (at.isMissingNode()) {
                return Optional.empty();
            }
        }
        return Optional.of(at);
    }

    private static List<String> words(JsonNode path) {
        List<String> words = new ArrayList<>();
        path.forEach(word -> words.add(word.asText()));
        return words;
    }

    private static JsonNode resources() throws IOException {
        return Serialization.unmarshal(Files.readString(EXAMPLE.resolve("custom-resource-state.yaml")), JsonNode.class)
                .at("/spec/resources");
    }

    private static JsonNode crd(String kind) throws IOException {
        try (Stream<Path> files = Files.list(CRDS)) {
            Path file = files.filter(path -> path.getFileName().toString().startsWith("zonekeeper.io_"))
                    .filter(path -> kind(path).equals(kind))
                    .findFirst()
                    .orElseThrow();
            return Serialization.unmarshal(Files.readString(file), JsonNode.class);
        }
    }

    private static String kind(Path file) {
        try {
            return Serialization.unmarshal(Files.readString(file), JsonNode.class)
                    .at("/spec/names/kind")
                    .asText();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
