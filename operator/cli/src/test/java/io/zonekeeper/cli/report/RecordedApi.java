package io.zonekeeper.cli.report;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** An API server that answers what it was given, and remembers what it was asked. */
final class RecordedApi implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Answer> answers = new LinkedHashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();

    private record Answer(int code, String body) {}

    RecordedApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    /**
     * Answers requests from now on.
     *
     * @param path with the part of its query that decides, such as {@code continue=2}, behind a space; the first one
     *     that fits decides
     */
    RecordedApi with(String path, String body) {
        answers.put(path, new Answer(200, body));
        return this;
    }

    /** Answers with a list of one kind. */
    RecordedApi list(String path, String kind, String... items) {
        return with(
                path,
                "{\"kind\":\"%sList\",\"apiVersion\":\"v1\",\"metadata\":{},\"items\":[%s]}"
                        .formatted(kind, String.join(",", items)));
    }

    RecordedApi refuse(String path, int code, String message) {
        answers.put(
                path,
                new Answer(
                        code,
                        "{\"kind\":\"Status\",\"apiVersion\":\"v1\",\"status\":\"Failure\",\"code\":%d,\"message\":\"%s\"}"
                                .formatted(code, message.replace("\"", "\\\""))));
        return this;
    }

    /** Returns method and address of each request. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    Path kubeconfig(Path folder) throws IOException {
        return Files.writeString(
                folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: test
                contexts: [{name: test, context: {cluster: test, user: test, namespace: shop}}]
                clusters: [{name: test, cluster: {server: "http://127.0.0.1:%d"}}]
                users: [{name: test, user: {}}]
                """.formatted(server.getAddress().getPort()));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String query = String.valueOf(exchange.getRequestURI().getQuery());
        String path = exchange.getRequestURI().getPath();
        requests.add(exchange.getRequestMethod() + " " + exchange.getRequestURI());
        Answer answer = answers.entrySet().stream()
                .filter(each -> each.getKey().startsWith(path + " ")
                        && query.contains(each.getKey().substring(path.length() + 1)))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElseGet(() -> answers.getOrDefault(
                        path, new Answer(404, "{\"kind\":\"Status\",\"code\":404,\"message\":\"no such path\"}")));
        byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.code(), body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
