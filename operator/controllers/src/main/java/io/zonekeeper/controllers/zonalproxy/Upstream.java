package io.zonekeeper.controllers.zonalproxy;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.zonekeeper.api.v1alpha1.ProxyUpstream;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus.ZoneStack;
import io.zonekeeper.core.proxy.ProxyServer;
import io.zonekeeper.kube.cache.LastingInformer;
import io.zonekeeper.kube.cache.PruningStore;
import io.zonekeeper.kube.objects.Labels;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.discovery.v1.EndpointSlice;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/**
 * One upstream: the EndpointSlices of its Service and, for a ZonedService, itself.
 *
 * <p>Of a ZonedService the slices of its zones' own Services are read, for those keep the pods of zones that it
 * evacuates: the proxies must know them, to leave them by name and to come back.
 */
final class Upstream implements AutoCloseable {
    private static final String SERVICE_NAME = "kubernetes.io/service-name";

    private final Key key;
    private final SharedIndexInformer<EndpointSlice> slices;
    private final Optional<SharedIndexInformer<ZonedService>> service;

    private Upstream(
            Key key, SharedIndexInformer<EndpointSlice> slices, Optional<SharedIndexInformer<ZonedService>> service) {
        this.key = key;
        this.slices = slices;
        this.service = service;
    }

    /**
     * What is watched.
     *
     * @param namespace its namespace
     * @param zoned whether it is a ZonedService
     * @param name its name
     */
    record Key(String namespace, boolean zoned, String name) {
        static Key of(String namespace, ProxyUpstream upstream) {
            return upstream.zonedService() != null
                    ? new Key(namespace, true, upstream.zonedService())
                    : new Key(namespace, false, upstream.service());
        }
    }

    static Upstream watch(KubernetesClient client, Key key, Runnable changed) {
        var handler = new OnChange<EndpointSlice>(changed);
        var all = client.resources(EndpointSlice.class).inNamespace(key.namespace());
        var narrow = key.zoned()
                ? all.withLabel(Labels.SERVICE, key.name()).withLabel(Labels.ZONE)
                : all.withLabel(SERVICE_NAME, key.name());
        SharedIndexInformer<EndpointSlice> slices = LastingInformer.start(narrow.runnableInformer(0)
                .itemStore(PruningStore.withoutManagedFields())
                .addEventHandler(handler));
        Optional<SharedIndexInformer<ZonedService>> service = Optional.empty();
        if (key.zoned()) {
            service = Optional.of(LastingInformer.start(client.resources(ZonedService.class)
                    .inNamespace(key.namespace())
                    .withField("metadata.name", key.name())
                    .runnableInformer(0)
                    .itemStore(PruningStore.withoutManagedFields())
                    .addEventHandler(new OnChange<>(changed))));
        }
        return new Upstream(key, slices, service);
    }

    /** Returns whether the caches are filled. */
    boolean synced() {
        return slices.hasSynced() && service.map(SharedIndexInformer::hasSynced).orElse(true);
    }

    /** Returns the ZonedService; empty where there is none of that name, or where it is no ZonedService. */
    Optional<ZonedService> zonedService() {
        return service.flatMap(one -> one.getStore().list().stream().findFirst());
    }

    /**
     * Returns the servers behind a port.
     *
     * <p>Those that are ready; where none is, all that are not on their way out, for then readiness may be wrong.
     *
     * @param port the port's name in the Service; empty for one without a name
     */
    List<ProxyServer> servers(String port) {
        return EndpointServers.of(slices.getStore().list(), port);
    }

    /** Returns whether there are endpoints of which nobody says in which zone they are. */
    boolean zonesUnknown() {
        return slices.getStore().list().stream()
                .filter(slice -> EndpointServers.zoneOf(slice).isEmpty() && slice.getEndpoints() != null)
                .flatMap(slice -> slice.getEndpoints().stream())
                .anyMatch(endpoint -> endpoint.getZone() == null);
    }

    /** Returns the zones that the ZonedService does not serve from. */
    Set<String> evacuated() {
        Set<String> zones = new TreeSet<>();
        zonedService()
                .map(ZonedService::getStatus)
                .map(status -> status.zones())
                .ifPresent(stacks -> stacks.stream()
                        .filter(stack -> Boolean.FALSE.equals(stack.serving()))
                        .map(ZoneStack::zone)
                        .forEach(zones::add));
        return zones;
    }

    Key key() {
        return key;
    }

    @Override
    public void close() {
        slices.stop();
        service.ifPresent(SharedIndexInformer::stop);
    }

    private static final class OnChange<T extends HasMetadata> implements ResourceEventHandler<T> {
        private final Runnable changed;

        OnChange(Runnable changed) {
            this.changed = changed;
        }

        @Override
        public void onAdd(T object) {
            changed.run();
        }

        @Override
        public void onUpdate(T before, T after) {
            if (!before.getMetadata()
                    .getResourceVersion()
                    .equals(after.getMetadata().getResourceVersion())) {
                changed.run();
            }
        }

        @Override
        public void onDelete(T object, boolean unknownFinalState) {
            changed.run();
        }
    }
}
