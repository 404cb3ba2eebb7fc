package io.zonekeeper.app.aws;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.zonekeeper.testing.Waiting;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** A stand-in of AWS ({@code hack/lib/aws-fake}) that a test tells what to say and how to fail. */
final class FakeAws implements AutoCloseable {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final HttpClient http = HttpClient.newHttpClient();
    private final String address;

    private FakeAws(Process process, String port) {
        this.process = process;
        this.address = "http://127.0.0.1:" + port;
    }

    static FakeAws start() throws IOException {
        Path port = Files.createTempFile("aws-fake", ".port");
        Files.delete(port);
        Process process = new ProcessBuilder("python3", "../../hack/lib/aws-fake", "--port-file", port.toString())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        Waiting.until("AWS answers", () -> port.toFile().exists());
        return new FakeAws(process, Files.readString(port));
    }

    /** Settings of an operator that asks it, twice a second. */
    Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>();
        settings.put("ZONEKEEPER_AWS_ENABLED", "true");
        settings.put("ZONEKEEPER_AWS_REGION", "us-east-1");
        settings.put("ZONEKEEPER_AWS_ENDPOINT", address);
        settings.put("ZONEKEEPER_AWS_POLL_INTERVAL", "250ms");
        settings.put("AWS_ACCESS_KEY_ID", "test");
        settings.put("AWS_SECRET_ACCESS_KEY", "test");
        return settings;
    }

    /** Merges JSON, quoted by single quotes for brevity, into what it says. */
    void say(String json) {
        send("POST", "/_fake/state", json.replace('\'', '"'));
    }

    /** Makes it fail as told; {@code null} mends it. */
    void fault(String json) {
        say("{'fault': %s}".formatted(json));
    }

    JsonNode state() {
        return send("GET", "/_fake/state", "");
    }

    /** Returns the requests of an operation. */
    List<String> calls(String operation) {
        List<String> bodies = new ArrayList<>();
        for (JsonNode call : send("GET", "/_fake/calls", "")) {
            if (call.path("operation").asText().equals(operation)) {
                bodies.add(call.path("body").asText());
            }
        }
        return bodies;
    }

    /** Returns the active shifts: the zones by ID that load balancers are led away from. */
    List<String> shiftedAwayFrom() {
        List<String> zones = new ArrayList<>();
        for (JsonNode shift : state().path("shifts")) {
            if (shift.path("status").asText().equals("ACTIVE")) {
                zones.add(shift.path("awayFrom").asText());
            }
        }
        return zones;
    }

    private JsonNode send(String method, String path, String body) {
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(address + path))
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return JSON.readTree(answer.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
