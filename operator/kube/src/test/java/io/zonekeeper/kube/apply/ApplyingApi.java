package io.zonekeeper.kube.apply;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;

import io.zonekeeper.kube.client.KubernetesClients;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.utils.Serialization;

/**
 * An API server that keeps objects by their paths and takes applies: fields that are sent are set, the rest stays. An
 * apply without force to an object that is there already is a conflict, as where others own fields of it.
 */
final class ApplyingApi implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final Map<String, ObjectNode> objects = new ConcurrentHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private volatile UnaryOperator<ObjectNode> webhook = UnaryOperator.identity();
    private volatile Optional<Refused> refused = Optional.empty();
    private int version;

    private record Refused(int code, String message) {}

    ApplyingApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    KubernetesClient client() {
        return KubernetesClients.forPeople(new ConfigBuilder()
                .withAutoConfigure(false)
                .withMasterUrl("http://127.0.0.1:" + server.getAddress().getPort())
                .withRequestRetryBackoffLimit(0)
                .build());
    }

    void has(String path, Object object) {
        objects.put(path, Serialization.unmarshal(Serialization.asJson(object), ObjectNode.class));
    }

    JsonNode get(String path) {
        return objects.get(path);
    }

    /** From now on every write is refused so. */
    void refuses(int code, String message) {
        refused = Optional.of(new Refused(code, message));
    }

    /** From now on what is stored is what this makes of it. */
    void changes(UnaryOperator<ObjectNode> change) {
        webhook = change;
    }

    /** What was asked, as {@code PATCH web-a force=true}; reads and writes, in their order. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private synchronized void answer(HttpExchange exchange) throws IOException {
        URI uri = exchange.getRequestURI();
        String path = uri.getPath();
        String method = exchange.getRequestMethod();
        String force = uri.getQuery() != null && uri.getQuery().contains("force=")
                ? " " + uri.getQuery().replaceFirst(".*(force=\\w+).*", "$1")
                : "";
        requests.add(method + " " + path.substring(path.lastIndexOf('/') + 1) + force);
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (!method.equals("GET") && refused.isPresent()) {
            send(exchange, refused.get().code(), status(refused.get()));
        } else if (method.equals("PATCH") && force.endsWith("false") && objects.containsKey(path)) {
            send(exchange, 409, status(new Refused(409, "conflict with \"somebody\": .spec.replicas")));
        } else if (method.equals("PATCH")) {
            send(exchange, 200, stored(path, (ObjectNode) JSON.readTree(body)));
        } else if (method.equals("DELETE") && objects.remove(path) != null) {
            String preconditions = JSON.readTree(body).path("preconditions").toString();
            requests.add("if " + preconditions);
            send(exchange, 200, status(new Refused(200, "deleted")));
        } else if (objects.containsKey(path)) {
            send(exchange, 200, objects.get(path));
        } else {
            send(exchange, 404, status(new Refused(404, path + " not found")));
        }
    }

    private ObjectNode stored(String path, ObjectNode sent) {
        ObjectNode before = objects.getOrDefault(path, JSON.createObjectNode());
        ObjectNode object = webhook.apply(merged(before, sent));
        ObjectNode metadata = object.withObjectProperty("metadata");
        if (!metadata.has("uid")) {
            metadata.put("uid", "uid of " + path);
        }
        if (!object.path("spec").equals(before.path("spec"))) {
            metadata.put("generation", metadata.path("generation").asInt() + 1);
        }
        version++;
        metadata.put("resourceVersion", Integer.toString(version));
        objects.put(path, object);
        return object;
    }

    /** Objects field by field, anything else as it was sent. */
    private static ObjectNode merged(ObjectNode there, ObjectNode sent) {
        ObjectNode merged = there.deepCopy();
        sent.properties().forEach(field -> {
            JsonNode known = merged.get(field.getKey());
            merged.set(
                    field.getKey(),
                    known instanceof ObjectNode object && field.getValue() instanceof ObjectNode more
                            ? merged(object, more)
                            : field.getValue());
        });
        return merged;
    }

    private static ObjectNode status(Refused answer) {
        return JSON.createObjectNode()
                .put("apiVersion", "v1")
                .put("kind", "Status")
                .put("code", answer.code())
                .put("message", answer.message());
    }

    private static void send(HttpExchange exchange, int code, JsonNode object) throws IOException {
        byte[] text = object.toString().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(code, text.length);
        exchange.getResponseBody().write(text);
        exchange.close();
    }
}
