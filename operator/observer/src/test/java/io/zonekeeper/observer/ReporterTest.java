package io.zonekeeper.observer;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

import io.zonekeeper.core.health.ObserverReport;

import io.fabric8.kubernetes.client.KubernetesClientException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ReporterTest {
    @Test
    void aWriteThatFailsIsTriedAgainWithWhatIsSeenByThen() {
        AtomicInteger seen = new AtomicInteger();
        List<Integer> tried = new CopyOnWriteArrayList<>();
        List<Integer> written = new CopyOnWriteArrayList<>();
        Reporter reporter = new Reporter(() -> report(seen.incrementAndGet()), report -> {
            tried.add(report.omitted());
            if (tried.size() < 2) {
                throw new KubernetesClientException("not now");
            }
            written.add(report.omitted());
        });
        reporter.start();
        Awaitility.await().until(() -> !written.isEmpty());
        assertThat(tried).hasSize(2);
        assertThat(written.getFirst()).isGreaterThan(1);
        assertThat(reporter.hasReported()).isTrue();
        assertThat(reporter.unsound()).isEmpty();

        reporter.close();
        int afterwards = tried.size();
        assertThat(reporter.unsound()).isEmpty();
        Awaitility.await().during(java.time.Duration.ofMillis(1500)).until(() -> tried.size() == afterwards);
    }

    private static ObserverReport report(int number) {
        return new ObserverReport("o", "a", List.of(), List.of(), number);
    }
}
