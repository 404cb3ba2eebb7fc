package io.zonekeeper.controllers.zones;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicLong;

import io.fabric8.kubernetes.client.KubernetesClientException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class AbandonedZonesTest {
    private final Set<String> unused = new TreeSet<>(Set.of("a"));
    private final List<String> asked = new ArrayList<>();
    private final AtomicLong nanos = new AtomicLong(Duration.ofHours(1).toNanos());
    private boolean answers = true;
    private final AbandonedZones zones = new AbandonedZones(this::abandoned, nanos::get, () -> {});

    @Test
    void isWhatTheApiServerSaysAndNothingBefore() {
        assertThat(zones.contains("a")).isFalse();
        assertThat(zones.look(Set.of("a", "b"))).isTrue();
        assertThat(zones.contains("a")).isTrue();
        assertThat(zones.contains("b")).isFalse();
        assertThat(zones.look(Set.of("a", "b"))).isFalse();
    }

    @Test
    void isAskedOnceAMinuteAndAtOnceOfAnotherZone() {
        zones.look(Set.of("a"));
        zones.look(Set.of("a"));
        assertThat(asked).containsExactly("a");
        zones.look(Set.of("a", "b"));
        assertThat(asked).hasSize(3);
        unused.clear();
        nanos.addAndGet(Duration.ofMinutes(1).toNanos());
        assertThat(zones.look(Set.of("a", "b"))).isTrue();
        assertThat(zones.contains("a")).as("a service was put there").isFalse();
    }

    @Test
    void oneThatHasNodesAgainIsNotUntilItIsAskedAgain() {
        zones.look(Set.of("a"));
        assertThat(zones.look(Set.of())).isTrue();
        assertThat(zones.contains("a")).isFalse();
        unused.clear();
        zones.look(Set.of("a"));
        assertThat(zones.contains("a")).isFalse();
    }

    @Test
    void whatIsNotAnsweredIsNotKnown() {
        zones.look(Set.of("a"));
        answers = false;
        nanos.addAndGet(Duration.ofMinutes(2).toNanos());
        assertThat(zones.look(Set.of("a"))).isTrue();
        assertThat(zones.contains("a")).isFalse();
    }

    private boolean abandoned(String zone) {
        asked.add(zone);
        if (!answers) {
            throw new KubernetesClientException("no answer");
        }
        return unused.contains(zone);
    }
}
