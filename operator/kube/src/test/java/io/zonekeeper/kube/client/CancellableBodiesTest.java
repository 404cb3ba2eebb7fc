package io.zonekeeper.kube.client;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.http.AsyncBody;
import io.fabric8.kubernetes.client.http.HttpClient;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class CancellableBodiesTest {
    private static final int ROUNDS = 40;
    private static final int SIDE_BY_SIDE = 4;
    private static final String WHOLE = "0123456789abcdef".repeat(8 * 1024);

    private final Queue<Throwable> uncaught = new ConcurrentLinkedQueue<>();
    private Thread.UncaughtExceptionHandler before;
    private Server server;
    private KubernetesClient client;

    @BeforeEach
    void start() throws IOException {
        before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, failure) -> uncaught.add(failure));
        server = new Server();
        Config config = new ConfigBuilder(Config.empty())
                .withMasterUrl(server.url())
                .withRequestTimeout(60_000)
                .build();
        client = KubernetesClients.create(config);
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.close();
        Thread.setDefaultUncaughtExceptionHandler(before);
    }

    /** A list that takes too long is cancelled while it arrives, with other lists and watches beside it. */
    @Test
    void oneThatIsCancelledWhileItArrivesDisturbsNoOther() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            List<Endless> cancelled = IntStream.range(0, SIDE_BY_SIDE)
                    .mapToObj(any -> new Endless())
                    .toList();
            for (Endless one : cancelled) {
                one.arrives();
            }
            List<CompletableFuture<HttpResponse<String>>> others = IntStream.range(0, SIDE_BY_SIDE)
                    .mapToObj(any -> client.getHttpClient().sendAsync(request("/whole"), String.class))
                    .toList();
            cancelled.forEach(Endless::cancel);
            for (CompletableFuture<HttpResponse<String>> other : others) {
                assertThat(other.get(30, TimeUnit.SECONDS).body().equals(WHOLE))
                        .as("another response of round %d is whole", round)
                        .isTrue();
            }
            assertThat(uncaught)
                    .as("failures of threads of the client in round %d", round)
                    .isEmpty();
        }
    }

    @Test
    void aConnectionWhoseBodyWasReadServesAgain() throws Exception {
        for (int turn = 0; turn < 5; turn++) {
            assertThat(client.getHttpClient()
                            .sendAsync(request("/whole"), String.class)
                            .get(30, TimeUnit.SECONDS)
                            .body())
                    .isEqualTo(WHOLE);
        }
        assertThat(server.connections()).isEqualTo(1);
    }

    private HttpRequest request(String path) {
        return client.getHttpClient()
                .newHttpRequestBuilder()
                .uri(server.url() + path)
                .build();
    }

    /** A response that goes on for as long as somebody reads it. */
    private final class Endless {
        private final CountDownLatch arrived = new CountDownLatch(3);
        private final CompletableFuture<HttpResponse<AsyncBody>> response;

        Endless() {
            HttpClient http = client.getHttpClient();
            response = http.consumeBytes(request("/endless"), (List<ByteBuffer> bytes, AsyncBody body) -> {
                arrived.countDown();
                body.consume();
            });
        }

        void arrives() throws Exception {
            response.get(30, TimeUnit.SECONDS).body().consume();
            assertThat(arrived.await(30, TimeUnit.SECONDS)).isTrue();
        }

        void cancel() {
            response.join().body().cancel();
        }
    }

    /** Answers with a body of a known content, or with one that does not end. */
    private static final class Server implements AutoCloseable {
        private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final Queue<Socket> connections = new ConcurrentLinkedQueue<>();

        Server() throws IOException {
            Thread.ofVirtual().start(this::accept);
        }

        String url() {
            return "http://127.0.0.1:" + socket.getLocalPort();
        }

        int connections() {
            return connections.size();
        }

        private void accept() {
            try {
                while (true) {
                    Socket connection = socket.accept();
                    connections.add(connection);
                    Thread.ofVirtual().start(() -> serve(connection));
                }
            } catch (IOException e) {
                // closed
            }
        }

        private static void serve(Socket connection) {
            try (connection) {
                var requests = new BufferedReader(
                        new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
                for (String line = requests.readLine(); line != null; line = requests.readLine()) {
                    boolean endless = line.contains("/endless");
                    while (!line.isEmpty()) {
                        line = requests.readLine();
                    }
                    answer(connection.getOutputStream(), endless);
                }
            } catch (IOException e) {
                // whoever asked went away
            }
        }

        private static void answer(OutputStream answer, boolean endless) throws IOException {
            if (!endless) {
                write(answer, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s".formatted(WHOLE.length(), WHOLE));
                return;
            }
            write(answer, "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
            String chunk = "%x\r\n%s\r\n".formatted(700, "x".repeat(700));
            while (true) {
                write(answer, chunk);
            }
        }

        private static void write(OutputStream answer, String text) throws IOException {
            answer.write(text.getBytes(StandardCharsets.US_ASCII));
            answer.flush();
        }

        @Override
        public void close() throws IOException {
            socket.close();
            connections.forEach(connection -> {
                try {
                    connection.close();
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        }
    }
}
