package io.zonekeeper.kube.notifications;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** One HTTP POST to the user's webhook, with the JVM's trust store, without redirects. */
public final class Webhook implements AutoCloseable {
    private static final int REQUEST_TIMEOUT = 408;
    private static final int TOO_EARLY = 425;
    private static final int TOO_MANY_REQUESTS = 429;
    private static final Set<Integer> RETRIED = Set.of(REQUEST_TIMEOUT, TOO_EARLY, TOO_MANY_REQUESTS);

    private final URI url;
    private final Duration timeout;
    private final Optional<Header> header;
    private final HttpClient http;

    /**
     * A header of each request.
     *
     * @param name its name
     * @param file holds its value, and is read for each request: a Secret that changes needs no restart
     */
    public record Header(String name, Path file) {}

    /** What became of a request. */
    enum Result {
        /** The webhook has taken it. */
        DELIVERED,
        /** The webhook will never take it. */
        REFUSED,
        /** Worth another attempt. */
        FAILED
    }

    /**
     * How an attempt ended.
     *
     * @param cause why it was not delivered, for the log: never an address or a header, which may hold credentials
     */
    record Attempt(Result result, String cause) {}

    /**
     * Creates a client; it connects when something is sent.
     *
     * @param timeout of the whole exchange
     */
    public Webhook(URI url, Duration timeout, Optional<Header> header) {
        this.url = url;
        this.timeout = timeout;
        this.header = header;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(timeout)
                .build();
    }

    /** Sends a notification once, and returns within the timeout. */
    Attempt post(Notification notification) throws InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(url)
                .header("Content-Type", CloudEventJson.MEDIA_TYPE)
                .header("User-Agent", "zonekeeper")
                .POST(HttpRequest.BodyPublishers.ofByteArray(CloudEventJson.of(notification)));
        if (header.isPresent()) {
            try {
                request.header(
                        header.get().name(),
                        Files.readString(header.get().file()).strip());
            } catch (IOException | IllegalArgumentException e) {
                return new Attempt(
                        Result.FAILED,
                        "the file of header %s cannot be used"
                                .formatted(header.get().name()));
            }
        }
        CompletableFuture<HttpResponse<Void>> answer =
                http.sendAsync(request.build(), HttpResponse.BodyHandlers.discarding());
        try {
            return of(answer.get(timeout.toMillis(), TimeUnit.MILLISECONDS).statusCode());
        } catch (TimeoutException e) {
            return new Attempt(Result.FAILED, "no answer within %d ms".formatted(timeout.toMillis()));
        } catch (ExecutionException e) {
            return new Attempt(Result.FAILED, e.getCause().getClass().getSimpleName());
        } finally {
            answer.cancel(true);
        }
    }

    private static Attempt of(int status) {
        boolean delivered = status / 100 == 2;
        boolean passing = status / 100 == 5 || RETRIED.contains(status);
        Result result = delivered ? Result.DELIVERED : passing ? Result.FAILED : Result.REFUSED;
        return new Attempt(result, "HTTP status " + status);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
