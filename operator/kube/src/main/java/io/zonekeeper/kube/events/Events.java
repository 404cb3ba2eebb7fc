package io.zonekeeper.kube.events;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Objects;
import java.util.UUID;

import io.zonekeeper.kube.objects.Conditions;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.EventBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes Events about our objects, where {@code kubectl describe} shows them.
 *
 * <p>The name of an Event follows from what it says, so that saying it again counts up the one that stands. An Event
 * that cannot be written is logged and forgotten: nothing depends on it.
 */
public final class Events {
    private static final Logger LOG = LoggerFactory.getLogger(Events.class);
    private static final int LONGEST_MESSAGE = 1024;

    private final KubernetesClient client;
    private final Clock clock;
    private final String host;

    /** Creates a writer that signs as an operator instance. */
    public Events(KubernetesClient client, Clock clock, String instance) {
        this.client = client;
        this.clock = clock;
        this.host = instance;
    }

    /** Tells that something was done as it should be. */
    public void normal(HasMetadata about, String reason, String message) {
        write(about, "Normal", reason, message);
    }

    /** Tells that something was refused or went wrong, and logs it: the API server keeps Events for an hour. */
    public void warning(HasMetadata about, String reason, String message) {
        LOG.atWarn()
                .addKeyValue("kind", about.getKind())
                .addKeyValue(
                        "object",
                        about.getMetadata().getNamespace() == null
                                ? about.getMetadata().getName()
                                : about.getMetadata().getNamespace() + "/"
                                        + about.getMetadata().getName())
                .addKeyValue("reason", reason)
                .log(message);
        write(about, "Warning", reason, message);
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
            client.resource(event).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() == 409) {
                countUp(event, now);
            } else if (ends(e)) {
                LOG.atDebug().addKeyValue("reason", reason).log("event not written: the namespace is going");
            } else {
                LOG.atWarn()
                        .addKeyValue("reason", reason)
                        .addKeyValue("cause", e.getMessage())
                        .log("event not written");
            }
        }
    }

    /** A namespace on its way out takes no news of what is in it. */
    private static boolean ends(KubernetesClientException refused) {
        return refused.getStatus() != null
                && refused.getStatus().getDetails() != null
                && refused.getStatus().getDetails().getCauses() != null
                && refused.getStatus().getDetails().getCauses().stream()
                        .anyMatch(cause -> "NamespaceTerminating".equals(cause.getReason()));
    }

    private void countUp(Event event, String now) {
        try {
            client.resource(event).edit(standing -> {
                standing.setCount(Objects.requireNonNullElse(standing.getCount(), 0) + 1);
                standing.setLastTimestamp(now);
                return standing;
            });
        } catch (KubernetesClientException e) {
            LOG.atWarn()
                    .addKeyValue("event", event.getMetadata().getName())
                    .addKeyValue("cause", e.getMessage())
                    .log("event not counted");
        }
    }
}
