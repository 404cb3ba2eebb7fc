package io.zonekeeper.testing;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

import com.sun.net.httpserver.HttpServer;

/** Stands in for the operator, as a program and inside the JVM: it answers with its settings. */
public final class FakeOperator implements OperatorStarter {
    /** The program. */
    public static void main(String[] args) throws IOException {
        System.out.println("started with " + System.getenv("KUBECONFIG"));
        if (System.getenv().containsKey("FAIL")) {
            System.exit(1);
        }
        serve(System.getenv());
    }

    @Override
    public AutoCloseable start(Path kubeconfig, Map<String, String> settings) throws IOException {
        HttpServer server = serve(settings);
        return () -> server.stop(0);
    }

    private static HttpServer serve(Map<String, String> settings) throws IOException {
        int port = Integer.parseInt(settings.get("ZONEKEEPER_LISTEN_PORT"));
        HttpServer server =
                HttpServer.create(new InetSocketAddress(settings.get("ZONEKEEPER_LISTEN_ADDRESS"), port), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                byte[] body = settings.toString().getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
        return server;
    }
}
