package io.zonekeeper.core.proxy;

import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The real HAProxy with rendered files. */
class HaproxyBehaviourTest {
    /** A request, and its body after a pause. */
    private record Request(String name, String method, int bytes, int pauseMillis, List<String> headers) {}

    private static final List<Request> BODIES = List.of(
            new Request("in one piece", "POST", 100, 0, List.of()),
            new Request("5 ms later", "POST", 100, 5, List.of()),
            new Request("300 ms later", "POST", 100, 300, List.of()),
            new Request("20 KB", "POST", 20_000, 0, List.of()),
            new Request("100 KB", "POST", 100_000, 0, List.of()),
            new Request("1 MB", "POST", 1_000_000, 0, List.of()),
            new Request("chunked", "POST", 100, 0, List.of("Transfer-Encoding: chunked")),
            new Request("chunked later", "POST", 40_000, 50, List.of("Transfer-Encoding: chunked")),
            new Request("100-continue", "POST", 100, 0, List.of("Expect: 100-continue")),
            new Request("PUT", "PUT", 100_000, 0, List.of()),
            new Request("PATCH", "PATCH", 3_000, 5, List.of()),
            new Request("DELETE", "DELETE", 0, 0, List.of()),
            new Request("GET with a body", "GET", 100_000, 5, List.of()),
            new Request("GET", "GET", 0, 0, List.of()));

