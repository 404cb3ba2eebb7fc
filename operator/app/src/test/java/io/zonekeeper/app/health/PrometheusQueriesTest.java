package io.zonekeeper.app.health;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import io.zonekeeper.api.v1alpha1.Signals.PrometheusQuery;
import io.zonekeeper.core.health.Observation;
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

    private PrometheusQuery query(String failAbove) {
        return new PrometheusQuery(
                "errors",
                "http://127.0.0.1:" + server.getAddress().getPort() + "/",
                "sum by (zone) (rate(errors[1m]))",
                "zone",
                failAbove);
    }
}
