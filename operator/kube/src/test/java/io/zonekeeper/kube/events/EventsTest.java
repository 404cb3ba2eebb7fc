package io.zonekeeper.kube.events;

import java.io.IOException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

import io.zonekeeper.core.reasons.ServiceReason;
import io.zonekeeper.testing.FakeApi;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

class EventsTest {
    private final ConfigMap about = new ConfigMapBuilder()
            .withNewMetadata()
            .withNamespace("shop")
            .withName("web")
            .withUid("a-uid")
            .endMetadata()
            .build();

    /** Events are gone after an hour: what they tell is in the log as well, once each, with its words and fields. */
    @Test
    void whatIsToldIsLoggedWithItsWords() throws IOException {
        Logger logger = (Logger) LoggerFactory.getLogger(Events.class);
        ListAppender<ILoggingEvent> logged = new ListAppender<>();
        logged.start();
        logger.addAppender(logged);
        try (FakeApi api = new FakeApi();
                KubernetesClient client = api.client()) {
            Events events = new Events(client, Clock.systemUTC(), "operator");
            events.warning(about, ServiceReason.WORKLOAD_PAUSED, "a: Deployment web-a is paused");
            events.normal(about, ServiceReason.ROLLOUT_COMPLETE, "every zone has the template");
        } finally {
            logger.detachAppender(logged);
        }
        assertThat(logged.list)
                .filteredOn(event -> event.getFormattedMessage().startsWith("a: Deployment"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getLevel()).isEqualTo(Level.WARN);
                    assertThat(event.getKeyValuePairs().stream()
                                    .collect(Collectors.toMap(pair -> pair.key, pair -> pair.value.toString())))
                            .containsEntry("kind", "ConfigMap")
                            .containsEntry("object", "shop/web")
                            .containsEntry("reason", "WorkloadPaused");
                });
        assertThat(logged.list)
                .filteredOn(event -> event.getFormattedMessage().equals("every zone has the template"))
                .singleElement()
                .satisfies(event -> {
                    assertThat(event.getLevel()).isEqualTo(Level.INFO);
                    assertThat(event.getKeyValuePairs()).hasSize(3);
                });
    }

    /** Whoever listens hears of everything, and cannot stop what is reported. */
    @Test
    void aListenerThatFailsStopsNothing() throws IOException {
        List<String> heard = new ArrayList<>();
        try (FakeApi api = new FakeApi();
                KubernetesClient client = api.client()) {
            Events events = new Events(client, Clock.systemUTC(), "operator", (object, reason, message, warning) -> {
                heard.add(reason.word() + " " + warning);
                throw new IllegalStateException("broken");
            });
            events.warning(about, ServiceReason.WORKLOAD_PAUSED, "a: Deployment web-a is paused");
            events.normal(about, ServiceReason.ROLLOUT_COMPLETE, "every zone has the template");
        }
        assertThat(heard).containsExactly("WorkloadPaused true", "RolloutComplete false");
    }
}
