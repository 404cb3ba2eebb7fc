package io.zonekeeper.web.http;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import io.zonekeeper.web.http.Access.Decision;
import io.zonekeeper.web.stream.ChangeLog;
import io.zonekeeper.web.stream.Update;
import io.zonekeeper.web.stream.Watchers;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Serves the page, which anybody may have, and its data to those whom {@link Access} lets read:
 *
 * <ul>
 *   <li>{@code GET /api/state}: everything
 *   <li>{@code GET /api/watch?since=N}: changes as server-sent events
 *   <li>{@code GET /api/history}: every state that is remembered
 *   <li>{@code POST /api/session}: keeps the token in the body as a cookie; {@code DELETE}: removes it
 * </ul>
 */
public final class WebServer implements AutoCloseable {
    private static final Set<String> READS = Set.of("GET", "HEAD");

    /** More than the longest token that a browser would send back as a cookie. */
    private static final int LONGEST_TOKEN = 4_000;

    private final HttpServer server;
    private final ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor();
    private final Access access;
    private final ChangeLog log;
    private final Watchers watchers;
    private final Page page = new Page();
    private volatile Optional<State> state = Optional.empty();

    private record State(long number, Body body) {}

    private WebServer(HttpServer server, Access access, ChangeLog log, Watchers watchers) {
        this.server = server;
        this.access = access;
        this.log = log;
        this.watchers = watchers;
    }

    /**
     * Starts serving.
     *
     * @param listen the address to bind
     * @param access who may see the data
     * @param log the data
     * @param watchers who follows it
     * @throws IOException when the address cannot be bound
     */
    public static WebServer start(InetSocketAddress listen, Access access, ChangeLog log, Watchers watchers)
            throws IOException {
        WebServer web = new WebServer(HttpServer.create(listen, 0), access, log, watchers);
        web.server.setExecutor(web.executor);
        web.server.createContext("/", exchange -> web.respond(exchange, web::file));
        web.server.createContext("/api/state", exchange -> web.respond(exchange, web.permitted(web::state)));
        web.server.createContext("/api/history", exchange -> web.respond(exchange, web.permitted(web::history)));
        web.server.createContext("/api/watch", exchange -> web.respond(exchange, web.permitted(web::watch)));
        web.server.createContext("/api/session", exchange -> web.respond(exchange, web::session));
        web.server.start();
        return web;
    }

    /** Returns the port that is served. */
    public int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void close() {
        watchers.disconnect();
        server.stop(0);
        executor.shutdownNow();
    }

    @FunctionalInterface
    private interface Handler {
        void handle(HttpExchange exchange) throws IOException;
    }

    private void respond(HttpExchange exchange, Handler handler) throws IOException {
        try (exchange) {
            Responses.secure(exchange);
            boolean session = exchange.getHttpContext().getPath().equals("/api/session");
            if (!session && !READS.contains(exchange.getRequestMethod())) {
                Responses.text(exchange, Responses.METHOD_NOT_ALLOWED, "the web view is read-only");
                return;
            }
            handler.handle(exchange);
        }
    }

    private Handler permitted(Handler handler) {
        return exchange -> {
            switch (access.decide(exchange.getRequestHeaders())) {
                case Decision.Granted granted -> handler.handle(exchange);
                case Decision.Unauthenticated(var message) -> {
                    exchange.getResponseHeaders().set("WWW-Authenticate", "Bearer");
                    Responses.text(exchange, Responses.UNAUTHORIZED, message);
                }
                case Decision.Forbidden(var message) -> Responses.text(exchange, Responses.FORBIDDEN, message);
            }
        };
    }

    private void file(HttpExchange exchange) throws IOException {
        Optional<Page.Asset> asset = page.get(exchange.getRequestURI().getPath());
        if (asset.isPresent()) {
            Responses.asset(exchange, asset.get());
        } else {
            Responses.text(exchange, Responses.NOT_FOUND, "not found");
        }
    }

    private void state(HttpExchange exchange) throws IOException {
        Update all = log.all();
        State current = state.filter(known -> known.number() == all.to())
                .orElseGet(() -> new State(all.to(), Body.of(all.encoded())));
        state = Optional.of(current);
        Responses.data(exchange, current.body());
    }

    private void history(HttpExchange exchange) throws IOException {
        Responses.data(exchange, Body.of(log.history()));
    }

    private void watch(HttpExchange exchange) throws IOException {
        if (watchers.full()) {
            exchange.getResponseHeaders().set("Retry-After", "10");
            Responses.text(exchange, Responses.UNAVAILABLE, "too many watchers");
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        // Proxies such as nginx would hold events back.
        exchange.getResponseHeaders().set("X-Accel-Buffering", "no");
        exchange.sendResponseHeaders(Responses.OK, 0);
        watchers.serve(
                exchange.getResponseBody(),
                seen(exchange),
                () -> access.decide(exchange.getRequestHeaders()) instanceof Decision.Granted);
    }

    private void session(HttpExchange exchange) throws IOException {
        String secure =
                "https".equalsIgnoreCase(exchange.getRequestHeaders().getFirst("X-Forwarded-Proto")) ? "; Secure" : "";
        String cookie = TokenAccess.COOKIE + "=%s; Path=/; HttpOnly; SameSite=Strict" + secure;
        switch (exchange.getRequestMethod()) {
            case "POST" -> {
                byte[] body = exchange.getRequestBody().readNBytes(LONGEST_TOKEN + 1);
                String token = new String(body, StandardCharsets.US_ASCII).strip();
                if (body.length > LONGEST_TOKEN || !token.matches("[A-Za-z0-9._~+/=-]+")) {
                    Responses.text(exchange, Responses.TOO_LARGE, "this is no bearer token");
                    return;
                }
                exchange.getResponseHeaders().set("Set-Cookie", cookie.formatted(token));
                Responses.empty(exchange, Responses.NO_CONTENT);
            }
            case "DELETE" -> {
                exchange.getResponseHeaders().set("Set-Cookie", cookie.formatted("") + "; Max-Age=0");
                Responses.empty(exchange, Responses.NO_CONTENT);
            }
            default -> Responses.text(exchange, Responses.METHOD_NOT_ALLOWED, "POST a token, or DELETE it");
        }
    }

    /** The last number that the browser has seen, which it repeats when it reconnects. */
    private static long seen(HttpExchange exchange) {
        String header = exchange.getRequestHeaders().getFirst("Last-Event-ID");
        String query = Optional.ofNullable(exchange.getRequestURI().getQuery()).orElse("");
        String text = header == null ? query.replaceAll("^since=", "") : header;
        return text.matches("[0-9]{1,18}") ? Long.parseLong(text) : 0;
    }
}
