package io.zonekeeper.core.proxy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The real Varnish with rendered files. */
class VarnishBehaviourTest {
    private static final String[] OURS = {
        "zk-step: note", "zk-failures: 3", "zk-target: own", "zk-url: /other", "zk-tried: zone_a_1", "zk-ready: asked"
    };

    @Test
    void headersOfItsOwnCountForNothingFromClients() throws Exception {
        try (var a1 = new TestServer("a");
                var b1 = new TestServer("b")) {
            // With and without a choice of zones.
            for (List<TestServer> servers : List.of(List.of(a1, b1), List.of(a1), List.of(b1))) {
                try (var proxy = RunningProxy.start(
                        RunningProxy.settings(Engine.VARNISH),
                        servers.stream().map(TestServer::known).toList())) {
                    proxy.until("it serves", () -> proxy.send("GET", "/warm") == 200);
                    int before = a1.seen().size() + b1.seen().size();
                    for (String step : List.of("note", "look", "serve")) {
                        String[] headers = OURS.clone();
                        headers[0] = "zk-step: " + step;
                        assertThat(proxy.body("/page-" + step, headers)).isIn("a", "b");
                        assertThat(proxy.body("/page-" + step)).isIn("a", "b");
                    }
                    assertThat(a1.seen().size() + b1.seen().size() - before).isEqualTo(3);
                }
            }
            assertThat(a1.seen()).allSatisfy(seen -> assertThat(seen.path()).isNotEqualTo("/other"));
        }
    }

    @Test
    void checksThatAreWrongStopNobody() throws Exception {
        try (var a1 = new TestServer("a");
                var b1 = new TestServer("b")) {
            a1.health = 404;
            b1.health = 404;
            try (var proxy = RunningProxy.start(RunningProxy.settings(Engine.VARNISH), RunningProxy.known(a1, b1))) {
                proxy.until("it is ready", () -> proxy.ready() == 200);
                Thread.sleep(3_000);
                assertThat(proxy.ready()).isEqualTo(200);
                assertThat(proxy.send("GET", "/")).isEqualTo(200);
                assertThat(proxy.send("POST", "/", new byte[10], Duration.ZERO)).isEqualTo(200);
                a1.kill();
                b1.kill();
                proxy.until("it is not ready without servers", () -> proxy.ready() == 503);
            }
        }
    }

    @Test
    void aReloadForgetsNoDeadServer() throws Exception {
        try (var a1 = new TestServer("a");
                var a2 = new TestServer("a");
                var a3 = new TestServer("a");
                var b1 = new TestServer("b");
                var proxy = RunningProxy.start(RunningProxy.settings(Engine.VARNISH), RunningProxy.known(a1, a2, b1))) {
            proxy.until("it serves", () -> proxy.send("GET", "/") == 200);
            a1.kill();
            Thread.sleep(4_000);
            assertThat(proxy.send("POST", "/", new byte[10], Duration.ZERO)).isEqualTo(200);
            proxy.give(RunningProxy.known(a1, a2, a3, b1), Set.of());
            List<Integer> answers = new ArrayList<>();
            while (!proxy.log().contains("took the changed")) {
                answers.add(proxy.send("POST", "/", new byte[10], Duration.ZERO));
                Thread.sleep(20);
            }
            for (int i = 0; i < 100; i++) {
                answers.add(proxy.send("POST", "/", new byte[10], Duration.ZERO));
                Thread.sleep(20);
            }
            assertThat(answers).containsOnly(200);
            assertThat(a3.seen()).isNotEmpty();
        }
    }

    @Test
    void uploadsMayPause() throws Exception {
        try (var a1 = new TestServer("a");
                var proxy = RunningProxy.start(
                        RunningProxy.settings(Engine.VARNISH, Optional.empty(), Duration.ofSeconds(1)),
                        RunningProxy.known(a1))) {
            assertThat(proxy.sendSlowly(new byte[200_000], Duration.ofSeconds(7)))
                    .isEqualTo(200);
        }
    }
}
