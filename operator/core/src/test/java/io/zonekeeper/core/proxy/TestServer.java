package io.zonekeeper.core.proxy;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** A server behind a proxy, on loopback: it writes down what reaches it, and can die, hang, or answer anything. */
final class TestServer implements AutoCloseable {
    static final String HEALTH = "/healthz";

    /**
     * What reached it, its body included.
     *
     * @param method the method
     * @param path the path
     * @param headers by name in lower case
     * @param bodyBytes how long its body was
     */
    record Seen(String method, String path, Map<String, String> headers, int bodyBytes) {}

    final String zone;
    final int port;

    /** Every answer but that to a health check; 0 for none, ever. */
    volatile int status = 200;

    volatile int health = 200;

    /** Refuses HTTP/1.0 and requests without a host, as Envoy does. */
    volatile boolean modernOnly;

    /** How long it thinks about an answer. */
    volatile int pauseMillis;

    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket listener;

    /** Keeps the port for us while nobody listens there. */
    private Optional<Socket> placeholder = Optional.empty();

    TestServer(String zone) throws IOException {
        this.zone = zone;
        this.listener = listen(0);
        this.port = listener.getLocalPort();
    }

    ProxyServer known() {
        return new ProxyServer(zone, "127.0.0.1", port);
    }

    /** Returns what reached it, but health checks. */
    List<Seen> seen() {
        return List.copyOf(seen);
    }

    /** Dies: its connections are reset, new ones refused. */
    void kill() throws IOException {
        listener.close();
        for (Socket socket : open) {
            try (socket) {
                socket.setSoLinger(true, 0);
            } catch (SocketException e) {
                // It ended by itself meanwhile.
            }
        }
        holdPort();
    }

    /** A socket that is bound and does not listen: connections are refused, and nobody else gets the port. */
    private void holdPort() throws IOException {
        for (int attempt = 0; placeholder.isEmpty() && attempt < 20; attempt++) {
            Socket bound = new Socket();
            try {
                bound.setReuseAddress(true);
                bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                placeholder = Optional.of(bound);
            } catch (BindException e) {
                // Until the last connection is gone; a port that is not held serves as well, as long as nobody takes
                // it.
                bound.close();
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(5));
            }
        }
    }

    void revive() throws IOException {
        letGo();
        listener = listen(port);
    }

    @Override
    public void close() throws IOException {
        kill();
        letGo();
    }

    private void letGo() throws IOException {
        if (placeholder.isPresent()) {
            placeholder.get().close();
            placeholder = Optional.empty();
        }
    }

    private ServerSocket listen(int wanted) throws IOException {
        ServerSocket made = new ServerSocket();
        made.setReuseAddress(true);
        made.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), wanted), 1024);
        Thread.startVirtualThread(() -> {
            try {
                while (true) {
                    Socket socket = made.accept();
                    open.add(socket);
                    Thread.startVirtualThread(() -> serve(socket));
                }
            } catch (IOException e) {
                // It was killed.
            }
        });
        return made;
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            while (answer(in, socket.getOutputStream())) {
                // The next request of the connection.
            }
        } catch (IOException | InterruptedException e) {
            // Someone went away.
        } finally {
            open.remove(socket);
        }
    }

    private boolean answer(InputStream in, OutputStream out) throws IOException, InterruptedException {
        String first = line(in);
        if (first.isEmpty()) {
            return false;
        }
        String[] words = first.split(" ", -1);
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            headers.put(
                    line.substring(0, line.indexOf(':')).toLowerCase(Locale.ROOT),
                    line.substring(line.indexOf(':') + 1).strip());
        }
        boolean old = words[2].equals("HTTP/1.0");
        if (modernOnly && (old || !headers.containsKey("host"))) {
            write(out, old ? 426 : 400, words[0], "");
            return false;
        }
        if (words[1].startsWith(HEALTH)) {
            write(out, health, words[0], "");
            return !old && !"close".equals(headers.get("connection"));
        }
        if ("100-continue".equalsIgnoreCase(headers.get("expect"))) {
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        }
        seen.add(new Seen(words[0], words[1], Map.copyOf(headers), body(in, headers)));
        if (headers.containsKey("upgrade")) {
            // The answer that RFC 6455 shows to the key that it shows.
            out.write("""
                    HTTP/1.1 101 Switching Protocols
                    Upgrade: websocket
                    Connection: Upgrade
                    Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=

                    """.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
            byte[] some = new byte[1024];
            for (int length = in.read(some); length > 0; length = in.read(some)) {
                out.write(some, 0, length);
            }
            return false;
        }
        if (status == 0) {
            Thread.sleep(60_000);
        }
        Thread.sleep(pauseMillis);
        write(out, status, words[0], zone);
        return !old && !"close".equals(headers.get("connection"));
    }

    private static void write(OutputStream out, int status, String method, String body) throws IOException {
        out.write("HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n%s"
                .formatted(status, body.length(), method.equals("HEAD") ? "" : body)
                .getBytes(StandardCharsets.US_ASCII));
    }

    private static int body(InputStream in, Map<String, String> headers) throws IOException {
        if ("chunked".equals(headers.get("transfer-encoding"))) {
            int all = 0;
            while (true) {
                int chunk = Integer.parseInt(line(in), 16);
                in.readNBytes(chunk);
                line(in);
                if (chunk == 0) {
                    return all;
                }
                all += chunk;
            }
        }
        int length = Integer.parseInt(headers.getOrDefault("content-length", "0"));
        if (in.readNBytes(length).length < length) {
            throw new IOException("the body ended early");
        }
        return length;
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
}
