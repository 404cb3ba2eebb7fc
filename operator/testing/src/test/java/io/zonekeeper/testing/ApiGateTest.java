package io.zonekeeper.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.LongStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Between a client and a server that answers everything. */
class ApiGateTest {
    private static final String OBJECT = "/apis/apps/v1/namespaces/shop/deployments/web";
    private static final String WATCH = "/api/v1/pods?watch=true&resourceVersion=";
    private static final String EVENT = "{\"type\":\"ADDED\"}\n";

    private final List<String> arrived = new CopyOnWriteArrayList<>();
    private final HttpClient client =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private HttpServer server;
    private Path kubeconfig;

    @BeforeEach
    void serve(@TempDir Path folder) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
        kubeconfig = Files.writeString(
                folder.resolve("kubeconfig"), """
                apiVersion: v1
                kind: Config
                current-context: test
                contexts: [{name: test, context: {cluster: test, user: test}}]
                clusters:
                - name: test
                  cluster:
                    server: http://127.0.0.1:%d
                users: [{name: test, user: {token: t}}]
                """.formatted(server.getAddress().getPort()));
    }

    @AfterEach
    void stop() {
        server.stop(0);
        client.close();
    }

    @Test
    void theLastWriteIsCarriedOutAndItsAnswerIsLost() throws Exception {
        try (WriteGate gate = WriteGate.of(kubeconfig, WriteGate.Closes.BEFORE_THE_ANSWER, write -> true)) {
            gate.open(2);
            assertThat(send(gate.gate(), "PATCH", OBJECT).statusCode()).isEqualTo(200);
            assertThat(gate.closed()).isFalse();
            assertThat(send(gate.gate(), "PATCH", OBJECT).statusCode()).isEqualTo(503);
            assertThat(send(gate.gate(), "GET", OBJECT).statusCode()).isEqualTo(503);
            assertThat(gate.closed()).isTrue();
            assertThat(arrived).containsExactly("PATCH " + OBJECT, "PATCH " + OBJECT);
            assertThat(gate.passed()).hasSize(2).allMatch(Write::succeeded);
        }
    }

    @Test
    void theWriteAfterTheLastOneDoesNotArrive() throws Exception {
        try (WriteGate gate = WriteGate.of(kubeconfig, WriteGate.Closes.BEFORE_THE_WRITE, write -> true)) {
            gate.open(1);
            assertThat(send(gate.gate(), "PATCH", OBJECT).statusCode()).isEqualTo(200);
            assertThat(gate.closed()).isFalse();
            assertThat(send(gate.gate(), "PATCH", OBJECT).statusCode()).isEqualTo(503);
            assertThat(gate.closed()).isTrue();
            assertThat(arrived).containsExactly("PATCH " + OBJECT);
            gate.open();
            assertThat(send(gate.gate(), "PATCH", OBJECT).statusCode()).isEqualTo(200);
        }
    }

    @ParameterizedTest
    @EnumSource
    void writesThatDoNotCountPass(WriteGate.Closes closes) throws Exception {
        try (WriteGate gate =
                WriteGate.of(kubeconfig, closes, write -> write.resource().equals("services"))) {
            gate.open(1);
            assertThat(send(gate.gate(), "PATCH", OBJECT).statusCode()).isEqualTo(200);
            assertThat(send(gate.gate(), "PATCH", OBJECT).statusCode()).isEqualTo(200);
            assertThat(gate.closed()).isFalse();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "CONFLICT, 409, false",
        "THROTTLED, 429, false",
        "ERROR, 500, false",
        "UNAVAILABLE, 503, false",
        "UNAUTHORIZED, 401, false",
        "SLOW, 200, true"
    })
    void aWriteIsAnsweredAsTheFaultHasIt(Fault fault, int status, boolean arrives) throws Exception {
        try (FaultyGate gate = faulty(fault, "PATCH", OBJECT)) {
            HttpResponse<String> answer = send(gate.gate(), "PATCH", OBJECT);
            assertThat(answer.statusCode()).isEqualTo(status);
            assertThat(answer.headers().firstValue("Retry-After").isPresent()).isEqualTo(fault == Fault.THROTTLED);
            assertThat(arrived).hasSize(arrives ? 1 : 0);
            assertThat(gate.befallen()).containsOnlyKeys(fault);
        }
    }

    @ParameterizedTest
    @CsvSource({"RESET_BEFORE, false", "RESET_AFTER, true"})
    void aConnectionEndsBeforeAWriteOrAfterIt(Fault fault, boolean arrives) {
        try (FaultyGate gate = faulty(fault, "POST", OBJECT)) {
            assertThatThrownBy(() -> send(gate.gate(), "POST", OBJECT)).isInstanceOf(IOException.class);
            assertThat(!arrived.isEmpty()).isEqualTo(arrives);
        }
    }

    @Test
    void aWatchEndsAtOnce() throws Exception {
        try (FaultyGate gate = faulty(Fault.WATCH_CLOSED, "GET", WATCH)) {
            assertThat(send(gate.gate(), "GET", WATCH + "7").body()).isEmpty();
        }
    }

    @Test
    void aWatchIsTooOld() throws Exception {
        try (FaultyGate gate = faulty(Fault.WATCH_GONE, "GET", WATCH)) {
            assertThat(send(gate.gate(), "GET", WATCH + "7").body()).contains("\"ERROR\"", "\"code\":410");
        }
    }

    @Test
    void aWatchFallsSilentAndEndsLater() throws Exception {
        try (FaultyGate gate = faulty(Fault.WATCH_SILENT, "GET", WATCH)) {
            // The server would send events for ever.
            assertThat(send(gate.gate(), "GET", WATCH + "7").body()).matches("(?:\\Q" + EVENT + "\\E)*");
        }
    }

    @Test
    void aWatchBeginsAtAnEarlierVersion() throws Exception {
        try (FaultyGate gate = faulty(Fault.WATCH_REPLAYS, "GET", WATCH)) {
            gate.faulty(false);
            send(gate.gate(), "GET", WATCH + "3&ends=true");
            gate.faulty(true);
            send(gate.gate(), "GET", WATCH + "7&ends=true");
            assertThat(arrived).containsExactly("GET " + WATCH + "3&ends=true", "GET " + WATCH + "3&ends=true");
        }
    }

    /** One whose first request for this fails so. */
    private FaultyGate faulty(Fault fault, String method, String address) {
        ApiRequest request = ApiRequest.of(method, URI.create(address));
        String what = "%s %s %s".formatted(request.verb(), request.resource(), request.name());
        FaultSchedule schedule = LongStream.range(0, 100_000)
                .mapToObj(FaultSchedule::of)
                .filter(each -> each.fault(request, what, 0).equals(Optional.of(fault)))
                .findFirst()
                .orElseThrow();
        var gate = new FaultyGate(new OperatorIdentity(kubeconfig), any -> schedule);
        gate.faulty(true);
        return gate;
    }

    private HttpResponse<String> send(ApiGate gate, String method, String address)
            throws IOException, InterruptedException {
        URI server =
                URI.create(Config.fromKubeconfig(gate.kubeconfig().toFile()).getMasterUrl());
        return client.send(
                HttpRequest.newBuilder(server.resolve(address))
                        .method(method, HttpRequest.BodyPublishers.noBody())
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            String address = exchange.getRequestURI().toString();
            arrived.add(exchange.getRequestMethod() + " " + address);
            exchange.sendResponseHeaders(200, 0);
            boolean endless = address.contains("watch=true") && !address.contains("ends=true");
            do {
                exchange.getResponseBody().write(EVENT.getBytes(StandardCharsets.UTF_8));
                exchange.getResponseBody().flush();
            } while (endless && !Thread.currentThread().isInterrupted());
        }
    }
}
