package io.zonekeeper.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/**
 * A kind of request by the operator under test that the API server permitted, read from its audit log. Those of a
 * cluster are kept when it goes down, for a test of what all tests asked for.
 *
 * @param verb as in a rule of a Role
 * @param resource as in a rule of a Role, with its subresource and group: {@code pods/eviction},
 *     {@code deployments.apps}
 * @param namespace empty for all of them, and for what belongs to none; {@link #ELSEWHERE} for those of users
 * @param name the object's; empty in namespaces of users
 */
public record ApiCall(String verb, String resource, String namespace, String name) {
    /** In place of the name of any namespace of users: each test has its own. */
    public static final String ELSEWHERE = "elsewhere";

    private static final Set<String> KNOWN = Set.of("", Chart.NAMESPACE, "kube-node-lease");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String BETWEEN = "\t";
    private static final String PATCH = "patch";
    private static final String CREATE = "create";

    /** Returns the kept calls of all clusters that went down. */
    public static Set<ApiCall> kept() {
        if (!Files.isDirectory(folder())) {
            return Set.of();
        }
        try (Stream<Path> files = Files.list(folder())) {
            return files.flatMap(file -> lines(file).stream())
                    .map(ApiCall::parse)
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Keeps the calls of a cluster. */
    static void keep(String cluster, Path log) {
        Set<String> calls = lines(log).stream()
                .flatMap(ApiCall::permitted)
                .map(ApiCall::line)
                .collect(Collectors.toSet());
        try {
            Files.createDirectories(folder());
            Files.write(folder().resolve(cluster), calls);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path folder() {
        return Checkout.output().resolve("calls");
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The last line may be half written. An apply that makes an object needs the permission to create it as well. */
    private static Stream<ApiCall> permitted(String line) {
        if (!line.contains(OperatorIdentity.USER) || !line.endsWith("}")) {
            return Stream.empty();
        }
        try {
            JsonNode event = JSON.readTree(line);
            return Stream.of(event)
                    .filter(call -> call.at("/user/username").asText().equals(OperatorIdentity.USER))
                    .filter(call -> call.path("annotations")
                            .path("authorization.k8s.io/decision")
                            .asText()
                            .equals("allow"))
                    .filter(call -> call.has("objectRef"))
                    .flatMap(call -> verbs(call).map(verb -> of(verb, call.path("objectRef"))));
        } catch (JsonProcessingException e) {
            return Stream.empty();
        }
    }

    private static Stream<String> verbs(JsonNode call) {
        String verb = call.path("verb").asText();
        boolean made = verb.equals(PATCH) && call.at("/responseStatus/code").asInt() == HttpURLConnection.HTTP_CREATED;
        return made ? Stream.of(verb, CREATE) : Stream.of(verb);
    }

    private static ApiCall of(String verb, JsonNode object) {
        String subresource = object.path("subresource").asText();
        String group = object.path("apiGroup").asText();
        String namespace = object.path("namespace").asText();
        boolean known = KNOWN.contains(namespace);
        return new ApiCall(
                verb,
                object.path("resource").asText()
                        + (subresource.isEmpty() ? "" : "/" + subresource)
                        + (group.isEmpty() ? "" : "." + group),
                known ? namespace : ELSEWHERE,
                known ? object.path("name").asText() : "");
    }

    private String line() {
        return String.join(BETWEEN, verb, resource, namespace, name);
    }

    private static ApiCall parse(String line) {
        String[] parts = line.split(BETWEEN, -1);
        return new ApiCall(parts[0], parts[1], parts[2], parts[3]);
    }
}
