package io.zonekeeper.app;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.zonekeeper.kube.config.ConfigException;

/** {@code ready URL...}: whether the operator and the observers are ready; {@code helm test} runs it. */
final class ReadyCommand {
    /** A new pod starts within seconds; its image may have to be pulled. */
    static final Duration PATIENCE = Duration.ofMinutes(1);

    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Duration BETWEEN_REQUESTS = Duration.ofSeconds(1);
    private static final int OK = 200;

    private ReadyCommand() {}

    /**
     * Requests each URL until it responds with 200.
     *
     * @param urls of {@code /readyz}
     * @param patience how long each may take
     * @param out where the result of each is printed
     * @return whether all responded so in time
     * @throws ConfigException if there is none, or one is no HTTP URL
     */
    static boolean run(List<String> urls, Duration patience, PrintStream out) {
        if (urls.isEmpty()) {
            throw new ConfigException("ready needs a URL, such as http://zonekeeper-metrics:8080/readyz");
        }
        List<HttpRequest> requests = urls.stream().map(ReadyCommand::request).toList();
        try (HttpClient client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build()) {
            boolean all = true;
            for (HttpRequest request : requests) {
                String problem = waitUntilReady(client, request, Instant.now().plus(patience));
                out.println(request.uri() + ": " + (problem.isEmpty() ? "ready" : problem));
                all &= problem.isEmpty();
            }
            return all;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private static HttpRequest request(String url) {
        try {
            return HttpRequest.newBuilder(URI.create(url)).timeout(TIMEOUT).build();
        } catch (IllegalArgumentException e) {
            throw new ConfigException("ready: '" + url + "' is no HTTP URL: " + e.getMessage());
        }
    }

    /** Returns the last problem, empty when it is ready. */
    private static String waitUntilReady(HttpClient client, HttpRequest request, Instant deadline)
            throws InterruptedException {
        while (true) {
            String problem = problem(client, request);
            if (problem.isEmpty() || Instant.now().plus(BETWEEN_REQUESTS).isAfter(deadline)) {
                return problem;
            }
            Thread.sleep(BETWEEN_REQUESTS);
        }
    }

    private static String problem(HttpClient client, HttpRequest request) throws InterruptedException {
        try {
            var response = client.send(request, BodyHandlers.ofString());
            return response.statusCode() == OK
                    ? ""
                    : "not ready: HTTP " + response.statusCode() + " "
                            + response.body().strip();
        } catch (IOException e) {
            // A ConnectException has no message.
            return "not reachable: " + e;
        }
    }
}
