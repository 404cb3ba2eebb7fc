package io.zonekeeper.controllers.zonedservice.pods;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.zonekeeper.controllers.pacing.ReadLimit;
import io.zonekeeper.kube.objects.Labels;

import io.fabric8.kubernetes.api.model.Event;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The pods of a service, asked of the API server only while something is missing or rolled out, for pods are not kept.
 *
 * <p>What was read is used for a second. Services of which pods are only missing share a {@link ReadLimit}: after the
 * loss of a zone all of them are, and what their pods say can wait.
 */
public final class ServicePods {
    private static final Logger LOG = LoggerFactory.getLogger(ServicePods.class);
    private static final Duration FRESH = Duration.ofSeconds(1);
    private static final int MOST_KEPT = 1000;

    private record Read(List<Pod> pods, long at) {}

    private final KubernetesClient client;
    private final ReadLimit limit;
    private final LongSupplier nanoTime;
    private final Map<String, Read> reads = new ConcurrentHashMap<>();

    /**
     * Creates a reader.
     *
     * @param limit of reads that are not urgent
     */
    public ServicePods(KubernetesClient client, ReadLimit limit, LongSupplier nanoTime) {
        this.client = client;
        this.limit = limit;
        this.nanoTime = nanoTime;
    }

    /** Returns the pods of a service; none where they cannot be read. */
    List<Pod> of(String namespace, String service) {
        String key = namespace + "/" + service;
        Read known = reads.get(key);
        if (known != null && nanoTime.getAsLong() - known.at() < FRESH.toNanos()) {
            return known.pods();
        }
        try {
            List<Pod> pods = client.pods()
                    .inNamespace(namespace)
                    .withLabel(Labels.SERVICE, service)
                    .list()
                    .getItems();
            if (reads.size() >= MOST_KEPT) {
                reads.clear();
            }
            reads.put(key, new Read(pods, nanoTime.getAsLong()));
            return pods;
        } catch (KubernetesClientException e) {
            LOG.atWarn().addKeyValue("cause", e.getMessage()).log("pods of a service cannot be read");
            return List.of();
        }
    }

    /** Returns the pods of a service that is not urgent; empty while too many others were asked for. */
    Optional<List<Pod>> ofInTurn(String namespace, String service) {
        return limit.take() ? Optional.of(of(namespace, service)) : Optional.empty();
    }

    /**
     * Returns why pods of a StatefulSet could not be created, in the API server's words: its controller tells of it in
     * Events alone.
     *
     * @param since older refusals may be over
     */
    Optional<String> refused(String namespace, String statefulSet, Instant since) {
        try {
            return client
                    .v1()
                    .events()
                    .inNamespace(namespace)
                    .withField("involvedObject.kind", "StatefulSet")
                    .withField("involvedObject.name", statefulSet)
                    .withField("reason", "FailedCreate")
                    .list()
                    .getItems()
                    .stream()
                    .filter(event -> event.getMessage() != null && !last(event).isBefore(since))
                    .max(Comparator.comparing(ServicePods::last))
                    .map(event -> cause(event.getMessage()));
        } catch (KubernetesClientException e) {
            LOG.atWarn().addKeyValue("cause", e.getMessage()).log("events of a StatefulSet cannot be read");
            return Optional.empty();
        }
    }

    private static Instant last(Event event) {
        String time = Objects.requireNonNullElse(
                event.getLastTimestamp(), event.getMetadata().getCreationTimestamp());
        return Instant.parse(time);
    }

    /** {@code create Pod web-0 in StatefulSet web failed error: pods "web-0" is forbidden: ...}. */
    static String cause(String message) {
        int words = message.indexOf("failed error: ");
        return words < 0 ? message : message.substring(words + "failed error: ".length());
    }
}
