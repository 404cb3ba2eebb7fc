package io.zonekeeper.kube.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;

import io.zonekeeper.kube.probe.Outcome.Kind;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Looks at servers that answer in every way there is. */
class ProbeTest {
    private static final Duration TIMEOUT = Duration.ofMillis(400);

    /** Beyond the deadline plus what a busy machine takes. */
    private static final Duration SOON = Duration.ofSeconds(3);

    @ParameterizedTest
    @CsvSource({
        "HTTP/1.1 200 OK, SUCCESS, ok",
        "HTTP/1.1 200, SUCCESS, ok",
        "HTTP/1.0 204 No Content, SUCCESS, ok",
        "HTTP/1.1 301 Moved Permanently, SUCCESS, ok",
        "HTTP/1.1 399 Odd, SUCCESS, ok",
        "HTTP/1.1 400 Bad Request, STATUS, status 400",
        "HTTP/1.1 503 Service Unavailable, STATUS, status 503",
        "HTTP/1.1 100 Continue, STATUS, status 100",
        "SSH-2.0-OpenSSH_9.2 and more, GARBAGE, no HTTP",
        "HTTP/1.1 2x0 OK, GARBAGE, no HTTP",
        "HTTP/1, GARBAGE, no HTTP",
    })
    void theStatusDecides(String line, Kind kind, String reason) throws IOException {
        try (TestServer server = TestServer.answering(line + "\r\n\r\n")) {
            assertThat(Probe.look(get(server.address(), "/"))).isEqualTo(new Outcome(kind, reason));
        }
    }

    @Test
    void asksForThePathAndForNoMore() throws IOException {
        try (TestServer server = TestServer.answering("HTTP/1.1 200 OK\r\n\r\n")) {
            Probe.look(get(server.address(), "/healthz?deep=1"));
            assertThat(server.request())
                    .isEqualTo("GET /healthz?deep=1 HTTP/1.1\r\nHost: 127.0.0.1:"
                            + server.address().getPort()
                            + "\r\nUser-Agent: zonekeeper-observer\r\nAccept: */*\r\nConnection: close\r\n\r\n");
        }
    }

    @Test
    void nothingIsSmuggledInByThePath() {
        byte[] request = HttpRequest.get("a b\r\nX: é", new InetSocketAddress(InetAddress.ofLiteral("fd00::1"), 80));
        assertThat(new String(request, java.nio.charset.StandardCharsets.US_ASCII))
                .startsWith("GET /a%20b%0D%0AX:%20%C3%A9 HTTP/1.1\r\nHost: [fd00:0:0:0:0:0:0:1]:80\r\n");
    }

    @Test
    void aLongBodyIsNotRead() throws IOException {
        try (TestServer server = TestServer.answering("HTTP/1.1 200 OK\r\n\r\n" + "x".repeat(4 << 20))) {
            assertThat(Probe.look(get(server.address(), "/"))).isEqualTo(Outcome.SUCCESS);
        }
    }

    @Test
    void aServerThatClosesIsCut() throws IOException {
        try (TestServer server = TestServer.answering("")) {
            assertThat(Probe.look(get(server.address(), "/")).kind()).isEqualTo(Kind.CUT);
        }
    }

    @Test
    void aServerThatHangsTimesOut() throws IOException {
        try (TestServer server = TestServer.hanging()) {
            timesOut(get(server.address(), "/"));
        }
    }

    @Test
    void aServerThatDripsTimesOutAllTheSame() throws IOException {
        try (TestServer server = TestServer.dripping("HTTP/1.1 200 OK\r\n\r\n", Duration.ofMillis(200))) {
            timesOut(get(server.address(), "/"));
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void aClosedPortIsRefused(boolean http) throws IOException {
        int free;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            free = socket.getLocalPort();
        }
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), free);
        assertThat(Probe.look(http ? get(address, "/") : connect(address)))
                .isEqualTo(new Outcome(Kind.REFUSED, "refused"));
    }

    @Test
    void anOpenPortIsEnoughForTcp() throws IOException {
        try (TestServer server = TestServer.hanging()) {
            assertThat(Probe.look(connect(server.address()))).isEqualTo(Outcome.SUCCESS);
        }
    }

    @Test
    void aFullBacklogTimesOut() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var first = new java.net.Socket();
                var second = new java.net.Socket()) {
            InetSocketAddress address = (InetSocketAddress) server.getLocalSocketAddress();
            first.connect(address, 1000);
            second.connect(address, 1000);
            timesOut(connect(address));
        }
    }

    @Test
    void anyCertificateIsTaken() throws IOException {
        try (TestServer server = TestServer.secure("HTTP/1.1 200 OK\r\n\r\n")) {
            assertThat(Probe.look(secureGet(server.address()))).isEqualTo(Outcome.SUCCESS);
        }
    }

    @Test
    void aStatusOverTlsCountsToo() throws IOException {
        try (TestServer server = TestServer.secure("HTTP/1.1 500 No\r\n\r\n")) {
            assertThat(Probe.look(secureGet(server.address()))).isEqualTo(new Outcome(Kind.STATUS, "status 500"));
        }
    }

    @Test
    void plainTextIsNoTls() throws IOException {
        try (TestServer server = TestServer.answering("HTTP/1.1 400 Bad Request\r\n\r\n")) {
            assertThat(Probe.look(secureGet(server.address()))).isEqualTo(new Outcome(Kind.GARBAGE, "no TLS"));
        }
    }

    @Test
    void aHandshakeThatHangsTimesOut() throws IOException {
        try (TestServer server = TestServer.hanging()) {
            timesOut(secureGet(server.address()));
        }
    }

    @Test
    void aHandshakeThatDripsTimesOut() throws IOException {
        // the header of a handshake record that is to be 16 KiB long
        try (TestServer server =
                TestServer.dripping("\u0016\u0003\u0003?\u0000" + "x".repeat(50), Duration.ofMillis(100))) {
            timesOut(secureGet(server.address()));
        }
    }

    private static void timesOut(Target target) {
        long began = System.nanoTime();
        assertThat(Probe.look(target)).isEqualTo(Outcome.TIMED_OUT);
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isBetween(TIMEOUT.minusMillis(50), SOON);
    }

    private static Target get(InetSocketAddress address, String path) {
        return target(address, new Check.How.Get(path, false));
    }

    private static Target secureGet(InetSocketAddress address) {
        // The first handshake of a JVM loads much: it may take longer.
        Target target = target(address, new Check.How.Get("/", true));
        warmUpTls();
        return target;
    }

    private static void warmUpTls() {
        try (TestServer server = TestServer.secure("HTTP/1.1 200 OK\r\n\r\n")) {
            Probe.look(new Target(
                    server.address(), new Check.How.Get("/", true), Duration.ofSeconds(9), Duration.ofSeconds(9)));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static Target connect(InetSocketAddress address) {
        return target(address, new Check.How.Connect());
    }

    private static Target target(InetSocketAddress address, Check.How how) {
        return new Target(address, how, Duration.ofSeconds(2), TIMEOUT);
    }
}
