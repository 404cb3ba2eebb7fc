package io.zonekeeper.kube.notifications;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.IntUnaryOperator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** A webhook on the loopback address. */
final class Receiver implements AutoCloseable {
    /** Instead of a status: no answer until it is closed. */
    static final int NEVER = -1;

    private final HttpServer server;
    private final IntUnaryOperator status;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);

    record Request(Map<String, List<String>> headers, JsonNode body) {
        String header(String name) {
            return headers.getOrDefault(name, List.of("")).getFirst();
        }
    }

    /**
     * Starts it.
     *
     * @param status the status of the first, second ... answer, from 0 on
     */
    Receiver(IntUnaryOperator status) throws IOException {
        this.status = status;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/hook", this::answer);
        server.start();
    }

    URI url() {
        return URI.create(
                "http://127.0.0.1:%d/hook".formatted(server.getAddress().getPort()));
    }

    List<Request> requests() {
        return List.copyOf(requests);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        int code;
        synchronized (requests) {
            code = status.applyAsInt(requests.size());
            requests.add(new Request(Map.copyOf(exchange.getRequestHeaders()), new ObjectMapper().readTree(body)));
        }
        if (code == NEVER) {
            try {
                end.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        } else {
            exchange.getResponseHeaders().add("Location", "/elsewhere");
            exchange.sendResponseHeaders(code, -1);
        }
        exchange.close();
    }

    @Override
    public void close() {
        end.countDown();
        server.stop(0);
    }
}
