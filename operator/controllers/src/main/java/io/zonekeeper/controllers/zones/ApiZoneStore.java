package io.zonekeeper.controllers.zones;

import java.net.HttpURLConnection;
import java.util.List;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.kube.cache.PruningStore;
import io.zonekeeper.kube.client.KubernetesClients;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/** The Zone objects of the API server: read from a cache, with what this process wrote since laid over it. */
final class ApiZoneStore implements ZoneStore, AutoCloseable {
    private final KubernetesClient client;
    private final OperatorMetrics metrics;
    private final FreshZones fresh = new FreshZones();
    private SharedIndexInformer<Zone> informer;

    ApiZoneStore(KubernetesClient client, OperatorMetrics metrics) {
        this.client = client;
        this.metrics = metrics;
    }

    /** Starts filling the cache, and has something done whenever a Zone comes, goes or changes. */
    void start(Runnable onChange) {
        informer = client.resources(Zone.class)
                .runnableInformer(0)
                .itemStore(PruningStore.withoutManagedFields())
                .addEventHandler(new Changes(onChange));
        informer.start();
    }

    boolean synced() {
        return informer != null && informer.hasSynced();
    }

    /** Returns what is cached, without what this process wrote since. */
    List<Zone> cached() {
        return informer.getStore().list();
    }

    @Override
    public List<Zone> list() {
        return fresh.over(cached());
    }

    @Override
    public void create(String name) {
        Zone zone = new Zone();
        zone.getMetadata().setName(name);
        try {
            client.resource(zone).create();
            metrics.wrote("Zone");
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
        }
    }

    @Override
    public void delete(String name) {
        client.resources(Zone.class).withName(name).delete();
        metrics.wrote("Zone");
    }

    @Override
    public Zone writeStatus(Zone zone) {
        Zone written = client.resource(zone).subresource("status").patch(KubernetesClients.applying(true));
        metrics.wrote("Zone");
        fresh.wrote(written);
        return written;
    }

    @Override
    public void close() {
        if (informer != null) {
            informer.stop();
        }
    }

    private record Changes(Runnable onChange) implements ResourceEventHandler<Zone> {
        @Override
        public void onAdd(Zone zone) {
            onChange.run();
        }

        @Override
        public void onUpdate(Zone before, Zone after) {
            if (!before.getMetadata()
                    .getResourceVersion()
                    .equals(after.getMetadata().getResourceVersion())) {
                onChange.run();
            }
        }

        @Override
        public void onDelete(Zone zone, boolean unknownFinalState) {
            onChange.run();
        }
    }
}