    @Test
    void whatWasNotSentIsTriedElsewhereWhateverItsMethodAndBody() throws Exception {
        try (var a1 = new TestServer("a");
                var a2 = new TestServer("a");
                var b1 = new TestServer("b");
                var proxy = RunningProxy.start(RunningProxy.settings(Engine.HAPROXY), RunningProxy.known(a1, a2, b1))) {
            proxy.until("its own zone serves", () -> proxy.send("GET", "/") == 200);
            a1.kill();
            a2.kill();
            List<String> failed = new ArrayList<>();
            try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Integer>> answers = clients.invokeAll(BODIES.stream()
                        .<Callable<Integer>>map(request -> () -> proxy.send(
                                request.method(),
                                "/" + request.name().replace(' ', '-'),
                                new byte[request.bytes()],
                                Duration.ofMillis(request.pauseMillis()),
                                request.headers().toArray(String[]::new)))
                        .toList());
                for (int i = 0; i < BODIES.size(); i++) {
                    if (answers.get(i).get() != 200) {
                        failed.add(BODIES.get(i).name() + ": " + answers.get(i).get());
                    }
                }
            }
            assertThat(failed).as(proxy.log()).isEmpty();
            assertThat(b1.seen()).hasSize(BODIES.size());
        }
    }

    @Test
    void aServersOwn425IsPassedOnAndSentOnce() throws Exception {
        try (var a1 = new TestServer("a");
                var b1 = new TestServer("b");
                var proxy = RunningProxy.start(RunningProxy.settings(Engine.HAPROXY), RunningProxy.known(a1, b1))) {
            proxy.until("its own zone serves", () -> proxy.send("GET", "/") == 200);
            a1.status = 425;
            b1.status = 425;
            int before = a1.seen().size();
            assertThat(proxy.send("POST", "/pay", new byte[10], Duration.ZERO, "x-zonekeeper-unsent: 1"))
                    .isEqualTo(425);
            assertThat(a1.seen().size() - before + b1.seen().size()).isEqualTo(1);
        }
    }

    @Test
    void whatGotNoAnswerInTimeIsNotSentAgain() throws Exception {
        try (var a1 = new TestServer("a");
                var b1 = new TestServer("b");
                var proxy = RunningProxy.start(RunningProxy.settings(Engine.HAPROXY), RunningProxy.known(a1, b1))) {
            proxy.until("its own zone serves", () -> proxy.send("GET", "/") == 200);
            a1.status = 0;
            for (int i = 0; i < 3; i++) {
                assertThat(proxy.send("POST", "/late", new byte[10], Duration.ZERO))
                        .isEqualTo(504);
            }
            assertThat(b1.seen()).isEmpty();
            // After three that were late the zone counts as failing.
            assertThat(proxy.send("POST", "/next", new byte[10], Duration.ZERO)).isEqualTo(200);
            assertThat(b1.seen()).hasSize(1);
        }
    }

    @Test
    void aZoneThatFailsIsLeftByRequestsThatAreSentOnce() throws Exception {
        try (var a1 = new TestServer("a");
                var b1 = new TestServer("b");
                var proxy = RunningProxy.start(RunningProxy.settings(Engine.HAPROXY), RunningProxy.known(a1, b1))) {
            proxy.until("its own zone serves", () -> proxy.send("GET", "/") == 200);
            a1.status = 503;
            for (int i = 0; i < 3; i++) {
                assertThat(proxy.send("POST", "/gray", new byte[10], Duration.ZERO))
                        .isEqualTo(503);
            }
            assertThat(proxy.send("POST", "/next", new byte[10], Duration.ZERO)).isEqualTo(200);
            // Where the other zone does no better the own one is not left.
            b1.status = 503;
            for (int i = 0; i < 3; i++) {
                assertThat(proxy.send("POST", "/gray", new byte[10], Duration.ZERO))
                        .isEqualTo(503);
            }
            a1.status = 200;
            assertThat(proxy.send("POST", "/home", new byte[10], Duration.ZERO)).isEqualTo(200);
        }
    }

    @Test
    void checksThatAreWrongStopNobody() throws Exception {
        try (var a1 = new TestServer("a");
                var b1 = new TestServer("b");
                var proxy = RunningProxy.start(RunningProxy.settings(Engine.HAPROXY), RunningProxy.known(a1, b1))) {
            a1.health = 404;
            b1.health = 404;
            proxy.until(
                    "all servers are down",
                    () -> proxy.log().contains("backend 'zone_a' has no server available")
                            && proxy.log().contains("backend 'zone_b' has no server available"));
            assertThat(proxy.ready()).isEqualTo(200);
            assertThat(proxy.send("GET", "/")).isEqualTo(200);
            assertThat(proxy.send("POST", "/", new byte[10], Duration.ZERO)).isEqualTo(200);
            a1.kill();
            b1.kill();
            proxy.until("it is not ready without servers", () -> proxy.ready() == 503);
        }
    }

    @Test
    void checksAskAsServersWantToBeAsked() throws Exception {
        try (var a1 = new TestServer("a")) {
            a1.modernOnly = true;
            try (var proxy = RunningProxy.start(RunningProxy.settings(Engine.HAPROXY), RunningProxy.known(a1))) {
                Thread.sleep(4_000);
                assertThat(proxy.ready()).isEqualTo(200);
                assertThat(proxy.log()).doesNotContain("is DOWN");
            }
        }
    }

    @Test
    void changedAddressesCutNothing() throws Exception {
        try (var a1 = new TestServer("a");
                var a2 = new TestServer("a");
                var a3 = new TestServer("a");
                var b1 = new TestServer("b");
                var proxy = RunningProxy.start(RunningProxy.settings(Engine.HAPROXY), RunningProxy.known(a1, a2, b1));
                Socket socket = proxy.webSocket()) {
            assertThat(RunningProxy.echoes(socket)).isTrue();
            proxy.give(RunningProxy.known(a2, a3, b1), Set.of());
            proxy.until("the servers are taken", () -> proxy.log().contains("took the servers of the changed"));
            assertThat(proxy.log()).doesNotContain("Reloading HAProxy");
            assertThat(RunningProxy.echoes(socket)).isTrue();
            int before = a1.seen().size();
            for (int i = 0; i < 8; i++) {
                assertThat(proxy.send("GET", "/")).isEqualTo(200);
                assertThat(proxy.send("POST", "/", new byte[10], Duration.ZERO)).isEqualTo(200);
            }
            assertThat(a1.seen()).hasSize(before);
            assertThat(a3.seen()).extracting(TestServer.Seen::method).contains("GET", "POST");
            proxy.give(RunningProxy.known(a3, a1, b1), Set.of());
            proxy.until("they are taken again", () -> proxy.log().split("took the servers", -1).length > 2);
            assertThat(proxy.send("POST", "/", new byte[10], Duration.ZERO)).isEqualTo(200);
            assertThat(RunningProxy.echoes(socket)).isTrue();
        }
    }

    @Test
    void moreServersThanPlacesAreTakenByAReloadThatCutsNothing() throws Exception {
        try (var a1 = new TestServer("a");
                var a2 = new TestServer("a");
                var a3 = new TestServer("a");
                var a4 = new TestServer("a");
                var a5 = new TestServer("a");
                var proxy = RunningProxy.start(RunningProxy.settings(Engine.HAPROXY), RunningProxy.known(a1, a2, a3));
                Socket socket = proxy.webSocket()) {
            proxy.give(RunningProxy.known(a1, a2, a3, a4), Set.of());
            proxy.until("the file is taken", () -> proxy.log().contains("took the changed"));
            proxy.until(
                    "the new server is sent to",
                    () -> proxy.send("GET", "/") == 200 && !a4.seen().isEmpty());
            assertThat(RunningProxy.echoes(socket)).isTrue();
            // The process that came is given servers as the first one was.
            proxy.give(RunningProxy.known(a1, a2, a3, a5), Set.of());
            proxy.until("its servers are taken", () -> proxy.log().contains("took the servers of the changed"));
            int before = a4.seen().size();
            proxy.until(
                    "the newer server is sent to",
                    () -> proxy.send("GET", "/") == 200 && !a5.seen().isEmpty());
            assertThat(a4.seen()).hasSize(before);
            assertThat(RunningProxy.echoes(socket)).isTrue();
        }
    }

    @Test
    void moreClientsThanItTakesWaitAndAreAnswered() throws Exception {
        try (var a1 = new TestServer("a");
                var b1 = new TestServer("b");
                var proxy = RunningProxy.start(
                        RunningProxy.settings(Engine.HAPROXY, Optional.of(TestServer.HEALTH), Duration.ofSeconds(5)),
                        800,
                        RunningProxy.known(a1, b1))) {
            proxy.until("its own zone serves", () -> proxy.send("GET", "/") == 200);
            a1.pauseMillis = 500;
            try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
                List<Future<Integer>> answers = clients.invokeAll(IntStream.range(0, 300)
                        .<Callable<Integer>>mapToObj(number -> () -> proxy.send("GET", "/pause"))
                        .toList());
                for (var answer : answers) {
                    assertThat(answer.get()).isEqualTo(200);
                }
            }
        }
    }

    @Test
    void uploadsMayPause() throws Exception {
        try (var a1 = new TestServer("a");
                var proxy = RunningProxy.start(
                        RunningProxy.settings(Engine.HAPROXY, Optional.empty(), Duration.ofSeconds(1)),
                        RunningProxy.known(a1))) {
            assertThat(proxy.sendSlowly(new byte[200_000], Duration.ofSeconds(7)))
                    .isEqualTo(200);
        }
    }
}
