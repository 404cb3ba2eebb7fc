package io.zonekeeper.controllers.zones;

import java.net.HttpURLConnection;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.controllers.framework.Component;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.controllers.signals.VerdictMemory;
import io.zonekeeper.core.health.ZoneMemory;
import io.zonekeeper.kube.cache.LastingInformer;
import io.zonekeeper.kube.cache.PruningStore;
import io.zonekeeper.kube.client.KubernetesClients;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/** The Zone objects of the API server: read from a cache, with what this process wrote since laid over it. */
public final class ApiZoneStore implements ZoneStore, VerdictMemory, Component {
    private final KubernetesClient client;
    private final OperatorMetrics metrics;
    private final Clock clock;
    private final CordonAuthors authors;
    private final ZoneCache fresh = new ZoneCache();
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile SharedIndexInformer<Zone> informer;

    /** Creates a store that {@link #start} fills. */
    public ApiZoneStore(Environment environment) {
        this.client = environment.client();
        this.metrics = environment.metrics();
        this.clock = environment.clock();
        this.authors = new CordonAuthors(client);
    }

    /** Runs this whenever a Zone comes, goes or changes. */
    void onChange(Runnable listener) {
        listeners.add(listener);
    }

    @Override
    public void start() {
        informer = LastingInformer.start(client.resources(Zone.class)
                .runnableInformer(0)
                .itemStore(PruningStore.withoutManagedFields())
                .addEventHandler(new Changes(() -> listeners.forEach(Runnable::run))));
    }

    /** Returns whether the cache is filled. */
    public boolean synced() {
        return informer != null && informer.hasSynced();
    }

    /** What is cached, without what this process wrote since. */
    private List<Zone> cached() {
        return synced() ? informer.getStore().list() : List.of();
    }

    @Override
    public Optional<ZoneMemory> remembered(String zone) {
        return cached().stream()
                .filter(object -> object.getStatus() != null
                        && zone.equals(object.getStatus().zone())
                        && object.getStatus().verdict() != null)
                .findFirst()
                .map(object -> ZoneCordonFacts.memory(object.getStatus(), clock.instant()));
    }

    @Override
    public boolean kubeletsReached(String zone) {
        return cached().stream()
                .map(Zone::getStatus)
                .anyMatch(status -> status != null
                        && zone.equals(status.zone())
                        && Boolean.TRUE.equals(status.kubeletsReachable()));
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
            long began = System.nanoTime();
            client.resource(zone).create();
            metrics.wrote("Zone", began);
        } catch (KubernetesClientException e) {
            if (e.getCode() != HttpURLConnection.HTTP_CONFLICT) {
                throw e;
            }
        }
    }

    @Override
    public void delete(String name) {
        long began = System.nanoTime();
        client.resources(Zone.class).withName(name).delete();
        metrics.wrote("Zone", began);
    }

    @Override
    public Zone writeStatus(Zone zone) {
        long began = System.nanoTime();
        Zone written = client.resource(zone).subresource("status").patch(KubernetesClients.applying(true));
        metrics.wrote("Zone", began);
        fresh.wrote(written);
        return written;
    }

    @Override
    public Zone withAuthors(Zone zone, Optional<Zone> before) {
        return authors.added(zone, before);
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
