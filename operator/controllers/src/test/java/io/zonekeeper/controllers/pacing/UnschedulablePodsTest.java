package io.zonekeeper.controllers.pacing;

import java.io.IOException;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;

import io.zonekeeper.controllers.pacing.UnschedulablePods.Unschedulable;
import io.zonekeeper.testing.FakeApi;

import io.fabric8.kubernetes.api.model.PodListBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class UnschedulablePodsTest {
    private static final Instant NOON = Instant.parse("2026-11-24T12:00:00Z");
    private static final String WORDS = "0/9 nodes are available: 9 Insufficient cpu.";

    private final AtomicLong nanos = new AtomicLong();
    private FakeApi api;
    private UnschedulablePods pods;

    @BeforeEach
    void start() throws IOException {
        api = new FakeApi();
        pods = new UnschedulablePods(api.client(), new ReadLimit(1, nanos::get));
        api.answers(
                "/api/v1/namespaces/shop/pods",
                new PodListBuilder()
                        .addNewItem()
                        .withNewMetadata()
                        .addToLabels("zonekeeper.io/zone", "a")
                        .endMetadata()
                        .withNewStatus()
                        .addNewCondition()
                        .withType("PodScheduled")
                        .withStatus("False")
                        .withMessage(WORDS)
                        .endCondition()
                        .endStatus()
                        .endItem()
                        .build());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void podsThatAreReadyBeforeAnybodyWouldAskAreNotAskedFor() {
        assertThat(pods.of("shop", "web", NOON)).isEmpty();
        assertThat(pods.asks("shop", "web", NOON.plusMillis(1999))).isFalse();
        assertThat(api.requests()).isEmpty();
        assertThat(pods.asks("shop", "web", NOON.plus(UnschedulablePods.FIRST))).isTrue();
        assertThat(pods.of("shop", "web", NOON.plus(UnschedulablePods.FIRST)))
                .isEqualTo(Map.of("a", new Unschedulable(1, WORDS)));
        pods.forget("shop", "web");
        assertThat(pods.of("shop", "web", NOON.plusSeconds(4))).isEmpty();
    }

    @Test
    void whatWasLastSaidCountsUntilItIsAskedAgain() {
        pods.of("shop", "web", NOON);
        pods.of("shop", "web", NOON.plusSeconds(2));
        assertThat(pods.of("shop", "web", NOON.plusSeconds(6))).hasSize(1);
        assertThat(api.requests()).hasSize(1);
        nanos.addAndGet(5_000_000_000L);
        assertThat(pods.of("shop", "web", NOON.plusSeconds(7))).hasSize(1);
        assertThat(api.requests()).hasSize(2);
    }

    /** After the loss of a zone every service is moved. */
    @Test
    void servicesTakeTurns() {
        pods.of("shop", "web", NOON);
        pods.of("shop", "front", NOON);
        assertThat(pods.of("shop", "web", NOON.plusSeconds(2))).hasSize(1);
        assertThat(pods.of("shop", "front", NOON.plusSeconds(2))).isEmpty();
        nanos.addAndGet(1_000_000_000L);
        assertThat(pods.of("shop", "front", NOON.plusSeconds(3))).hasSize(1);
    }

    @Test
    void eachIsAskedInItsTurnHoweverManyThereAre() {
        for (int service = 0; service < 30; service++) {
            pods.of("shop", "web-" + service, NOON);
        }
        assertThat(pods.next("shop", "web-0")).hasValue(NOON.plus(UnschedulablePods.FIRST));
        assertThat(pods.next("shop", "web-29")).as("one in a second").hasValue(NOON.plusSeconds(31));
        pods.of("shop", "web-0", NOON.plusSeconds(2));
        assertThat(pods.next("shop", "web-0")).as("when all others were asked").hasValue(NOON.plusSeconds(32));
    }

    @Test
    void aServiceThatWasDeletedTakesNoTurn() {
        pods.of("shop", "web", NOON);
        pods.of("shop", "front", NOON.plusSeconds(400));
        assertThat(pods.next("shop", "web")).isEmpty();
        assertThat(pods.next("shop", "front")).hasValue(NOON.plusSeconds(402));
    }
}
