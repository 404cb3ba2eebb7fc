package io.zonekeeper.kube.probe;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A server on loopback that treats all who connect alike. */
final class TestServer implements AutoCloseable {
    private static final char[] PASSWORD = "password".toCharArray();

    private final ServerSocket listening;
    private final CompletableFuture<String> request = new CompletableFuture<>();

    private TestServer(ServerSocket listening, Service service) {
        this.listening = listening;
        Thread.ofVirtual().start(() -> {
            while (!listening.isClosed()) {
                try {
                    Socket socket = listening.accept();
                    Thread.ofVirtual().start(() -> serve(socket, service));
                } catch (IOException e) {
                    // closed
                }
            }
        });
    }

    /** What is done with a connection before it is closed. */
    private interface Service {
        void serve(Socket socket) throws IOException, InterruptedException;
    }

    /** One that reads the request, sends this and closes. */
    static TestServer answering(String answer) throws IOException {
        return answering(plain(), answer);
    }

    /** The same with TLS and a certificate that nobody signed. */
    static TestServer secure(String answer) throws IOException {
        ServerSocket socket = Certificate.context().getServerSocketFactory().createServerSocket(0, 50, loopback());
        return answering(socket, answer);
    }

    /** One that says nothing. */
    static TestServer hanging() throws IOException {
        return new TestServer(plain(), socket -> Thread.sleep(Duration.ofMinutes(1)));
    }

    /** One that sends a byte now and then. */
    static TestServer dripping(String answer, Duration pause) throws IOException {
        return new TestServer(plain(), socket -> {
            for (byte b : answer.getBytes(StandardCharsets.ISO_8859_1)) {
                socket.getOutputStream().write(b);
                socket.getOutputStream().flush();
                Thread.sleep(pause);
            }
        });
    }

    InetSocketAddress address() {
        return (InetSocketAddress) listening.getLocalSocketAddress();
    }

    /** Returns the first request. */
    String request() {
        return request.join();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }

    private static TestServer answering(ServerSocket listening, String answer) {
        CompletableFuture<TestServer> self = new CompletableFuture<>();
        TestServer server = new TestServer(listening, socket -> {
            self.join().request.complete(request(socket.getInputStream()));
            socket.getOutputStream().write(answer.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
        });
        self.complete(server);
        return server;
    }

    private static String request(InputStream in) throws IOException {
        StringBuilder text = new StringBuilder();
        while (!text.toString().endsWith("\r\n\r\n")) {
            int b = in.read();
            if (b < 0) {
                break;
            }
            text.append((char) b);
            // a greeting of TLS is no request either
            if (text.charAt(0) == 0x16) {
                break;
            }
        }
        return text.toString();
    }

    private static void serve(Socket socket, Service service) {
        try (socket) {
            service.serve(socket);
        } catch (IOException e) {
            // who looks goes when it has seen enough
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static ServerSocket plain() throws IOException {
        return new ServerSocket(0, 50, loopback());
    }

    private static InetAddress loopback() {
        return InetAddress.ofLiteral("127.0.0.1");
    }

    /** A certificate for the tests, made by the JDK's keytool when first needed. */
    private static final class Certificate {
        private static final SSLContext CONTEXT = create();

        static SSLContext context() {
            return CONTEXT;
        }

        private static SSLContext create() {
            try {
                Path file = Files.createTempDirectory("observer-tls").resolve("keys.p12");
                Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
                Process process = new ProcessBuilder(
                                keytool.toString(),
                                "-genkeypair",
                                "-keyalg",
                                "EC",
                                "-alias",
                                "test",
                                "-dname",
                                "CN=someone.else",
                                "-storepass",
                                new String(PASSWORD),
                                "-keystore",
                                file.toString())
                        .redirectErrorStream(true)
                        .start();
                String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
                if (process.waitFor() != 0) {
                    throw new IllegalStateException(output);
                }
                KeyStore keys = KeyStore.getInstance(file.toFile(), PASSWORD);
                Files.delete(file);
                Files.delete(file.getParent());
                KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
                managers.init(keys, PASSWORD);
                SSLContext context = SSLContext.getInstance("TLS");
                context.init(managers.getKeyManagers(), null, null);
                return context;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }
}
