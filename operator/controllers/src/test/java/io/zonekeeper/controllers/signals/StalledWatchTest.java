package io.zonekeeper.controllers.signals;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.fabric8.kubernetes.client.KubernetesClientException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class StalledWatchTest {
    private static final ZonedDateTime NOON = ZonedDateTime.parse("2026-11-23T12:00:00Z");

    private final AtomicLong now = new AtomicLong(-9);
    private final AtomicInteger restarts = new AtomicInteger();
    private final AtomicInteger reads = new AtomicInteger();
    private final Map<String, ZonedDateTime> stored = new HashMap<>();
    private final Map<String, StalledWatch.Seen> seen = new HashMap<>();
    private final StalledWatch watch = new StalledWatch(
            "kube-node-lease",
            name -> {
                reads.incrementAndGet();
                return Optional.ofNullable(stored.get(name));
            },
            now::get,
            restarts::incrementAndGet);

    /** Five leases of a zone that has been dark for an hour, and two that were heard a while ago. */
    private void darkZoneAndTwoOthers() {
        for (int n = 0; n < 5; n++) {
            lease("dark" + n, Duration.ofHours(1));
        }
        lease("b0", Duration.ofSeconds(30));
        lease("b1", Duration.ofSeconds(31));
    }

    private void lease(String name, Duration age) {
        stored.put(name, NOON.minus(age));
        seen.put(name, new StalledWatch.Seen(NOON.minus(age), now.get() - age.toNanos()));
    }

    @Test
    void aRenewalThatTheWatchDidNotTellOfMakesItAnewWhicheverZoneIsDark() {
        darkZoneAndTwoOthers();
        stored.put("b1", NOON);
        watch.restartIfDead(seen);
        assertThat(restarts).hasValue(1);
    }

    @Test
    void aWatchThatMissedNothingStays() {
        darkZoneAndTwoOthers();
        watch.restartIfDead(seen);
        assertThat(restarts).hasValue(0);
        assertThat(reads).hasValue(3);
    }

    @Test
    void aLeaseThatIsGoneOrCannotBeReadRestartsNothing() {
        darkZoneAndTwoOthers();
        stored.clear();
        watch.restartIfDead(seen);
        var refused = new StalledWatch(
                "kube-node-lease",
                name -> {
                    throw new KubernetesClientException("refused");
                },
                now::get,
                restarts::incrementAndGet);
        refused.restartIfDead(seen);
        assertThat(restarts).hasValue(0);
    }

    @Test
    void itLooksEveryThreeSecondsWhileTheWatchIsSilent() {
        lease("b0", Duration.ofSeconds(30));
        for (int i = 0; i < 40; i++) {
            now.addAndGet(Duration.ofMillis(250).toNanos());
            watch.silent(seen);
        }
        Awaitility.await().untilAsserted(() -> assertThat(reads).hasValue(3));
    }
}
