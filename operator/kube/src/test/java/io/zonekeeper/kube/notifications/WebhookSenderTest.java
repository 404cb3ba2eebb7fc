package io.zonekeeper.kube.notifications;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;
import java.util.stream.IntStream;

import io.zonekeeper.kube.notifications.NotificationMetrics.Outcome;
import io.zonekeeper.testing.Waiting;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/** Notifications against webhooks that answer, refuse, fail, hang, or are not there. */
@Timeout(60)
class WebhookSenderTest {
    private static final Instant NOON = Instant.parse("2026-06-01T12:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOON, ZoneOffset.UTC);
    private static final Duration PATIENT = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private final Counted metrics = new Counted();

    @Test
    void aNotificationIsAStructuredCloudEvent() throws IOException {
        Path header = Files.writeString(folder.resolve("header"), "Bearer one\n");
        try (Receiver receiver = new Receiver(number -> 204);
                WebhookSender sender = sender(
                        new Webhook(receiver.url(), PATIENT, Optional.of(new Webhook.Header("Authorization", header))),
                        10)) {
            sender.offer(notification(1));
            Waiting.until("it is delivered", () -> metrics.ended(Outcome.DELIVERED) == 1);
            Files.writeString(header, "Bearer two");
            sender.offer(notification(2));
            Waiting.until("the next one is", () -> metrics.ended(Outcome.DELIVERED) == 2);

            Receiver.Request first = receiver.requests().getFirst();
            assertThat(first.header("Content-type")).isEqualTo("application/cloudevents+json; charset=UTF-8");
            JsonNode event = first.body();
            assertThat(event.at("/specversion").asText()).isEqualTo("1.0");
            assertThat(event.at("/id").asText()).isEqualTo("id-1");
            assertThat(event.at("/source").asText()).isEqualTo("/clusters/one");
            assertThat(event.at("/type").asText()).isEqualTo("io.zonekeeper.zone.verdict.v1");
            assertThat(event.at("/subject").asText()).isEqualTo("zones/b");
            assertThat(event.at("/time").asText()).isEqualTo("2026-06-01T12:00:00Z");
            assertThat(event.at("/datacontenttype").asText()).isEqualTo("application/json");
            assertThat(event.at("/data/reason").asText()).isEqualTo("Unhealthy");
            assertThat(receiver.requests())
                    .as("a Secret that changes is read again")
                    .extracting(request -> request.header("Authorization"))
                    .containsExactly("Bearer one", "Bearer two");
        }
    }

    /** In order, however often each has to be sent. */
    @Test
    void whatFailsIsSentAgain() throws IOException {
        try (Receiver receiver = new Receiver(number -> number < 3 ? 500 : number == 4 ? 429 : 200);
                WebhookSender sender = sender(new Webhook(receiver.url(), PATIENT, Optional.empty()), 10)) {
            sender.offer(notification(1));
            sender.offer(notification(2));
            Waiting.until("both are delivered", () -> metrics.ended(Outcome.DELIVERED) == 2);
            assertThat(receiver.requests())
                    .extracting(request -> request.body().at("/id").asText())
                    .containsExactly("id-1", "id-1", "id-1", "id-1", "id-2", "id-2");
            assertThat(metrics.failed.get()).isEqualTo(4);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {302, 400, 401, 404, 413})
    void whatIsRefusedIsNotSentAgain(int status) throws IOException {
        try (Receiver receiver = new Receiver(number -> number == 0 ? status : 200);
                WebhookSender sender = sender(new Webhook(receiver.url(), PATIENT, Optional.empty()), 10)) {
            sender.offer(notification(1));
            sender.offer(notification(2));
            Waiting.until("the second is delivered", () -> metrics.ended(Outcome.DELIVERED) == 1);
            assertThat(metrics.ended(Outcome.REFUSED)).isEqualTo(1);
            assertThat(receiver.requests())
                    .extracting(request -> request.body().at("/id").asText())
                    .containsExactly("id-1", "id-2");
        }
    }

    /** Whoever reports does not wait, the oldest ones are dropped, and the newest ones arrive in the end. */
    @Test
    void aWebhookThatNeverAnswersHoldsNothingUp() throws IOException {
        AtomicBoolean answering = new AtomicBoolean();
        try (Receiver receiver = new Receiver(number -> answering.get() ? 200 : Receiver.NEVER);
                WebhookSender sender =
                        sender(new Webhook(receiver.url(), Duration.ofMillis(500), Optional.empty()), 5)) {
            sender.offer(notification(0));
            Waiting.until("it is being sent", () -> receiver.requests().size() == 1);
            long began = System.nanoTime();
            IntStream.rangeClosed(1, 1000).forEach(number -> sender.offer(notification(number)));
            assertThat(Duration.ofNanos(System.nanoTime() - began))
                    .as("1,000 reports while nothing is answered")
                    .isLessThan(Duration.ofSeconds(10));
            answering.set(true);
            Waiting.until("the last five are delivered", () -> metrics.ended(Outcome.DELIVERED) == 5);
            assertThat(metrics.ended(Outcome.DROPPED)).isEqualTo(996);
            assertThat(receiver.requests())
                    .extracting(request -> request.body().at("/id").asText())
                    .endsWith("id-996", "id-997", "id-998", "id-999", "id-1000");
            assertThat(metrics.waiting.getAsInt()).isZero();
        }
    }

    @Test
    void aWebhookThatIsNotThereIsTriedUntilTheNotificationIsOld() throws IOException {
        URI closed;
        try (Receiver receiver = new Receiver(number -> 200)) {
            closed = receiver.url();
        }
        try (WebhookSender sender = sender(new Webhook(closed, PATIENT, Optional.empty()), 10)) {
            sender.offer(notification(1));
            Waiting.until("attempts fail", () -> metrics.failed.get() > 2);
            assertThat(metrics.outcomes).isEmpty();
            sender.offer(new Notification(
                    "old", NotificationType.REFUSAL, "/x", "zones/b", NOON.minusSeconds(3601), data()));
        }
        assertThat(metrics.outcomes)
                .as("both waited when it ended, one of them too old by then")
                .containsExactly(Outcome.DROPPED, Outcome.EXPIRED);
    }

    @Test
    void anOldNotificationIsGivenUp() throws IOException {
        try (Receiver receiver = new Receiver(number -> 503);
                WebhookSender sender = sender(new Webhook(receiver.url(), PATIENT, Optional.empty()), 10)) {
            sender.offer(new Notification(
                    "old", NotificationType.REFUSAL, "/x", "zones/b", NOON.minusSeconds(3601), data()));
            Waiting.until("it is given up", () -> metrics.ended(Outcome.EXPIRED) == 1);
            assertThat(receiver.requests()).hasSize(1);
        }
    }

    /** A missing Secret is a matter of time, not the end of the notification. */
    @Test
    void aHeaderFileThatIsMissingIsTriedAgain() throws IOException {
        Path header = folder.resolve("header");
        try (Receiver receiver = new Receiver(number -> 200);
                WebhookSender sender = sender(
                        new Webhook(receiver.url(), PATIENT, Optional.of(new Webhook.Header("X-Key", header))), 10)) {
            sender.offer(notification(1));
            Waiting.until("it fails", () -> metrics.failed.get() > 0);
            assertThat(receiver.requests()).isEmpty();
            Files.writeString(header, "k");
            Waiting.until("it is delivered", () -> metrics.ended(Outcome.DELIVERED) == 1);
        }
    }

    /** An operator that ends is not held up by a webhook that hangs. */
    @Test
    void itEndsInTime() throws IOException {
        long began;
        try (Receiver receiver = new Receiver(number -> Receiver.NEVER)) {
            WebhookSender sender = sender(new Webhook(receiver.url(), Duration.ofMinutes(5), Optional.empty()), 10);
            sender.offer(notification(1));
            Waiting.until("it is being sent", () -> receiver.requests().size() == 1);
            began = System.nanoTime();
            sender.close();
            sender.offer(notification(2));
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(10));
        assertThat(metrics.ended(Outcome.DROPPED)).isEqualTo(2);
    }

    private WebhookSender sender(Webhook webhook, int waiting) {
        return new WebhookSender(
                webhook,
                new WebhookSender.Limits(waiting, Duration.ofMillis(10), Duration.ofMillis(50), Duration.ofHours(1)),
                metrics,
                CLOCK);
    }

    private static Notification notification(int number) {
        return new Notification(
                "id-" + number, NotificationType.ZONE_VERDICT, "/clusters/one", "zones/b", NOON, data());
    }

    private static ObjectNode data() {
        return JsonNodeFactory.instance.objectNode().put("reason", "Unhealthy");
    }

    /** What was counted. */
    private static final class Counted implements NotificationMetrics {
        private final List<Outcome> outcomes = new CopyOnWriteArrayList<>();
        private final AtomicInteger failed = new AtomicInteger();
        private volatile IntSupplier waiting = () -> -1;

        long ended(Outcome outcome) {
            return outcomes.stream().filter(outcome::equals).count();
        }

        @Override
        public void ended(NotificationType type, Outcome outcome) {
            outcomes.add(outcome);
        }

        @Override
        public void attemptFailed() {
            failed.incrementAndGet();
        }

        @Override
        public void waiting(IntSupplier count) {
            waiting = count;
        }
    }
}
