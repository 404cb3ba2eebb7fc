package io.zonekeeper.core.proxy;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import static org.assertj.core.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/** The real proxy of zone a with rendered files, run by the supervising script as in a pod, on ports of its own. */
final class RunningProxy implements AutoCloseable {
    private static final Path BINARIES =
            Path.of("../../hack/proxies-bin").toAbsolutePath().normalize();

    private static final int FILES = 4000;

    final int port = freePort();
    final int readyPort = freePort();
    private final ProxySettings settings;
    private final Path folder;
    private final Process process;

    private RunningProxy(ProxySettings settings, int files, Collection<ProxyServer> servers)
            throws IOException, InterruptedException {
        this.settings = settings;
        // Short: paths of sockets end at a hundred characters or so.
        folder = Files.createTempDirectory("zk");
        give(servers, Set.of());
        Path script = Files.writeString(
                folder.resolve("supervise.sh"),
                Supervisor.script().replace(":" + ProxySettings.READINESS_PORT, ":" + readyPort));
        ProcessBuilder builder = new ProcessBuilder(
                "sh",
                "-c",
                "ulimit -n $0 && exec sh \"$@\"",
                Integer.toString(files),
                script.toString(),
                settings.engine().word(),
                Integer.toString(port),
                file().toString(),
                folder.resolve("run").toString());
        builder.environment().merge("PATH", binaries().toString(), (path, ours) -> ours + ":" + path);
        process = builder.redirectErrorStream(true)
                .redirectOutput(folder.resolve("log").toFile())
                .start();
    }

    /** Starts a proxy and waits until it takes connections. */
    static RunningProxy start(ProxySettings settings, Collection<ProxyServer> servers) throws Exception {
        return start(settings, FILES, servers);
    }

    /** Starts a proxy that may open so many files. */
    static RunningProxy start(ProxySettings settings, int files, Collection<ProxyServer> servers) throws Exception {
        RunningProxy proxy = new RunningProxy(settings, files, servers);
        try {
            proxy.until("it takes connections", () -> proxy.takes(proxy.port) && proxy.takes(proxy.readyPort));
            return proxy;
        } catch (AssertionError e) {
            proxy.close();
            throw e;
        }
    }

    static ProxySettings settings(Engine engine) {
        return settings(engine, Optional.of(TestServer.HEALTH), Duration.ofSeconds(2));
    }

    static ProxySettings settings(Engine engine, Optional<String> healthPath, Duration read) {
        return new ProxySettings(
                engine,
                8080,
                healthPath,
                true,
                engine != Engine.VARNISH,
                Duration.ofSeconds(1),
                read,
                Duration.ofSeconds(1),
                3,
                List.of("GET", "HEAD", "OPTIONS"));
    }

    static List<ProxyServer> known(TestServer... servers) {
        return Stream.of(servers).map(TestServer::known).toList();
    }

