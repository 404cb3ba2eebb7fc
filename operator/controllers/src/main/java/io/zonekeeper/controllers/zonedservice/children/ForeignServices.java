package io.zonekeeper.controllers.zonedservice.children;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.Owner;

import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServiceBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Services of others over the pods of a service. Nobody takes an evacuated zone out of their selectors, so their
 * traffic stays. Read while a zone is evacuated, and kept for a while: only those that Zonekeeper does not manage, for
 * of its own there are four to a service, and of them only their names, owners and selectors.
 */
public final class ForeignServices {
    private static final Logger LOG = LoggerFactory.getLogger(ForeignServices.class);
    private static final Duration KEPT = Duration.ofSeconds(30);

    private final KubernetesClient client;
    private final LongSupplier nanoTime;
    private final Map<String, Found> namespaces = new ConcurrentHashMap<>();

    private record Found(List<Service> services, long at) {}

    /** Creates a reader with a clock that does not jump. */
    public ForeignServices(KubernetesClient client, LongSupplier nanoTime) {
        this.client = client;
        this.nanoTime = nanoTime;
    }

    /**
     * Returns the names of Services that send traffic to pods with any of these labels and are not an owner's, in their
     * order.
     *
     * @param owner whose pods they are
     * @param pods labels of pods
     */
    public List<String> selecting(Owner owner, Collection<Map<String, String>> pods) {
        return in(owner.namespace()).stream()
                .filter(service -> !owner.owns(service) && pods.stream().anyMatch(pod -> selects(service, pod)))
                .map(service -> service.getMetadata().getName())
                .sorted()
                .toList();
    }

    /** Returns whether a Service has a selector and it takes a pod with such labels. */
    static boolean selects(Service service, Map<String, String> pod) {
        Map<String, String> selector =
                service.getSpec() == null ? null : service.getSpec().getSelector();
        return selector != null && !selector.isEmpty() && pod.entrySet().containsAll(selector.entrySet());
    }

    private List<Service> in(String namespace) {
        long now = nanoTime.getAsLong();
        namespaces.values().removeIf(found -> now - found.at() >= KEPT.toNanos());
        return namespaces
                .computeIfAbsent(namespace, name -> new Found(read(name), now))
                .services();
    }

    private List<Service> read(String namespace) {
        try {
            return client
                    .services()
                    .inNamespace(namespace)
                    .withoutLabel(Labels.MANAGED_BY, Labels.ZONEKEEPER)
                    .list()
                    .getItems()
                    .stream()
                    .map(ForeignServices::pruned)
                    .toList();
        } catch (KubernetesClientException e) {
            LOG.atWarn()
                    .addKeyValue("namespace", namespace)
                    .addKeyValue("cause", e.getMessage())
                    .log(
                            "Services cannot be read: those of other owners that send traffic to an evacuated zone are not reported");
            return List.of();
        }
    }

    private static Service pruned(Service service) {
        return new ServiceBuilder()
                .withNewMetadata()
                .withName(service.getMetadata().getName())
                .withOwnerReferences(service.getMetadata().getOwnerReferences())
                .endMetadata()
                .withNewSpec()
                .withSelector(
                        service.getSpec() == null ? null : service.getSpec().getSelector())
                .endSpec()
                .build();
    }
}
