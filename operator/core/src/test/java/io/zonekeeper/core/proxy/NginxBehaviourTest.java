package io.zonekeeper.core.proxy;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The real nginx with rendered files. */
class NginxBehaviourTest {
    private static final Optional<String> HEALTH = Optional.of(TestServer.HEALTH);

    @Test
    void whatMayTakeEffectReachesOneServerOnly() throws Exception {
        try (var a1 = new TestServer("a");
                var a2 = new TestServer("a");
                var b1 = new TestServer("b");
                var b2 = new TestServer("b");
                var proxy = RunningProxy.start(
                        RunningProxy.settings(Engine.NGINX, HEALTH, Duration.ofSeconds(1)),
                        RunningProxy.known(a1, a2, b1, b2))) {
            List<TestServer> all = List.of(a1, a2, b1, b2);
            all.forEach(server -> server.status = 0);
            for (String method : List.of("PUT", "DELETE", "POST", "PATCH", "PROPPATCH", "MKCOL")) {
                assertThat(proxy.send(method, "/first-" + method)).isEqualTo(504);
            }
            // None is left: nginx begins anew, without memory.
            for (int i = 0; i < 3; i++) {
                proxy.send("GET", "/out");
            }
            for (String method : List.of("PUT", "DELETE", "POST", "PATCH", "PROPPATCH", "MKCOL")) {
                assertThat(proxy.send(method, "/second-" + method)).isEqualTo(504);
            }
            assertThat(all.stream()
                            .flatMap(server -> server.seen().stream())
                            .map(TestServer.Seen::path)
                            .filter(path -> !path.equals("/out")))
                    .doesNotHaveDuplicates()
                    .hasSize(12);
        }
    }

    @Test
    void whatWasNotSentIsTriedElsewhereWhateverItsMethodAndBody() throws Exception {
        for (String method : List.of("POST", "PUT", "DELETE", "PATCH", "GET")) {
            // nginx cannot give a large body to another location; PUT and DELETE would be replayed without one.
            int bytes = Set.of("PUT", "DELETE").contains(method) ? 90_000 : 1_000_000;
            try (var a1 = new TestServer("a");
                    var a2 = new TestServer("a");
                    var b1 = new TestServer("b");
                    var proxy =
                            RunningProxy.start(RunningProxy.settings(Engine.NGINX), RunningProxy.known(a1, a2, b1))) {
                a1.kill();
                a2.kill();
                assertThat(proxy.send(method, "/", new byte[bytes], Duration.ofMillis(5)))
                        .as(method + proxy.log())
                        .isEqualTo(200);
                assertThat(b1.seen()).as(method + proxy.log()).hasSize(1);
                assertThat(b1.seen().getFirst().bodyBytes()).isEqualTo(bytes);
                // Also where all are out.
                b1.kill();
                proxy.send("GET", "/");
                b1.revive();
                assertThat(List.of(proxy.send("POST", "/"), proxy.send("POST", "/")))
                        .contains(200);
            }
        }
    }

    @Test
    void webSocketsMayBeIdleForLongerThanAnAnswerMayTake() throws Exception {
        try (var a1 = new TestServer("a");
                var proxy = RunningProxy.start(
                        RunningProxy.settings(Engine.NGINX, HEALTH, Duration.ofSeconds(1)), RunningProxy.known(a1));
                Socket socket = proxy.webSocket()) {
            Thread.sleep(2_500);
            assertThat(RunningProxy.echoes(socket)).isTrue();
            // And they outlive a reload.
            try (var a2 = new TestServer("a")) {
                proxy.give(RunningProxy.known(a1, a2), Set.of());
                proxy.until("the file is taken", () -> proxy.log().contains("took the changed"));
                proxy.until(
                        "the new server is sent to",
                        () -> proxy.send("GET", "/") == 200 && !a2.seen().isEmpty());
                assertThat(RunningProxy.echoes(socket)).isTrue();
            }
            a1.status = 0;
            assertThat(proxy.send("GET", "/", "Upgrade: something")).isNotZero();
        }
    }

    @Test
    void aWrongHealthPageStopsNobody() throws Exception {
        try (var a1 = new TestServer("a");
                var b1 = new TestServer("b");
                var proxy = RunningProxy.start(RunningProxy.settings(Engine.NGINX), RunningProxy.known(a1, b1))) {
            for (int status : List.of(404, 426, 503, 502, 500, 301)) {
                a1.health = status;
                b1.health = status;
                a1.status = status;
                b1.status = status;
                assertThat(proxy.ready()).as("health page says %d", status).isBetween(200, 399);
            }
            a1.kill();
            b1.kill();
            proxy.until("it is not ready without servers", () -> proxy.ready() == 503);
            a1.health = 200;
            a1.revive();
            proxy.until("it is ready again", () -> proxy.ready() == 200);
        }
    }

    @Test
    void uploadsMayPauseAndFillNoDisk() throws Exception {
        try (var a1 = new TestServer("a");
                var proxy = RunningProxy.start(
                        RunningProxy.settings(Engine.NGINX, HEALTH, Duration.ofSeconds(1)), RunningProxy.known(a1))) {
            var upload = Thread.startVirtualThread(
                    () -> assertThat(proxy.sendSlowly(new byte[200_000], Duration.ofSeconds(3)))
                            .isEqualTo(200));
            Thread.sleep(1_000);
            assertThat(bytes(proxy.runFolder().resolve("client_body"))).isZero();
            upload.join();
            assertThat(a1.seen()).extracting(TestServer.Seen::bodyBytes).containsExactly(200_000);
        }
    }

    private static long bytes(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }
}
