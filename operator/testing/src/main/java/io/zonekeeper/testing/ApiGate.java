package io.zonekeeper.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;

/**
 * A way to the API server on which a {@link GatePolicy} decides what becomes of each request; without TLS and
 * WebSockets.
 */
public final class ApiGate implements AutoCloseable {
    private final URI server;
    private final HttpClient client;
    private final HttpServer gate;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final GatePolicy policy;
    private final Path kubeconfig;

    private ApiGate(Path of, GatePolicy policy) throws IOException, GeneralSecurityException {
        Config config = Config.fromKubeconfig(of.toFile());
        this.server = URI.create(config.getMasterUrl());
        this.client = HttpClient.newBuilder()
                .sslContext(SSLUtils.sslContext(config))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        this.policy = policy;
        this.gate = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        gate.setExecutor(threads);
        gate.createContext("/", this::handle);
        gate.start();
        this.kubeconfig = Files.createTempFile(
                "gate",
                ".kubeconfig",
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(
                kubeconfig,
                Files.readString(of)
                        .replaceFirst(
                                "server: \\S+",
                                "server: http://127.0.0.1:" + gate.getAddress().getPort()));
    }

    /** Opens one for the user of a kubeconfig. */
    public static ApiGate of(Path kubeconfig, GatePolicy policy) {
        try {
            return new ApiGate(kubeconfig, policy);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns a kubeconfig that leads through it. */
    public Path kubeconfig() {
        return kubeconfig;
    }

    /** Returns whether nothing passes any more. */
    public boolean closed() {
        return policy.closed();
    }

    @Override
    public void close() {
        gate.stop(0);
        threads.shutdownNow();
        client.shutdownNow();
        try {
            Files.deleteIfExists(kubeconfig);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            if (exchange.getRequestHeaders().containsKey("Upgrade")) {
                // No WebSockets: the client then watches by an HTTP answer that does not end.
                exchange.sendResponseHeaders(HttpURLConnection.HTTP_UNAVAILABLE, -1);
                return;
            }
            policy.handle(new GateExchange(exchange, client, server));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
