package io.zonekeeper.web.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;

/** Writes responses, each with the headers that keep a browser from doing more with them than show them. */
final class Responses {
    static final int OK = 200;
    static final int NO_CONTENT = 204;
    static final int NOT_MODIFIED = 304;
    static final int UNAUTHORIZED = 401;
    static final int FORBIDDEN = 403;
    static final int NOT_FOUND = 404;
    static final int METHOD_NOT_ALLOWED = 405;
    static final int TOO_LARGE = 413;
    static final int UNAVAILABLE = 503;

    private static final Map<String, String> SECURITY = Map.of(
            "Content-Security-Policy",
            "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self';"
                    + " base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
            "X-Content-Type-Options",
            "nosniff",
            "X-Frame-Options",
            "DENY",
            "Referrer-Policy",
            "no-referrer",
            "Cross-Origin-Opener-Policy",
            "same-origin",
            "Cross-Origin-Resource-Policy",
            "same-origin",
            "Permissions-Policy",
            "camera=(), geolocation=(), microphone=()");

    private Responses() {}

    /** Adds the headers of every response. */
    static void secure(HttpExchange exchange) {
        SECURITY.forEach(exchange.getResponseHeaders()::set);
    }

    /** Sends a text that explains a status. */
    static void text(HttpExchange exchange, int status, String message) throws IOException {
        byte[] body = (message + "\n").getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "text/plain; charset=utf-8");
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
    }

    /** Sends a status without a body. */
    static void empty(HttpExchange exchange, int status) throws IOException {
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        exchange.sendResponseHeaders(status, -1);
    }

    /** Sends a file of the page, unless the browser has it. */
    static void asset(HttpExchange exchange, Page.Asset asset) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("ETag", asset.body().tag());
        // Asked for again every time: the page and its parts must be of one version.
        headers.set("Cache-Control", "no-cache");
        if (asset.body().tag().equals(exchange.getRequestHeaders().getFirst("If-None-Match"))) {
            exchange.sendResponseHeaders(NOT_MODIFIED, -1);
            return;
        }
        body(exchange, asset.type(), asset.body());
    }

    /** Sends data. */
    static void data(HttpExchange exchange, Body body) throws IOException {
        exchange.getResponseHeaders().set("Cache-Control", "no-store");
        body(exchange, "application/json", body);
    }

    private static void body(HttpExchange exchange, String type, Body body) throws IOException {
        Headers headers = exchange.getResponseHeaders();
        headers.set("Content-Type", type);
        headers.set("Vary", "Accept-Encoding");
        boolean zip = Optional.ofNullable(exchange.getRequestHeaders().getFirst("Accept-Encoding"))
                .filter(accepted -> accepted.contains("gzip"))
                .isPresent();
        if (zip) {
            headers.set("Content-Encoding", "gzip");
        }
        byte[] bytes = zip ? body.zipped() : body.plain();
        if (exchange.getRequestMethod().equals("HEAD")) {
            exchange.sendResponseHeaders(OK, -1);
        } else {
            exchange.sendResponseHeaders(OK, bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }
}
