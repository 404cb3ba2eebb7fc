package io.zonekeeper.web.stream;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.web.stream.Update.Json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ChangeLogTest {
    private static final Instant NOW = Instant.parse("2026-03-12T09:00:00Z");

    private final ChangeLog log = new ChangeLog(NOW, 1_000, 3);

    private long append(String id, String json) {
        log.append(NOW.plusSeconds(1), Map.of(id, Optional.ofNullable(json).map(Json::of)), List.of());
        return log.since(0).orElseThrow().to();
    }

    private static JsonNode json(byte[] bytes) throws java.io.IOException {
        return new ObjectMapper().readTree(bytes);
    }

    @Test
    void whoeverHasSeenEverythingGetsNothing() throws InterruptedException {
        long number = append("a", "1");
        assertThat(log.since(number)).isEmpty();
        assertThat(log.await(number, Duration.ofMillis(1))).isEmpty();
    }

    @Test
    void mergesWhatAWatcherHasMissed() throws java.io.IOException {
        long seen = append("a", "1");
        append("a", "2");
        append("b", "3");
        append("a", "4");
        append("b", null);

        Update update = log.since(seen).orElseThrow();

        assertThat(update.whole()).isFalse();
        assertThat(json(update.encoded()).get("rows").toString()).isEqualTo("{\"a\":4,\"b\":null}");
    }

    @Test
    void whoeverIsNewGetsEverything() throws java.io.IOException {
        append("a", "1");
        append("b", "2");
        append("a", null);

        Update update = log.since(0).orElseThrow();

        assertThat(update.whole()).isTrue();
        assertThat(json(update.encoded()).get("rows").toString()).isEqualTo("{\"b\":2}");
    }

    @Test
    void aNumberOfAnotherProcessGetsEverything() {
        long number = append("a", "1");
        assertThat(log.since(number + 5)).map(Update::whole).contains(true);
        assertThat(log.since(7)).map(Update::whole).contains(true);
    }

    @Test
    void forgetsTheOldestChangesWhenTheMemoryIsFull() throws java.io.IOException {
        long early = append("first", "1");
        String large = "\"%s\"".formatted("x".repeat(90));
        for (int i = 0; i < 100; i++) {
            append("row", large);
            assertThat(log.bytes()).isLessThanOrEqualTo(1_000);
        }

        assertThat(log.since(early)).map(Update::whole).contains(true);
        JsonNode history = json(log.history());
        assertThat(history.get("changes").size()).isBetween(5, 11);
        assertThat(history.get("rows").get("first").asInt())
                .as("became part of the beginning")
                .isEqualTo(1);
    }

    @Test
    void everyStateCanBeMadeOfTheHistory() throws java.io.IOException {
        append("a", "1");
        append("a", "2");
        append("b", "3");

        JsonNode history = json(log.history());

        assertThat(history.get("rows")).isEmpty();
        assertThat(history.get("changes"))
                .extracting(change -> change.get("rows").toString())
                .containsExactly("{\"a\":1}", "{\"a\":2}", "{\"b\":3}");
    }

    @Test
    void keepsTheNewestEvents() {
        for (int i = 0; i < 9; i++) {
            log.append(NOW, Map.of(), List.of(Json.of(Integer.toString(i))));
        }
        assertThat(log.since(0).orElseThrow().events())
                .extracting(event -> new String(event.bytes(), StandardCharsets.UTF_8))
                .containsExactly("6", "7", "8");
    }

    @Test
    void anEmptyLogHasNothing() {
        assertThat(log.all().rows()).isEmpty();
    }
}
