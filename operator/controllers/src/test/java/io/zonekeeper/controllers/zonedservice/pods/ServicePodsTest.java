package io.zonekeeper.controllers.zonedservice.pods;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

import io.zonekeeper.controllers.pacing.ReadLimit;
import io.zonekeeper.testing.FakeApi;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.EventListBuilder;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.zonekeeper.controllers.zonedservice.pods.TestPods.pod;
import static org.assertj.core.api.Assertions.assertThat;

class ServicePodsTest {
    private static final String PODS = "/api/v1/namespaces/shop/pods";
    private static final String EVENTS = "/api/v1/namespaces/shop/events";
    private static final String MADE = "2026-11-24T12:00:00Z";
    private static final Instant NOON = Instant.parse(MADE);

    private final AtomicLong nanos = new AtomicLong();
    private FakeApi api;
    private ServicePods pods;

    @BeforeEach
    void start() throws IOException {
        api = new FakeApi();
        pods = new ServicePods(api.client(), new ReadLimit(10, nanos::get), nanos::get);
        api.answers(
                PODS, new PodListBuilder().addToItems(pod("web-1", "a", MADE)).build());
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void whatWasReadIsUsedForASecond() {
        assertThat(pods.of("shop", "web")).hasSize(1);
        nanos.addAndGet(Duration.ofMillis(999).toNanos());
        pods.of("shop", "web");
        assertThat(api.requests()).hasSize(1);
        assertThat(api.requests().getFirst()).contains("labelSelector=zonekeeper.io%2Fservice%3Dweb");
        nanos.addAndGet(Duration.ofMillis(1).toNanos());
        pods.of("shop", "web");
        assertThat(api.requests()).hasSize(2);
    }

    @Test
    void thoseOfAnotherServiceAreReadForThemselves() {
        pods.of("shop", "web");
        pods.of("shop", "front");
        assertThat(api.requests()).hasSize(2);
    }

    @Test
    void whatCannotBeReadIsNothingAndIsReadAgainAtOnce() {
        api.fails(true);
        assertThat(pods.of("shop", "web")).isEmpty();
        assertThat(pods.refused("shop", "web-a", NOON)).isEmpty();
        api.fails(false);
        assertThat(pods.of("shop", "web")).hasSize(1);
    }

    /** After the loss of a zone all services miss pods. */
    @Test
    void tenServicesASecondHaveTheirTurn() {
        for (int i = 0; i < 10; i++) {
            assertThat(pods.ofInTurn("shop", "web-" + i)).isPresent();
        }
        assertThat(pods.ofInTurn("shop", "one-more")).isEmpty();
        assertThat(api.requests()).hasSize(10);
        assertThat(pods.of("shop", "urgent")).hasSize(1);
        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        assertThat(pods.ofInTurn("shop", "one-more")).isPresent();
    }

    @Test
    void theLatestRefusalIsQuotedWithoutTheControllersWords() {
        String refused = "create Pod web-a-%d in StatefulSet web-a failed error: pods \"web-a-%d\" is forbidden: quota";
        api.answers(
                EVENTS,
                new EventListBuilder()
                        .addToItems(event(refused.formatted(2, 2), "2026-11-24T12:00:30Z"))
                        .addToItems(event(refused.formatted(1, 1), "2026-11-24T12:00:10Z"))
                        .addToItems(event(null, "2026-11-24T12:05:00Z"))
                        .build());
        assertThat(pods.refused("shop", "web-a", NOON)).hasValue("pods \"web-a-2\" is forbidden: quota");
        assertThat(api.requests().getLast())
                .contains("involvedObject.name%3Dweb-a", "involvedObject.kind%3DStatefulSet", "reason%3DFailedCreate");
    }

    @Test
    void aRefusalThatIsOlderIsOver() {
        api.answers(
                EVENTS,
                new EventListBuilder()
                        .addToItems(event("no", "2026-11-24T11:59:59Z"))
                        .build());
        assertThat(pods.refused("shop", "web-a", NOON)).isEmpty();
        assertThat(pods.refused("shop", "web-a", NOON.minusSeconds(1))).hasValue("no");
    }

    @Test
    void anEventWithoutALastTimeIsAsOldAsItIs() {
        Event event = event("no", null);
        api.answers(EVENTS, new EventListBuilder().addToItems(event).build());
        assertThat(pods.refused("shop", "web-a", NOON)).hasValue("no");
        assertThat(pods.refused("shop", "web-a", NOON.plusSeconds(1))).isEmpty();
    }

    private static Event event(String message, String last) {
        return new EventBuilder()
                .withNewMetadata()
                .withCreationTimestamp(MADE)
                .endMetadata()
                .withMessage(message)
                .withLastTimestamp(last)
                .build();
    }
}
