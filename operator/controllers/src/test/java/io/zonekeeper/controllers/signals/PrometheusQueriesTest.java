package io.zonekeeper.controllers.signals;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import io.zonekeeper.api.v1alpha1.Signals.PrometheusQuery;
import io.zonekeeper.core.health.Observation;
import io.zonekeeper.core.health.Signal;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.ZoneCatalog;
import io.zonekeeper.core.zone.ZoneIdentity;

import com.sun.net.httpserver.HttpServer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.groups.Tuple.tuple;

class PrometheusQueriesTest {
    private static final ZoneCatalog ZONES = ZoneCatalog.of(List.of(
            new KnownZone(new ZoneIdentity("us-east-1a", "use1-az1", ""), "us-east-1a", true, OptionalInt.of(0)),
            new KnownZone(new ZoneIdentity("us-east-1b", "use1-az2", ""), "us-east-1b", true, OptionalInt.of(1))));

    private final AtomicReference<String> answer = new AtomicReference<>("");
    private final AtomicLong now = new AtomicLong(1);
    private HttpServer server;

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/api/v1/query", exchange -> {
            byte[] body = answer.get().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(body.length == 0 ? 503 : 200, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void zonesByNameOrIdFailAboveTheLimit() {
        answer.set("""
                {"status":"success","data":{"resultType":"vector","result":[
                  {"metric":{"zone":"us-east-1a"},"value":[1,"0.01"]},
                  {"metric":{"zone":"use1-az2"},"value":[1,"0.2"]},
                  {"metric":{"zone":"elsewhere"},"value":[1,"7"]},
                  {"metric":{"zone":"us-east-1a-of-nothing"},"value":[1,"NaN"]}]}}
                """);
        var queries = new PrometheusQueries(now::get);
        List<PrometheusQuery> asked = List.of(query("0.05"));
        queries.look(asked, ZONES);
        Awaitility.await().until(() -> !queries.look(asked, ZONES).isEmpty());
        assertThat(queries.look(asked, ZONES))
                .extracting(Observation::zone, Observation::samples, Observation::failures)
                .containsExactly(tuple("us-east-1a", 1, 0), tuple("us-east-1b", 1, 1));
    }

    @Test
    void aServerThatFailsSaysNothingAndOldAnswersAge() {
        answer.set("""
                {"status":"success","data":{"result":[{"metric":{"zone":"us-east-1a"},"value":[1,"1"]}]}}
                """);
        var queries = new PrometheusQueries(now::get);
        List<PrometheusQuery> asked = List.of(query("0.05"));
        queries.look(asked, ZONES);
        Awaitility.await().until(() -> !queries.look(asked, ZONES).isEmpty());
        answer.set("");
        now.addAndGet(Duration.ofMinutes(5).toNanos());
        assertThat(queries.look(asked, ZONES))
                .allSatisfy(observation -> assertThat(observation.age()).isGreaterThan(Duration.ofMinutes(4)));
    }

    /** Of two servers one fails for five minutes: what the other one says is as fresh as ever. */
    @Test
    void aDeadServerDoesNotSilenceTheOthers() {
        answer.set("""
                {"status":"success","data":{"result":[{"metric":{"zone":"us-east-1a"},"value":[1,"1"]}]}}
                """);
        var queries = new PrometheusQueries(now::get);
        List<PrometheusQuery> both = List.of(query("0.05"), new PrometheusQuery("dead", nobody(), "q", "zone", "0.05"));
        queries.look(both, ZONES);
        Awaitility.await().until(() -> !queries.look(both, ZONES).isEmpty());
        // The second one answered once, long ago.
        List<PrometheusQuery> first = List.of(new PrometheusQuery("dead", url(), "q", "zone", "0.05"));
        var aged = new PrometheusQueries(now::get);
        aged.look(first, ZONES);
        Awaitility.await().until(() -> !aged.look(first, ZONES).isEmpty());
        now.addAndGet(Duration.ofMinutes(5).toNanos());
        assertThat(aged.look(both, ZONES)).as("nothing that is fresh").isEmpty();
        Awaitility.await().until(() -> !aged.look(both, ZONES).isEmpty());
        now.addAndGet(Duration.ofSeconds(5).toNanos());
        assertThat(aged.look(both, ZONES))
                .containsExactly(new Observation("us-east-1a", Signal.PROMETHEUS, 1, 1, Duration.ofSeconds(5)));
    }

    /** A server that takes connections and says nothing holds up nobody else. */
    @Test
    void aServerThatHangsDoesNotDelayTheOthers() throws IOException {
        answer.set("""
                {"status":"success","data":{"result":[{"metric":{"zone":"us-east-1a"},"value":[1,"1"]}]}}
                """);
        try (var hangs = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            var queries = new PrometheusQueries(now::get);
            List<PrometheusQuery> both = List.of(
                    new PrometheusQuery("hangs", "http://127.0.0.1:" + hangs.getLocalPort(), "q", "zone", "1"),
                    query("0.05"));
            Awaitility.await()
                    .atMost(Duration.ofSeconds(4))
                    .until(() -> !queries.look(both, ZONES).isEmpty());
        }
    }

    /** One that begins an answer and never ends it is given up, and asked again when it is due. */
    @Test
    void aServerThatStopsInTheMiddleOfAnAnswerIsAskedAgain() {
        var first = new AtomicBoolean(true);
        server.removeContext("/api/v1/query");
        server.createContext("/api/v1/query", exchange -> {
            byte[] body =
                    "{\"status\":\"success\",\"data\":{\"result\":[{\"metric\":{\"zone\":\"us-east-1a\"},\"value\":[1,\"1\"]}]}}"
                            .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            if (!first.getAndSet(false)) {
                exchange.getResponseBody().write(body);
                exchange.close();
            }
        });
        var queries = new PrometheusQueries(now::get);
        List<PrometheusQuery> asked = List.of(query("0.05"));
        queries.look(asked, ZONES);
        Awaitility.await().until(() -> !first.get());
        Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> {
            now.addAndGet(Duration.ofMinutes(1).toNanos());
            return !queries.look(asked, ZONES).isEmpty();
        });
    }

    @Test
    void anAnswerWithoutEndIsNoEvidence() {
        answer.set(
                "{\"status\":\"success\",\"data\":{\"result\":[{\"metric\":{\"zone\":\"us-east-1a\"},\"value\":[1,\"1\"]}]},\"x\":\""
                        + "x".repeat(2_000_000) + "\"}");
        var queries = new PrometheusQueries(now::get);
        List<PrometheusQuery> asked = List.of(query("0.05"));
        queries.look(asked, ZONES);
        Awaitility.await()
                .until(() -> queries.test(asked).orElseThrow().result().contains("capacity"));
        assertThat(queries.look(asked, ZONES)).isEmpty();
    }

    private static String nobody() {
        try (var closed = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + closed.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
    }

    private PrometheusQuery query(String failAbove) {
        return new PrometheusQuery("errors", url(), "sum by (zone) (rate(errors[1m]))", "zone", failAbove);
    }
}
