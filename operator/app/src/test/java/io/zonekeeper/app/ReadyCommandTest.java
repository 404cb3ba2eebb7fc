package io.zonekeeper.app;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;

import io.zonekeeper.kube.config.ConfigException;

import com.sun.net.httpserver.HttpServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

class ReadyCommandTest {
    private static final Duration LONG = Duration.ofSeconds(30);

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final Queue<Integer> answers = new ArrayDeque<>();
    private HttpServer server;
    private String url;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/readyz", exchange -> {
            int status = answers.size() > 1 ? answers.remove() : answers.element();
            byte[] body = (status == 200 ? "ok" : "zones: cache is empty\n").getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
        url = "http://127.0.0.1:" + server.getAddress().getPort() + "/readyz";
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void isReadyWhenEveryUrlResponds() {
        answers.add(200);
        assertThat(ready(LONG, url, url)).isTrue();
        assertThat(printed.toString(StandardCharsets.UTF_8)).isEqualTo((url + ": ready\n").repeat(2));
    }

    @Test
    void waitsForOneThatStarts() {
        answers.addAll(List.of(503, 200));
        assertThat(ready(LONG, url)).isTrue();
    }

    @Test
    void namesWhatTheOperatorIsMissing() {
        answers.add(503);
        assertThat(ready(Duration.ZERO, url)).isFalse();
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .isEqualTo(url + ": not ready: HTTP 503 zones: cache is empty\n");
    }

    @Test
    void namesOneThatCannotBeReached() {
        answers.add(200);
        server.stop(0);
        assertThat(ready(Duration.ZERO, url)).isFalse();
        assertThat(printed.toString(StandardCharsets.UTF_8)).startsWith(url + ": not reachable: ");
    }

    @Test
    void refusesWhatIsNoUrl() {
        assertThatThrownBy(() -> ready(LONG))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("needs a URL");
        assertThatThrownBy(() -> ready(LONG, "zonekeeper:8080"))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("'zonekeeper:8080' is no HTTP URL");
    }

    private boolean ready(Duration patience, String... urls) {
        return ReadyCommand.run(List.of(urls), patience, new PrintStream(printed, true, StandardCharsets.UTF_8));
    }
}
