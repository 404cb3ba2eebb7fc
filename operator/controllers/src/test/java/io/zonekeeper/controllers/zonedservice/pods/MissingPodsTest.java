package io.zonekeeper.controllers.zonedservice.pods;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.controllers.pacing.ReadLimit;
import io.zonekeeper.core.service.StackFact;
import io.zonekeeper.testing.FakeApi;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodListBuilder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static io.zonekeeper.controllers.zonedservice.pods.TestPods.pod;
import static io.zonekeeper.controllers.zonedservice.pods.TestPods.waiting;
import static org.assertj.core.api.Assertions.assertThat;

class MissingPodsTest {
    private static final String MADE = "2026-11-24T12:00:00Z";
    private static final Instant NOON = Instant.parse(MADE);
    private static final String STUCK = "container web cannot start: ImagePullBackOff";

    private final ZonedService service = new ZonedService();
    private FakeApi api;
    private MissingPods missing;

    @BeforeEach
    void start() throws IOException {
        service.getMetadata().setNamespace("shop");
        service.getMetadata().setName("web");
        api = new FakeApi();
        // Nothing that was read is used twice.
        var nanos = new AtomicLong();
        LongSupplier later = () -> nanos.addAndGet(Duration.ofSeconds(2).toNanos());
        missing = new MissingPods(new ServicePods(api.client(), new ReadLimit(10, later), later));
        pods(waiting(pod("web-1", "a", MADE), "ImagePullBackOff"));
    }

    @AfterEach
    void stop() {
        api.close();
    }

    @Test
    void aServiceThatLacksNothingIsNotAskedFor() {
        assertThat(stuck(3, NOON)).isEmpty();
        assertThat(missing.next("shop/web")).isEmpty();
        assertThat(api.requests()).isEmpty();
    }

    @Test
    void podsAreAskedOnceTheyHadTheTimeToStart() {
        assertThat(stuck(2, NOON)).isEmpty();
        assertThat(missing.next("shop/web")).hasValue(NOON.plusSeconds(10));
        assertThat(stuck(2, NOON.plusMillis(9_999))).isEmpty();
        assertThat(api.requests()).isEmpty();
        assertThat(stuck(2, NOON.plusSeconds(10))).hasValue(STUCK);
    }

    /** A plan from caches alone is complete for as long as nothing would be asked. */
    @Test
    void whetherAReportWouldAskIsKnownWithoutAsking() {
        assertThat(asks(2, NOON)).isFalse();
        stuck(2, NOON);
        assertThat(asks(2, NOON.plusMillis(9_999))).isFalse();
        assertThat(asks(2, NOON.plusSeconds(10))).isTrue();
        assertThat(asks(3, NOON.plusSeconds(10))).isFalse();
        assertThat(api.requests()).isEmpty();
    }

    @Test
    void whatTheySaidIsToldUntilTheyAreAskedAgainTheLaterTheLongerTheyAreMissing() {
        stuck(2, NOON);
        stuck(2, NOON.plusSeconds(10));
        pods();
        assertThat(stuck(2, NOON.plusSeconds(19))).hasValue(STUCK);
        assertThat(stuck(2, NOON.plusSeconds(20))).isEmpty();
        assertThat(missing.next("shop/web")).as("missing for 20 s").hasValue(NOON.plusSeconds(40));
        Instant later = NOON.plus(Duration.ofHours(1));
        stuck(2, later);
        assertThat(missing.next("shop/web")).as("at the latest").hasValue(later.plus(Duration.ofMinutes(5)));
    }

    @Test
    void onceTheyAreThereNothingIsTold() {
        stuck(2, NOON);
        assertThat(stuck(2, NOON.plusSeconds(10))).isPresent();
        assertThat(stuck(3, NOON.plusSeconds(12))).isEmpty();
        assertThat(missing.next("shop/web")).isEmpty();
        assertThat(stuck(2, NOON.plusSeconds(13)))
                .as("missed anew, from now on")
                .isEmpty();
    }

    private void pods(Pod... pods) {
        api.answers(
                "/api/v1/namespaces/shop/pods",
                new PodListBuilder().addToItems(pods).build());
    }

    private boolean asks(int ready, Instant now) {
        return missing.asks(service, List.of(stack(ready)), now);
    }

    private Optional<String> stuck(int ready, Instant now) {
        return Optional.ofNullable(missing.report(service, List.of(stack(ready)), List.of(), now)
                .stuck()
                .get("a"));
    }

    private static StackFact stack(int ready) {
        return new StackFact("a", 3, 3, ready, 3, true, Optional.empty());
    }
}
