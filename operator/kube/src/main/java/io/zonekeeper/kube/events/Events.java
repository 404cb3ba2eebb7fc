package io.zonekeeper.kube.events;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.zonekeeper.core.reasons.Reason;
import io.zonekeeper.kube.objects.Conditions;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes Events about our objects, where {@code kubectl describe} shows them, and each to the log as well: decisions
 * are looked for there when Events are gone. Only the leader has any to tell.
 *
 * <p>They are written one after the other on a thread of their own: no decision waits for one. While more than
 * {@link #MOST_WAITING} wait, further ones are dropped and logged.
 *
 * <p>The name of an Event follows from what it says, so that saying it again counts up the one that stands
 * ({@link EventWriter}).
 */
public final class Events implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);
    private static final int LONGEST_MESSAGE = 1024;
    private static final int MOST_WAITING = 2000;

    /** What waits when the process ends gets this long. */
    private static final Duration LAST_CHANCE = Duration.ofSeconds(2);

    private final Consumer<Event> sink;
    private final Clock clock;
    private final String host;
    private final EventListener listener;
    private final ThreadPoolExecutor writer = new ThreadPoolExecutor(
            1,
            1,
            0,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(MOST_WAITING),
            Thread.ofVirtual().name("events").factory());

    /** Creates a writer that signs as an operator instance. */
    public Events(KubernetesClient client, Clock clock, String instance) {
        this(client, clock, instance, EventListener.NONE);
    }

    /** Creates a writer that signs as an operator instance, with a listener. */
    public Events(KubernetesClient client, Clock clock, String instance, EventListener listener) {
        this(new EventWriter(client), clock, instance, listener);
    }

    /** Creates a writer that signs as an operator instance and hands Events on, one after the other. */
    public Events(Consumer<Event> sink, Clock clock, String instance) {
        this(sink, clock, instance, EventListener.NONE);
    }

    private Events(Consumer<Event> sink, Clock clock, String instance, EventListener listener) {
        this.sink = sink;
        this.clock = clock;
        this.host = instance;
        this.listener = listener;
    }

    /** Tells that something was done as it should be, and logs it: the API server keeps Events for an hour. */
    public void normal(HasMetadata about, Reason reason, String message) {
        log(Level.INFO, about, reason, message);
        write(about, "Normal", reason.word(), message);
        hear(about, reason, message, false);
    }

    /** Tells that something was refused or went wrong, and logs it. */
    public void warning(HasMetadata about, Reason reason, String message) {
        log(Level.WARN, about, reason, message);
        write(about, "Warning", reason.word(), message);
        hear(about, reason, message, true);
    }

    /** A listener that fails costs its notification, not the decision that was reported. */
    private void hear(HasMetadata about, Reason reason, String message, boolean warning) {
        try {
            listener.reported(about, reason, message, warning);
        } catch (RuntimeException e) {
            LOG.atError().addKeyValue("reason", reason.word()).setCause(e).log("listener of events failed");
        }
    }

    private static void log(Level level, HasMetadata about, Reason reason, String message) {
        String namespace = about.getMetadata().getNamespace();
        String name = about.getMetadata().getName();
        LOG.atLevel(level)
                .addKeyValue("kind", about.getKind())
                .addKeyValue("object", namespace == null ? name : namespace + "/" + name)
                .addKeyValue("reason", reason.word())
                .log(message);
    }

    private void write(HasMetadata about, String type, String reason, String message) {
        String text = message.length() > LONGEST_MESSAGE ? message.substring(0, LONGEST_MESSAGE - 1) + "…" : message;
        String namespace = Objects.requireNonNullElse(about.getMetadata().getNamespace(), "default");
        String now = Conditions.text(clock.instant());
        UUID what =
                UUID.nameUUIDFromBytes((about.getMetadata().getUid() + reason + text).getBytes(StandardCharsets.UTF_8));
        Event event = new EventBuilder()
                .withNewMetadata()
                .withName(about.getMetadata().getName() + "." + Long.toHexString(what.getMostSignificantBits()))
                .withNamespace(namespace)
                .endMetadata()
                .withNewInvolvedObject()
                .withApiVersion(about.getApiVersion())
                .withKind(about.getKind())
                .withName(about.getMetadata().getName())
                .withNamespace(about.getMetadata().getNamespace())
                .withUid(about.getMetadata().getUid())
                .endInvolvedObject()
                .withType(type)
                .withReason(reason)
                .withMessage(text)
                .withFirstTimestamp(now)
                .withLastTimestamp(now)
                .withCount(1)
                .withNewSource("zonekeeper", host)
                .withReportingComponent("zonekeeper")
                .withReportingInstance(host)
                .build();
        try {
            writer.execute(() -> sink.accept(event));
        } catch (RejectedExecutionException e) {
            LOG.atWarn()
                    .addKeyValue("reason", reason)
                    .addKeyValue("event", text)
                    .log("event dropped: the queue is full");
        }
    }

    /** Writes what waits, as far as there is time, and ends. */
    @Override
    public void close() {
        writer.shutdown();
        try {
            if (!writer.awaitTermination(LAST_CHANCE.toMillis(), TimeUnit.MILLISECONDS)) {
                LOG.atWarn().addKeyValue("events", writer.shutdownNow().size()).log("events not written in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