    /** Replaces the proxy's file, as a kubelet does. */
    void give(Collection<ProxyServer> servers, Set<String> evacuated) throws IOException {
        Set<String> zones = servers.stream()
                .map(ProxyServer::zone)
                .collect(Collectors.toCollection(() -> new TreeSet<>(Set.of("a"))));
        ProxySettings own = new ProxySettings(
                settings.engine(),
                port,
                settings.healthPath(),
                settings.preferSameZone(),
                settings.leastConnections(),
                settings.connect(),
                settings.read(),
                settings.check(),
                settings.attempts(),
                settings.replayed());
        String text = settings.engine()
                .render(ProxyPlanner.plan(own, servers, evacuated, zones)
                        .models()
                        .get("a"))
                // A whole number, and before the folder: a server's port or the folder's name may have its digits.
                .replaceAll("\\b" + ProxySettings.READINESS_PORT + "\\b", Integer.toString(readyPort))
                .replace(ProxySettings.RUN_FOLDER, folder.resolve("run").toString());
        Path fresh = Files.writeString(folder.resolve("fresh"), text);
        Files.move(fresh, file(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** Sends a request without a body and returns the answer's status; 0 where none came. */
    int send(String method, String path, String... headers) {
        return send(method, path, new byte[0], Duration.ZERO, headers);
    }

    /** Sends a request, its body after a pause, and returns the answer's status; 0 where none came. */
    int send(String method, String path, byte[] body, Duration pause, String... headers) {
        boolean chunked = List.of(headers).contains("Transfer-Encoding: chunked");
        String head = Stream.of(
                        Stream.of(method + " " + path + " HTTP/1.1", "Host: shop", "Connection: close"),
                        Stream.of(headers),
                        body.length > 0 && !chunked ? Stream.of("Content-Length: " + body.length) : Stream.<String>of())
                .flatMap(lines -> lines)
                .collect(Collectors.joining("\r\n", "", "\r\n\r\n"));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            // In one piece where there is no pause, as most clients send.
            OutputStream out = new BufferedOutputStream(socket.getOutputStream(), 8192);
            out.write(head.getBytes(StandardCharsets.US_ASCII));
            int status = 100;
            if (List.of(headers).contains("Expect: 100-continue")) {
                out.flush();
                status = status(socket.getInputStream());
                if (status == 100) {
                    line(socket.getInputStream());
                }
            }
            if (status == 100) {
                if (pause.isPositive()) {
                    out.flush();
                    Thread.sleep(pause);
                }
                if (chunked) {
                    out.write((Integer.toHexString(body.length) + "\r\n").getBytes(StandardCharsets.US_ASCII));
                }
                out.write(body);
                if (chunked) {
                    out.write("\r\n0\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                }
                out.flush();
                status = status(socket.getInputStream());
                if (status == 100) {
                    line(socket.getInputStream());
                    status = status(socket.getInputStream());
                }
            }
            return status;
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Returns the body of an answer to a GET. */
    String body(String path, String... headers) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            String head = Stream.concat(
                            Stream.of("GET " + path + " HTTP/1.1", "Host: shop", "Connection: close"),
                            Stream.of(headers))
                    .collect(Collectors.joining("\r\n", "", "\r\n\r\n"));
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            String answer = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return answer.substring(answer.indexOf("\r\n\r\n") + 4);
        }
    }

    /** Sends a POST whose body pauses halfway, and returns the answer's status; 0 where none came. */
    int sendSlowly(byte[] body, Duration pause) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(20_000);
            socket.getOutputStream()
                    .write("POST /slow HTTP/1.1\r\nHost: shop\r\nConnection: close\r\nContent-Length: %d\r\n\r\n"
                            .formatted(body.length)
                            .getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(body, 0, body.length / 2);
            Thread.sleep(pause);
            socket.getOutputStream().write(body, body.length / 2, body.length - body.length / 2);
            return status(socket.getInputStream());
        } catch (IOException e) {
            return 0;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Opens a WebSocket; what is written to it comes back. */
    Socket webSocket() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        socket.getOutputStream().write("""
                        GET /ws HTTP/1.1
                        Host: shop
                        Upgrade: websocket
                        Connection: Upgrade
                        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                        Sec-WebSocket-Version: 13

                        """.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
        int status = status(socket.getInputStream());
        if (status != 101) {
            fail("no WebSocket but %d\n%s".formatted(status, log()));
        }
        while (!line(socket.getInputStream()).isEmpty()) {
            // The rest of the answer's head.
        }
        return socket;
    }

    /** Returns whether what is written to a WebSocket comes back. */
    static boolean echoes(Socket socket) {
        try {
            socket.getOutputStream().write("ping".getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readNBytes(4), StandardCharsets.US_ASCII).equals("ping");
        } catch (IOException e) {
            return false;
        }
    }

    /** Returns the status of the readiness page; 0 where no answer came. */
    int ready() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), readyPort)) {
            socket.setSoTimeout(3_000);
            socket.getOutputStream()
                    .write("GET /ready HTTP/1.1\r\nHost: me\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
            return status(socket.getInputStream());
        } catch (IOException e) {
            return 0;
        }
    }

    /** Waits for a condition. */
    void until(String what, BooleanSupplier condition) throws InterruptedException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() > end) {
                fail("waited in vain until %s\n%s".formatted(what, log()));
            }
            Thread.sleep(50);
        }
    }

    String log() {
        try {
            return Files.readString(folder.resolve("log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** Returns the files of a folder of the proxy's own. */
    Path runFolder() {
        return folder.resolve("run");
    }

    @Override
    public void close() {
        List<ProcessHandle> children = process.descendants().toList();
        process.destroyForcibly().onExit().join();
        children.forEach(ProcessHandle::destroyForcibly);
    }

    private Path file() {
        return folder.resolve("a." + settings.engine().extension());
    }

    private boolean takes(int wanted) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), wanted)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    private static int status(InputStream in) throws IOException {
        String line = line(in);
        if (line.isEmpty()) {
            return 0;
        }
        return Integer.parseInt(line.split(" ", -1)[1]);
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int read = in.read(); read >= 0 && read != '\n'; read = in.read()) {
            if (read != '\r') {
                text.append((char) read);
            }
        }
        return text.toString();
    }

    /**
     * Below those that the kernel gives to connections (from 32768 on): one of these may be taken before it is used.
     */
    private static int freePort() {
        while (true) {
            int port = ThreadLocalRandom.current().nextInt(10_000, 20_000);
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (BindException taken) {
                // another one
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        }
    }

    private static Path binaries() throws IOException, InterruptedException {
        Process finder = new ProcessBuilder(BINARIES.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        String found = new String(finder.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        assumeTrue(finder.waitFor() == 0, "haproxy, nginx and varnish cannot be had here: see hack/proxies-bin");
        return Path.of(found);
    }
}
