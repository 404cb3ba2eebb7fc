package io.zonekeeper.web.http;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import io.zonekeeper.web.http.Access.Decision;
import io.zonekeeper.web.stream.ChangeLog;
import io.zonekeeper.web.stream.Update.Json;
import io.zonekeeper.web.stream.Watchers;

import com.sun.net.httpserver.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(20)
class WebServerTest {
    private final ChangeLog log = new ChangeLog(Instant.EPOCH, 10_000, 10);
    private final Watchers watchers = new Watchers(log, 1, System::nanoTime);
    private final HttpClient client = HttpClient.newHttpClient();
    private final WebServer server = start(new TokenAccess(this::review, System::nanoTime));

    private Decision review(String token) {
        return switch (token) {
            case "good" -> new Decision.Granted();
            case "poor" -> new Decision.Forbidden("poor may not list zones");
            default -> new Decision.Unauthenticated("not accepted");
        };
    }

    private WebServer start(Access access) {
        try {
            return WebServer.start(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), access, log, watchers);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    @AfterEach
    void close() {
        client.shutdownNow();
        server.close();
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.port() + path));
    }

    private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = request(path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/main.js", "/api/state", "/nothing"})
    void everyResponseHasTheHeadersThatProtectABrowser(String path) throws IOException, InterruptedException {
        var headers = get(path).headers();
        assertThat(headers.firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'", "frame-ancestors 'none'")
                .doesNotContain("unsafe", "http:", "https:");
        assertThat(headers.firstValue("X-Frame-Options")).contains("DENY");
        assertThat(headers.firstValue("X-Content-Type-Options")).contains("nosniff");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/api/state", "/api/watch", "/api/history"})
    void dataIsForThoseWhoMayReadIt(String path) throws IOException, InterruptedException {
        log.append(Instant.EPOCH, Map.of("a", Optional.of(Json.of("1"))), List.of());
        assertThat(get(path).statusCode()).isEqualTo(401);
        assertThat(get(path, "Authorization", "Bearer wrong").statusCode()).isEqualTo(401);
        assertThat(get(path, "Authorization", "Bearer poor"))
                .satisfies(response -> assertThat(response.statusCode()).isEqualTo(403))
                .satisfies(response -> assertThat(response.body()).contains("may not list zones"));
    }

    @Test
    void servesStateAndHistory() throws IOException, InterruptedException {
        log.append(Instant.EPOCH, Map.of("a", Optional.of(Json.of("1"))), List.of());
        assertThat(get("/api/state", "Authorization", "Bearer good").body()).contains("\"rows\":{\"a\":1}");
        assertThat(get("/api/history", "Authorization", "Bearer good").body()).contains("\"changes\":[{");
        assertThat(get("/api/state", "Authorization", "Bearer good", "Accept-Encoding", "gzip")
                        .headers()
                        .firstValue("Content-Encoding"))
                .contains("gzip");
    }

    @Test
    void followsFromTheLastEventThatABrowserHasSeen() throws IOException, InterruptedException {
        log.append(Instant.EPOCH, Map.of("a", Optional.of(Json.of("1"))), List.of());
        long seen = log.since(0).orElseThrow().to();
        log.append(Instant.EPOCH, Map.of("b", Optional.of(Json.of("2"))), List.of());
        HttpResponse<Stream<String>> response = client.send(
                request("/api/watch?since=0")
                        .headers("Authorization", "Bearer good", "Last-Event-ID", Long.toString(seen))
                        .build(),
                BodyHandlers.ofLines());

        try (Stream<String> lines = response.body()) {
            assertThat(lines.filter(line -> line.startsWith("data:"))
                            .findFirst()
                            .orElseThrow())
                    .contains("\"whole\":false", "\"b\":2")
                    .doesNotContain("\"a\":1");
        }
    }

    @Test
    void refusesWatchersBeyondItsLimit() throws IOException, InterruptedException {
        log.append(Instant.EPOCH, Map.of("a", Optional.of(Json.of("1"))), List.of());
        HttpRequest watch =
                request("/api/watch").header("Authorization", "Bearer good").build();
        HttpResponse<Stream<String>> first = client.send(watch, BodyHandlers.ofLines());
        var lines = first.body().iterator();
        lines.next();

        assertThat(client.send(watch, BodyHandlers.ofString()).statusCode()).isEqualTo(503);
        first.body().close();
    }

    @Test
    void keepsATokenWhereScriptsCannotReadIt() throws IOException, InterruptedException {
        var response = client.send(
                request("/api/session")
                        .POST(HttpRequest.BodyPublishers.ofString("good"))
                        .build(),
                BodyHandlers.ofString());
        String cookie = response.headers().firstValue("Set-Cookie").orElseThrow();

        assertThat(cookie).contains("HttpOnly", "SameSite=Strict");
        log.append(Instant.EPOCH, Map.of(), List.of());
        assertThat(get("/api/state", "Cookie", cookie.split(";", 2)[0]).statusCode())
                .isEqualTo(200);
        var wrong = client.send(
                request("/api/session")
                        .POST(HttpRequest.BodyPublishers.ofString("a\r\nSet-Cookie: b"))
                        .build(),
                BodyHandlers.ofString());
        assertThat(wrong.statusCode()).isEqualTo(413);
    }

    @Test
    void isReadOnly() throws IOException, InterruptedException {
        for (String method : List.of("POST", "PUT", "PATCH", "DELETE")) {
            var response = client.send(
                    request("/api/state")
                            .method(method, HttpRequest.BodyPublishers.noBody())
                            .header("Authorization", "Bearer good")
                            .build(),
                    BodyHandlers.ofString());
            assertThat(response.statusCode()).isEqualTo(405);
        }
    }

    @Test
    void aForwardedPortIsOpenUnderALoopbackNameOnly() {
        Access access = new PortForwardAccess();
        for (String host : List.of("localhost:8090", "127.0.0.1:1234", "[::1]:8090", "localhost")) {
            assertThat(access.decide(host(host))).as(host).isInstanceOf(Decision.Granted.class);
        }
        for (String host : List.of("evil.example", "localhost.evil.example:8090", "127.0.0.1.evil.example")) {
            assertThat(access.decide(host(host))).as(host).isInstanceOf(Decision.Forbidden.class);
        }
        assertThat(access.decide(new Headers())).isInstanceOf(Decision.Forbidden.class);
    }

    private static Headers host(String name) {
        Headers headers = new Headers();
        headers.set("Host", name);
        return headers;
    }
}
