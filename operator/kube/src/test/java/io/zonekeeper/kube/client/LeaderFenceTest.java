package io.zonekeeper.kube.client;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/** Against a server that answers everything, and two clocks that stand still unless they are set. */
class LeaderFenceTest {
    private static final String LEASE = "/apis/coordination.k8s.io/v1/namespaces/zonekeeper-system/leases/zonekeeper";
    private static final String CHILD = "/apis/apps/v1/namespaces/shop/deployments/web";
    private static final Duration TERM = Duration.ofSeconds(3);

    private final List<String> arrived = new CopyOnWriteArrayList<>();
    private final LeaderFence fence =
            new LeaderFence("zonekeeper-system", "zonekeeper", "me", TERM, () -> this.nanos, () -> this.millis);
    private final OkHttpClient client =
            new OkHttpClient.Builder().addNetworkInterceptor(fence).build();
    private HttpServer server;
    private long nanos = -5;
    private long millis = 1_000_000;
    private String holder = "me";
    private int status = 200;
    private String renewTime = "";
    private Runnable whileAnswering = () -> {};

    @BeforeEach
    void serve() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
        client.connectionPool().evictAll();
    }

    @Test
    void whatNeverLedChangesNothing() {
        assertThatThrownBy(() -> send("PATCH", CHILD)).isInstanceOf(LeaderFence.NotLeading.class);
        assertThat(arrived).isEmpty();
        assertThatThrownBy(() -> fence.require("a zonal shift")).hasMessageContaining("a zonal shift");
    }

    @Test
    void aLeaderWritesForItsTermAndNoLonger() throws IOException {
        send("PUT", LEASE);
        pass(TERM.minusMillis(1));
        send("PATCH", CHILD);
        pass(Duration.ofMillis(1));
        assertThatThrownBy(() -> send("PATCH", CHILD)).isInstanceOf(LeaderFence.NotLeading.class);
        send("PUT", LEASE);
        send("PATCH", CHILD);
        assertThat(arrived).containsExactly("PUT " + LEASE, "PATCH " + CHILD, "PUT " + LEASE, "PATCH " + CHILD);
    }

    /** As of a machine that was suspended: its monotonic clock stood still. */
    @Test
    void theClockThatIsFurtherCounts() throws IOException {
        send("PUT", LEASE);
        millis += TERM.toMillis();
        assertThatThrownBy(() -> send("PATCH", CHILD)).isInstanceOf(LeaderFence.NotLeading.class);
    }

    /** Others count from when the renewal was seen, which may be as soon as it was sent. */
    @Test
    void theTermBeginsWhenTheRenewalIsSentAndNotWhenItIsAnswered() throws IOException {
        whileAnswering = () -> pass(TERM);
        send("PUT", LEASE);
        whileAnswering = () -> {};
        assertThatThrownBy(() -> send("PATCH", CHILD)).isInstanceOf(LeaderFence.NotLeading.class);
    }

    /** The time in it is that of before the Lease was read, and others go by it. */
    @Test
    void theTermBeginsAtTheTimeThatTheRenewalNames() throws IOException {
        renewTime = Instant.ofEpochMilli(millis - 2_000).toString();
        send("PUT", LEASE);
        pass(TERM.minusMillis(2_001));
        assertThat(fence.holds()).isTrue();
        pass(Duration.ofMillis(1));
        assertThat(fence.holds()).isFalse();
    }

    @Test
    void aRenewalThatIsRefusedDoesNotCount() throws IOException {
        status = 409;
        send("PUT", LEASE);
        assertThat(fence.holds()).isFalse();
    }

    @Test
    void aLeaseThatIsGivenBackIsHeldNoLonger() throws IOException {
        send("PUT", LEASE);
        holder = "";
        send("PUT", LEASE);
        assertThat(fence.holds()).isFalse();
    }

    /** A lease of the same name elsewhere says nothing, nor does one of a node. */
    @Test
    void onlyTheLeaseOfTheElectionCounts() {
        assertThatThrownBy(() -> send("PUT", LEASE.replace("zonekeeper-system", "other")))
                .isInstanceOf(LeaderFence.NotLeading.class);
        assertThatThrownBy(() -> send("PUT", LEASE + "-2")).isInstanceOf(LeaderFence.NotLeading.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "GET " + CHILD,
                "POST /apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
                "POST /apis/authentication.k8s.io/v1/tokenreviews"
            })
    void whatChangesNothingPasses(String request) throws IOException {
        String[] words = request.split(" ", 2);
        send(words[0], words[1]);
        assertThat(arrived).containsExactly(request);
    }

    private void pass(Duration time) {
        nanos += time.toNanos();
        millis += TimeUnit.NANOSECONDS.toMillis(time.toNanos());
    }

    private void send(String method, String path) throws IOException {
        RequestBody body = method.equals("GET") ? null : RequestBody.create("{}", MediaType.get("application/json"));
        Request request = new Request.Builder()
                .url("http://127.0.0.1:" + server.getAddress().getPort() + path)
                .method(method, body)
                .build();
        try (Response answer = client.newCall(request).execute()) {
            assertThat(answer.body()).isNotNull();
        }
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            arrived.add(
                    exchange.getRequestMethod() + " " + exchange.getRequestURI().getPath());
            whileAnswering.run();
            byte[] text = "{\"spec\":{\"holderIdentity\":\"%s\",\"renewTime\":\"%s\"}}"
                    .formatted(holder, renewTime)
                    .getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, text.length);
            exchange.getResponseBody().write(text);
        }
    }
}
