package io.zonekeeper.controllers.zones;

import java.net.HttpURLConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.NodeReading;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.dsl.MixedOperation;
import io.fabric8.kubernetes.client.dsl.Resource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What services have in zones, asked of the API server: only when a zone gets a slot, has no nodes, or is about to be
 * forgotten, so no cache is kept.
 */
public final class ZoneChildren {
    private static final Logger LOG = LoggerFactory.getLogger(ZoneChildren.class);

    private final KubernetesClient client;
    private final Set<String> namespaces;
    private final int slots;

    /** Creates a reader of these namespaces; none for all. */
    public ZoneChildren(KubernetesClient client, Set<String> namespaces, int slots) {
        this.client = client;
        this.namespaces = Set.copyOf(namespaces);
        this.slots = slots;
    }

    /** Returns the slot that the pods of each zone were made for, by zone name. */
    Map<String, Integer> slotsByZone() {
        Map<String, Integer> found = new HashMap<>();
        list(client.apps().deployments(), Labels.SERVICE)
                .forEach((Deployment stack) ->
                        note(found, stack, stack.getSpec().getTemplate().getMetadata()));
        list(client.apps().statefulSets(), Labels.SERVICE)
                .forEach((StatefulSet stack) ->
                        note(found, stack, stack.getSpec().getTemplate().getMetadata()));
        return found;
    }

    /** Returns the names of zones in which a volume claim of a service is bound; a pending one has no volume yet. */
    Set<String> zonesWithClaims() {
        return list(client.persistentVolumeClaims(), Labels.ZONE)
                .filter(claim -> claim.getStatus() != null
                        && "Bound".equals(claim.getStatus().getPhase()))
                .map((PersistentVolumeClaim claim) ->
                        claim.getMetadata().getLabels().get(Labels.ZONE))
                .filter(Objects::nonNull)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** Returns whether a zone has no node, and no stack of a service there has or asks for pods. */
    boolean abandoned(String zone) {
        return client.nodes()
                        .withLabel(NodeReading.ZONE_LABEL, zone)
                        .list(new ListOptionsBuilder().withLimit(1L).build())
                        .getItems()
                        .isEmpty()
                && list(client.apps().deployments(), Labels.ZONE, zone)
                        .noneMatch((Deployment stack) -> pods(stack.getSpec().getReplicas())
                                || (stack.getStatus() != null
                                        && pods(stack.getStatus().getReplicas())))
                && list(client.apps().statefulSets(), Labels.ZONE, zone)
                        .noneMatch((StatefulSet stack) -> pods(stack.getSpec().getReplicas())
                                || (stack.getStatus() != null
                                        && pods(stack.getStatus().getReplicas())));
    }

    private static boolean pods(Integer number) {
        return number != null && number > 0;
    }

    private void note(Map<String, Integer> found, HasMetadata stack, ObjectMeta podMetadata) {
        String zone = stack.getMetadata().getLabels().get(Labels.ZONE);
        if (zone != null && podMetadata != null) {
            Labels.slotOf(podMetadata.getLabels(), slots).ifPresent(slot -> found.putIfAbsent(zone, slot));
        }
    }

    private <T extends HasMetadata, L extends KubernetesResourceList<T>> Stream<T> list(
            MixedOperation<T, L, ? extends Resource<T>> kind, String label) {
        if (namespaces.isEmpty()) {
            return items(kind.inAnyNamespace().withLabel(label)).stream();
        }
        return namespaces.stream()
                .flatMap(namespace -> items(kind.inNamespace(namespace).withLabel(label)).stream());
    }

    private <T extends HasMetadata, L extends KubernetesResourceList<T>> Stream<T> list(
            MixedOperation<T, L, ? extends Resource<T>> kind, String label, String value) {
        return namespaces.isEmpty()
                ? items(kind.inAnyNamespace().withLabel(label, value)).stream()
                : namespaces.stream()
                        .flatMap(namespace -> items(kind.inNamespace(namespace).withLabel(label, value)).stream());
    }

    private static <T extends HasMetadata, L extends KubernetesResourceList<T>, R extends Resource<T>> List<T> items(
            FilterWatchListDeletable<T, L, R> selection) {
        try {
            return selection.list().getItems();
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                // A kind that we may not read is one that we made nothing of.
                LOG.atWarn().addKeyValue("cause", e.getMessage()).log("child objects of this kind are not read");
                return List.of();
            }
            throw e;
        }
    }
}
