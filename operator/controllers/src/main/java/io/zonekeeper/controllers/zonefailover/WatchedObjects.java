package io.zonekeeper.controllers.zonefailover;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import io.zonekeeper.kube.cache.LastingInformer;
import io.zonekeeper.kube.cache.PruningStore;
import io.zonekeeper.kube.cache.UpsertDeleteHandler;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/**
 * Objects of a kind, in all namespaces or in some; whoever watches them is called at each change.
 *
 * @param <T> the kind
 */
final class WatchedObjects<T extends HasMetadata> implements AutoCloseable {
    private final Runnable onChange;
    private final List<SharedIndexInformer<T>> informers = new ArrayList<>();

    WatchedObjects(Runnable onChange) {
        this.onChange = onChange;
    }

    /** Watches these as well. */
    void watch(FilterWatchListDeletable<T, ?, ?> objects) {
        informers.add(LastingInformer.start(objects.runnableInformer(0)
                .itemStore(PruningStore.withoutManagedFields())
                .addEventHandler(new UpsertDeleteHandler<>(object -> onChange.run(), object -> onChange.run()))));
    }

    boolean synced() {
        return informers.stream().allMatch(SharedIndexInformer::hasSynced);
    }

    Stream<T> all() {
        return informers.stream().flatMap(informer -> informer.getStore().list().stream());
    }

    @Override
    public void close() {
        informers.forEach(SharedIndexInformer::stop);
    }
}
