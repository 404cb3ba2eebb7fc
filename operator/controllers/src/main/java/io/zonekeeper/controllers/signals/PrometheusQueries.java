package io.zonekeeper.controllers.signals;

import java.io.IOException;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

import io.zonekeeper.api.v1alpha1.Signals.PrometheusQuery;
import io.zonekeeper.core.DurationText;
import io.zonekeeper.core.health.Observation;
import io.zonekeeper.core.health.Sensitivity;
import io.zonekeeper.core.health.Signal;
import io.zonekeeper.core.selftest.SignalTest;
import io.zonekeeper.core.zone.Resolution;
import io.zonekeeper.core.zone.ZoneCatalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks a Prometheus for a value per zone.
 *
 * <p>A server that does not answer, or answers without a zone, says nothing of it: the value grows stale and is left
 * out, and the other queries are answered, and asked, as if it were not there. Its trouble is logged when it begins,
 * not at every try.
 */
final class PrometheusQueries {
    private static final Logger LOG = LoggerFactory.getLogger(PrometheusQueries.class);
    private static final Duration EVERY = Duration.ofSeconds(15);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    /** In bytes; a value of each zone takes a hundred. */
    private static final long LONGEST_ANSWER = 1_000_000;

    private static final ObjectMapper JSON = new ObjectMapper();

    private final LongSupplier nanoTime;
    private final Map<String, Answer> answers = new ConcurrentHashMap<>();
    private final Map<String, String> troubles = new ConcurrentHashMap<>();
    private final Map<String, Turn> turns = new ConcurrentHashMap<>();
    private volatile HttpClient http;

    /** The last values of one query, by what its label says. */
    private record Answer(Map<String, BigDecimal> values, long at) {}

    /** When one query was asked last, and whether it still is. */
    private static final class Turn {
        private final AtomicBoolean asking = new AtomicBoolean();
        private volatile long askedAt;
    }

    PrometheusQueries(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** Asks what is due, without waiting for it, and returns what earlier answers say of the zones. */
    List<Observation> look(List<PrometheusQuery> queries, ZoneCatalog zones) {
        List<String> names = queries.stream().map(PrometheusQuery::name).toList();
        answers.keySet().retainAll(names);
        turns.keySet().retainAll(names);
        queries.forEach(this::askIfDue);
        return observations(queries, zones, nanoTime.getAsLong());
    }

    /** Returns whether queries have values that are not stale; empty where there are no queries. */
    Optional<SignalTest> test(List<PrometheusQuery> queries) {
        long now = nanoTime.getAsLong();
        int answered = (int) queries.stream()
                .map(query -> answers.get(query.name()))
                .filter(answer -> answer != null
                        && !answer.values().isEmpty()
                        && now - answer.at() <= Sensitivity.SLOW_SOURCES_STALE_AFTER.toNanos())
                .count();
        Optional<String> problem = queries.stream()
                .map(PrometheusQuery::name)
                .filter(troubles::containsKey)
                .findFirst()
                .map(name -> name + ": " + troubles.get(name));
        return SignalTest.prometheus(queries.size(), answered, problem);
    }

    /** Each on its own: a server that hangs must not make the others wait. */
    private void askIfDue(PrometheusQuery query) {
        Turn turn = turns.computeIfAbsent(query.name(), name -> new Turn());
        long now = nanoTime.getAsLong();
        boolean due = turn.askedAt == 0 || now - turn.askedAt >= EVERY.toNanos();
        if (due && turn.asking.compareAndSet(false, true)) {
            turn.askedAt = now;
            Thread.ofVirtual().name("prometheus-" + query.name()).start(() -> {
                try {
                    ask(query);
                } finally {
                    turn.asking.set(false);
                }
            });
        }
    }

    private List<Observation> observations(List<PrometheusQuery> queries, ZoneCatalog zones, long now) {
        Map<String, int[]> counts = new TreeMap<>();
        long oldest = 0;
        for (PrometheusQuery query : queries) {
            Answer answer = answers.get(query.name());
            long age = answer == null ? 0 : Math.max(0, now - answer.at());
            if (answer == null || age > Sensitivity.SLOW_SOURCES_STALE_AFTER.toNanos()) {
                continue;
            }
            oldest = Math.max(oldest, age);
            BigDecimal limit = new BigDecimal(query.failAbove());
            answer.values().forEach((label, value) -> {
                if (zones.resolve(label) instanceof Resolution.Found(var zone)) {
                    int[] count = counts.computeIfAbsent(zone.name(), name -> new int[2]);
                    count[0]++;
                    count[1] += value.compareTo(limit) > 0 ? 1 : 0;
                }
            });
        }
        Duration age = Duration.ofNanos(oldest);
        List<Observation> observations = new ArrayList<>();
        counts.forEach(
                (zone, count) -> observations.add(new Observation(zone, Signal.PROMETHEUS, count[0], count[1], age)));
        return observations;
    }

    private void ask(PrometheusQuery query) {
        try {
            URI uri = URI.create(query.url().replaceAll("/+$", "") + "/api/v1/query?query="
                    + URLEncoder.encode(query.query(), StandardCharsets.UTF_8));
            HttpResponse<String> response = get(uri);
            JsonNode body = JSON.readTree(response.body());
            if (response.statusCode() != 200
                    || !"success".equals(body.path("status").asText())) {
                trouble(
                        query,
                        "responds with %d %s"
                                .formatted(
                                        response.statusCode(),
                                        body.path("error").asText()));
                return;
            }
            answers.put(query.name(), new Answer(values(body, query.zoneLabel()), nanoTime.getAsLong()));
            troubles.remove(query.name());
        } catch (IOException | IllegalArgumentException e) {
            trouble(query, e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The client's own timeout ends when the body begins, which may then take forever and have any length. */
    private HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
        var sent = client().sendAsync(
                        HttpRequest.newBuilder(uri).timeout(TIMEOUT).build(),
                        HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofString(), LONGEST_ANSWER));
        try {
            return sent.get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            throw new IOException("did not respond within " + DurationText.of(TIMEOUT), e);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof IOException failure ? failure : new IOException(e.getCause());
        } finally {
            sent.cancel(true);
        }
    }

    /** A series of instant values; a value that is no number, as of 0/0, says nothing. */
    private static Map<String, BigDecimal> values(JsonNode body, String label) {
        Map<String, BigDecimal> values = new HashMap<>();
        for (JsonNode series : body.path("data").path("result")) {
            String zone = series.path("metric").path(label).asText();
            number(series.path("value").path(1).asText())
                    .filter(n -> !zone.isEmpty())
                    .ifPresent(n -> values.put(zone, n));
        }
        return values;
    }

    private static Optional<BigDecimal> number(String text) {
        try {
            return Optional.of(new BigDecimal(text));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }

    private void trouble(PrometheusQuery query, String what) {
        if (!what.equals(troubles.put(query.name(), what))) {
            LOG.atWarn()
                    .addKeyValue("query", query.name())
                    .addKeyValue("cause", what)
                    .log("Prometheus cannot be reached: the query is no evidence until it can");
        }
    }

    /** Made when first needed: most clusters have no such query. */
    private HttpClient client() {
        if (http == null) {
            http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
        }
        return http;
    }
}
