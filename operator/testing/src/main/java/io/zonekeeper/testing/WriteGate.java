package io.zonekeeper.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.internal.SSLUtils;

/**
 * A way to the API server that closes after a number of writes: for whoever is connected through it that is the moment
 * at which the process ends. The last write is carried out and its answer is lost; after it nothing passes, reads
 * neither.
 */
public final class WriteGate implements AutoCloseable {
    private static final Set<String> READS = Set.of("GET", "HEAD", "OPTIONS");
    private static final Set<String> OF_THE_CONNECTION =
            Set.of("connection", "content-length", "expect", "host", "transfer-encoding", "upgrade");
    private static final Pattern OBJECT = Pattern.compile(
            "/api(?:s/[^/]+)?/[^/]+(?:/namespaces/(?<namespace>[^/]+)(?=/))?/(?<resource>[^/]+)(?:/(?<name>[^/]+)(?:/(?<sub>[^/]+))?)?");
    private static final int UNAVAILABLE = 503;
    private static final int NO_LIMIT = Integer.MAX_VALUE;

    private final URI server;
    private final HttpClient client;
    private final HttpServer gate;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Predicate<Write> counted;
    private final Path kubeconfig;
    private final List<Write> passed = new ArrayList<>();
    private int left = NO_LIMIT;
    private int opened;

    private WriteGate(Path of, Predicate<Write> counted) throws IOException, GeneralSecurityException {
        Config config = Config.fromKubeconfig(of.toFile());
        this.server = URI.create(config.getMasterUrl());
        this.client = HttpClient.newBuilder()
                .sslContext(SSLUtils.sslContext(config))
                .version(HttpClient.Version.HTTP_1_1)
                .build();
        this.counted = counted;
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

    /**
     * Opens one for the operator's ServiceAccount, without a limit.
     *
     * @param counted the writes that count
     */
    public static WriteGate of(OperatorIdentity identity, Predicate<Write> counted) {
        return of(identity.kubeconfig(), counted);
    }

    /**
     * Opens one for the user of a kubeconfig, without a limit.
     *
     * @param counted the writes that count
     */
    public static WriteGate of(Path kubeconfig, Predicate<Write> counted) {
        try {
            return new WriteGate(kubeconfig, counted);
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

    /** Opens it for so many writes that count; what was connected before stays cut off. */
    public synchronized void open(int writes) {
        left = writes;
        opened++;
    }

    /** Opens it without a limit. */
    public void open() {
        open(NO_LIMIT);
    }

    /** Returns whether the last write that may pass has passed. */
    public synchronized boolean closed() {
        return left == 0;
    }

    /** Returns the writes that count and passed, in the order in which they came. */
    public synchronized List<Write> passed() {
        return List.copyOf(passed);
    }

    @Override
    public void close() {
        open(0);
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
            Write write = write(exchange);
            boolean counts = !READS.contains(exchange.getRequestMethod()) && counted.test(write);
            int when = enter(counts);
            if (when < 0) {
                exchange.sendResponseHeaders(UNAVAILABLE, -1);
                return;
            }
            HttpResponse<InputStream> answer =
                    client.send(request(exchange), HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = answer.body()) {
                if (counts) {
                    pass(new Write(
                            write.verb(), write.resource(), write.namespace(), write.name(), answer.statusCode()));
                }
                if (!passes(when)) {
                    exchange.sendResponseHeaders(UNAVAILABLE, -1);
                    return;
                }
                copy(answer.headers().map(), exchange.getResponseHeaders());
                exchange.sendResponseHeaders(answer.statusCode(), answer.statusCode() == 204 ? -1 : 0);
                stream(body, exchange.getResponseBody(), when);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Watches are answered bit by bit, and cut off when it closes. */
    private void stream(InputStream from, OutputStream to, int when) throws IOException {
        byte[] buffer = new byte[1 << 14];
        for (int read = from.read(buffer); read >= 0 && passes(when); read = from.read(buffer)) {
            to.write(buffer, 0, read);
            to.flush();
        }
    }

    /** Returns how often it had been opened before; negative where it is closed. */
    private synchronized int enter(boolean counts) {
        if (left == 0) {
            return -1;
        }
        left -= counts && left != NO_LIMIT ? 1 : 0;
        return opened;
    }

    private synchronized void pass(Write write) {
        passed.add(write);
    }

    private synchronized boolean passes(int when) {
        return left > 0 && when == opened;
    }

    private HttpRequest request(HttpExchange exchange) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(server.resolve(exchange.getRequestURI()))
                .method(
                        exchange.getRequestMethod(),
                        HttpRequest.BodyPublishers.ofByteArray(
                                exchange.getRequestBody().readAllBytes()));
        exchange.getRequestHeaders().forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT))) {
                values.forEach(value -> request.header(name, value));
            }
        });
        return request.build();
    }

    private static void copy(Map<String, List<String>> from, Headers to) {
        from.forEach((name, values) -> {
            if (!OF_THE_CONNECTION.contains(name.toLowerCase(Locale.ROOT)) && !name.startsWith(":")) {
                to.put(name, values);
            }
        });
    }

    private static Write write(HttpExchange exchange) {
        Matcher object = OBJECT.matcher(exchange.getRequestURI().getPath());
        if (!object.matches()) {
            return new Write(
                    exchange.getRequestMethod(), exchange.getRequestURI().getPath(), "", "", 0);
        }
        String subresource = object.group("sub") == null ? "" : "/" + object.group("sub");
        return new Write(
                exchange.getRequestMethod().toLowerCase(Locale.ROOT),
                object.group("resource") + subresource,
                nonNull(object.group("namespace")),
                nonNull(object.group("name")),
                0);
    }

    private static String nonNull(String text) {
        return text == null ? "" : text;
    }
}
