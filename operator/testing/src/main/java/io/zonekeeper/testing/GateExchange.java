package io.zonekeeper.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;

/** One request that came to an {@link ApiGate}, and what can be done with it. */
public final class GateExchange {
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "content-length", "expect", "host", "transfer-encoding", "upgrade");
    private static final int NO_CONTENT = 204;

    private final HttpExchange exchange;
    private final HttpClient client;
    private final URI server;
    private final ApiRequest request;
    private final byte[] body;

    GateExchange(HttpExchange exchange, HttpClient client, URI server) throws IOException {
        this.exchange = exchange;
        this.client = client;
        this.server = server;
        this.request = ApiRequest.of(exchange.getRequestMethod(), exchange.getRequestURI());
        this.body = exchange.getRequestBody().readAllBytes();
    }

    /** Returns what is asked for. */
    public ApiRequest request() {
        return request;
    }

    /** Returns path and query. */
    public URI address() {
        return exchange.getRequestURI();
    }

    /** Sends it to the API server and returns the answer, whose body is still to be read and closed. */
    public HttpResponse<InputStream> forward() throws IOException, InterruptedException {
        return forward(exchange.getRequestURI());
    }

    /** Sends it under another path and query. */
    public HttpResponse<InputStream> forward(URI address) throws IOException, InterruptedException {
        HttpRequest.Builder forwarded = HttpRequest.newBuilder(server.resolve(address))
                .method(exchange.getRequestMethod(), HttpRequest.BodyPublishers.ofByteArray(body));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> forwarded.header(name, value));
            }
        });
        return client.send(forwarded.build(), HttpResponse.BodyHandlers.ofInputStream());
    }

    /** Answers in place of the API server. */
    public void answer(int status, Map<String, String> headers, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        headers.forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
    }

    /** Passes an answer on bit by bit, as it comes; it is cut off when it comes while this does not hold. */
    public void relay(HttpResponse<InputStream> answer, BooleanSupplier holds) throws IOException {
        try (InputStream from = answer.body()) {
            OutputStream to = begin(answer);
            byte[] buffer = new byte[1 << 14];
            for (int read = from.read(buffer); read >= 0 && holds.getAsBoolean(); read = from.read(buffer)) {
                to.write(buffer, 0, read);
                to.flush();
            }
        }
    }

    /**
     * Passes the events of a watch on until it falls silent, and ends it later; what comes in between is not passed on,
     * and a watch that goes on from the last event that was brings it.
     */
    public void relaySilent(HttpResponse<InputStream> answer, Duration silentAfter, Duration endsAfter)
            throws IOException {
        long began = System.nanoTime();
        InputStream from = answer.body();
        Thread end = Thread.ofVirtual().start(() -> {
            try (from) {
                Thread.sleep(endsAfter);
            } catch (InterruptedException | IOException e) {
                Thread.currentThread().interrupt();
            }
        });
        try {
            OutputStream to = begin(answer);
            var events = new BufferedReader(new InputStreamReader(from, StandardCharsets.UTF_8));
            for (String event = events.readLine(); event != null; event = events.readLine()) {
                if (System.nanoTime() - began < silentAfter.toNanos()) {
                    to.write((event + "\n").getBytes(StandardCharsets.UTF_8));
                    to.flush();
                }
            }
        } finally {
            end.interrupt();
        }
    }

    private OutputStream begin(HttpResponse<InputStream> answer) throws IOException {
        copy(answer.headers().map(), exchange.getResponseHeaders());
        exchange.sendResponseHeaders(answer.statusCode(), answer.statusCode() == NO_CONTENT ? -1 : 0);
        return exchange.getResponseBody();
    }

    private static void copy(Map<String, List<String>> from, Headers to) {
        from.forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT)) && !name.startsWith(":")) {
                to.put(name, values);
            }
        });
    }
}
