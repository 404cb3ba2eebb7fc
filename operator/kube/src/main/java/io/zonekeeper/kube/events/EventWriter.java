package io.zonekeeper.kube.events;

import java.net.HttpURLConnection;
import java.util.Objects;
import java.util.function.Consumer;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates Events, and counts up those that are there already. An Event that cannot be written is logged and forgotten:
 * nothing depends on it.
 */
final class EventWriter implements Consumer<Event> {
    private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);

    private final KubernetesClient client;

    EventWriter(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public void accept(Event event) {
        try {
            client.resource(event).create();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                countUp(event);
            } else if (ends(e)) {
                LOG.atDebug()
                        .addKeyValue("reason", event.getReason())
                        .log("event not written: the namespace is terminating");
            } else {
                LOG.atWarn()
                        .addKeyValue("reason", event.getReason())
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

    private void countUp(Event event) {
        try {
            client.resource(event).edit(standing -> {
                standing.setCount(Objects.requireNonNullElse(standing.getCount(), 0) + 1);
                standing.setLastTimestamp(event.getLastTimestamp());
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
