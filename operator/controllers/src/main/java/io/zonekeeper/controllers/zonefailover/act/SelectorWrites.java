package io.zonekeeper.controllers.zonefailover.act;

import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.controllers.zonefailover.objects.ExistingServices;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.FailoverReason;
import io.zonekeeper.kube.client.KubernetesClients;
import io.zonekeeper.kube.objects.Labels;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** Adds the keys of excluded zones to the selectors of Services that others made, and takes them out again. */
public final class SelectorWrites {
    private static final ObjectMapper JSON = new ObjectMapper();
    private final KubernetesClient client;
    private final OperatorMetrics metrics;

    /** Creates a writer. */
    public SelectorWrites(KubernetesClient client, OperatorMetrics metrics) {
        this.client = client;
        this.metrics = metrics;
    }

    /**
     * Makes a Service exclude the zones of these slots and no others; its other keys stay as they are. In the same
     * write, a label records them.
     *
     * @param service as it is known: if it has changed since, nothing is written, for its pods may be others
     * @return what another manager undid, if the label says that the same was written before
     */
    public Optional<Refusal> exclude(Service service, SortedSet<Integer> slots) {
        Optional<Refusal> contest = contest(service, slots);
        long began = System.nanoTime();
        try {
            client.services()
                    .inNamespace(service.getMetadata().getNamespace())
                    .withName(service.getMetadata().getName())
                    .patch(KubernetesClients.merging(), patch(service, slots));
            metrics.wrote("Service", began);
        } catch (KubernetesClientException e) {
            // Changed or deleted meanwhile: the watch tells, and it is planned again.
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT && e.getCode() != HttpURLConnection.HTTP_NOT_FOUND) {
                throw e;
            }
        }
        return contest;
    }

    private static String patch(Service service, SortedSet<Integer> slots) {
        Set<Integer> all = new TreeSet<>(ExistingServices.excluded(service));
        all.addAll(slots);
        String keys = all.stream()
                .map(slot -> "\"%s%d\":%s".formatted(Labels.OUTSIDE, slot, slots.contains(slot) ? "\"true\"" : "null"))
                .collect(Collectors.joining(","));
        return """
                {"metadata":{"resourceVersion":"%s","labels":{"%s":%s}},"spec":{"selector":{%s}}}""".formatted(
                        service.getMetadata().getResourceVersion(),
                        Labels.EXCLUDED_SLOTS,
                        slots.isEmpty() ? "null" : "\"" + recorded(slots) + "\"",
                        keys);
    }

    private static String recorded(SortedSet<Integer> slots) {
        return slots.stream().map(String::valueOf).collect(Collectors.joining("."));
    }

    private Optional<Refusal> contest(Service service, SortedSet<Integer> slots) {
        Map<String, String> labels =
                Objects.requireNonNullElse(service.getMetadata().getLabels(), Map.of());
        if (slots.isEmpty() || !recorded(slots).equals(labels.get(Labels.EXCLUDED_SLOTS))) {
            return Optional.empty();
        }
        return Optional.of(new Refusal(
                FailoverReason.SELECTOR_CONTESTED,
                "Service %s: %s removed what keeps traffic from evacuated zones; it was put back at once. Let it ignore the keys zonekeeper.io/outside-N of spec.selector"
                        .formatted(service.getMetadata().getName(), manager(service))));
    }

    /** Whoever owns the selector, which is one field; our client's objects leave out who owns what. */
    private String manager(Service service) {
        String answer = client.raw("/api/v1/namespaces/%s/services/%s"
                .formatted(
                        service.getMetadata().getNamespace(),
                        service.getMetadata().getName()));
        return entries(answer)
                .filter(entry -> entry.at("/fieldsV1/f:spec").has("f:selector"))
                .map(entry -> entry.path("manager").asText())
                .filter(manager -> !KubernetesClients.FIELD_MANAGER.equals(manager))
                .findFirst()
                .map(name -> "the manager " + name)
                .orElse("another manager");
    }

    private static Stream<JsonNode> entries(String service) {
        try {
            return service == null
                    ? Stream.empty()
                    : JSON.readTree(service).at("/metadata/managedFields").valueStream();
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }
}
