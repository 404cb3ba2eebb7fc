package io.zonekeeper.kube.management;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import io.zonekeeper.kube.config.OperatorConfig.Listen;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** Serves {@code /healthz} (is the process sound), {@code /readyz} (are its caches filled) and {@code /metrics}. */
public final class ManagementServer implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();

    private ManagementServer(HttpServer server) {
        this.server = server;
    }

    /**
     * Starts serving.
     *
     * @param listen where
     * @param unsound what is wrong with the process; empty when nothing is
     * @param unready what is not ready yet; empty when all is
     * @param metrics the metrics in Prometheus' text format
     */
    public static ManagementServer start(
            Listen listen,
            Supplier<Optional<String>> unsound,
            Supplier<Optional<String>> unready,
            Supplier<String> metrics)
            throws IOException {
        var management =
                new ManagementServer(HttpServer.create(new InetSocketAddress(listen.address(), listen.port()), 0));
        management.server.setExecutor(management.executor);
        management.server.createContext("/healthz", exchange -> check(exchange, unsound));
        management.server.createContext("/readyz", exchange -> check(exchange, unready));
        management.server.createContext(
                "/metrics",
                exchange -> answer(exchange, 200, "text/plain; version=0.0.4; charset=utf-8", metrics.get()));
        management.server.start();
        return management;
    }

    /** Returns the port that is served. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
        executor.close();
    }

    private static void check(HttpExchange exchange, Supplier<Optional<String>> problem) throws IOException {
        Optional<String> found = problem.get();
        answer(exchange, found.isEmpty() ? 200 : 503, "text/plain; charset=utf-8", found.orElse("ok") + "\n");
    }

    private static void answer(HttpExchange exchange, int status, String type, String text) throws IOException {
        try (exchange) {
            byte[] body = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", type);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
        }
    }
}
