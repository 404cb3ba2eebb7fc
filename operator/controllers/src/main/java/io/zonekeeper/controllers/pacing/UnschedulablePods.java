package io.zonekeeper.controllers.pacing;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.kube.objects.Labels;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the scheduler reports about pods that it found no node for; asked of the API server while a service is moved.
 *
 * <p>Not at once, for most pods are ready before anybody could ask, and not of every service at the same time: as many
 * in a second as the limit allows, each in its turn, so that what one service costs does not grow with how many others
 * are moved. What was last said counts in between.
 */
public final class UnschedulablePods {
    /** Longer than the scheduler takes to find a node, or to say that there is none. */
    static final Duration FIRST = Duration.ofSeconds(2);

    static final Duration EVERY = Duration.ofSeconds(5);

    /** A service that nobody asks for any more was deleted. */
    private static final Duration GONE = Duration.ofMinutes(5);

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(UnschedulablePods.class);
    private static final long MOST = 500;

    private final KubernetesClient client;
    private final ReadLimit limit;
    /** By service, those that were noted longest ago first. */
    private final Map<String, Known> known = new LinkedHashMap<>();

    /** What was last said of a service, and when it is asked again. */
    private record Known(Instant ask, Map<String, Unschedulable> said) {}

    /** Creates a reader. */
    public UnschedulablePods(KubernetesClient client, ReadLimit limit) {
        this.client = client;
        this.limit = limit;
    }

    /**
     * Pods of one zone for which the scheduler found no node.
     *
     * @param pods how many
     * @param message the scheduler's words about one of them
     */
    public record Unschedulable(int pods, String message) {
        private Unschedulable plus(Unschedulable more) {
            return new Unschedulable(pods + more.pods, message);
        }
    }

    /** Returns whether the API server would be asked now. */
    public boolean asks(String namespace, String service, Instant now) {
        return next(namespace, service).filter(ask -> !now.isBefore(ask)).isPresent();
    }

    /** Returns when the API server is to be asked next; empty while no pod of the service is missing. */
    public synchronized Optional<Instant> next(String namespace, String service) {
        return Optional.ofNullable(known.get(key(namespace, service))).map(Known::ask);
    }

    /**
     * Returns by zone name the pods of a service for which the scheduler found no node, as it was last said.
     *
     * @param now the time
     */
    public Map<String, Unschedulable> of(String namespace, String service, Instant now) {
        Known last = lastSaid(namespace, service, now);
        if (now.isBefore(last.ask())) {
            return last.said();
        }
        if (!limit.take()) {
            note(namespace, service, new Known(now.plus(SECOND), last.said()));
            return last.said();
        }
        Map<String, Unschedulable> said = list(namespace, service);
        Duration turns = turns();
        note(namespace, service, new Known(now.plus(turns.compareTo(EVERY) > 0 ? turns : EVERY), said));
        return said;
    }

    private synchronized Known lastSaid(String namespace, String service, Instant now) {
        Iterator<Known> oldest = known.values().iterator();
        while (oldest.hasNext() && oldest.next().ask().plus(GONE).isBefore(now)) {
            oldest.remove();
        }
        return known.computeIfAbsent(
                key(namespace, service), key -> new Known(now.plus(FIRST).plus(turns()), Map.of()));
    }

    /** How long it takes until each was asked once. */
    private synchronized Duration turns() {
        return SECOND.multipliedBy(known.size()).dividedBy(limit.perSecond());
    }

    private synchronized void note(String namespace, String service, Known fresh) {
        known.remove(key(namespace, service));
        known.put(key(namespace, service), fresh);
    }

    /** No pod of the service is missing, or it is not moved any more. */
    public synchronized void forget(String namespace, String service) {
        known.remove(key(namespace, service));
    }

    private static String key(String namespace, String service) {
        return namespace + "/" + service;
    }

    private Map<String, Unschedulable> list(String namespace, String service) {
        Map<String, Unschedulable> said = new HashMap<>();
        try {
            client.pods()
                    .inNamespace(namespace)
                    .withLabel(Labels.SERVICE, service)
                    .withField("status.phase", "Pending")
                    .list(new ListOptionsBuilder().withLimit(MOST).build())
                    .getItems()
                    .forEach(pod -> note(said, pod));
        } catch (KubernetesClientException e) {
            LOG.atDebug().addKeyValue("cause", e.getMessage()).log("pending pods cannot be read");
        }
        return said;
    }

    private static void note(Map<String, Unschedulable> said, Pod pod) {
        String zone = pod.getMetadata().getLabels().get(Labels.ZONE);
        if (zone == null || pod.getStatus() == null) {
            return;
        }
        pod.getStatus().getConditions().stream()
                .filter(condition -> condition.getType().equals("PodScheduled")
                        && condition.getStatus().equals("False")
                        && condition.getMessage() != null)
                .findFirst()
                .ifPresent(condition ->
                        said.merge(zone, new Unschedulable(1, condition.getMessage()), Unschedulable::plus));
    }
}
