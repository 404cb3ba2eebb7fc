package io.zonekeeper.controllers.framework;

import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.javaoperatorsdk.operator.processing.event.ResourceID;

/**
 * What an informer without a controller caches, as controllers read it.
 *
 * @param informer started by its owner
 * @param <R> the kind
 */
public record InformerCache<R extends HasMetadata>(SharedIndexInformer<R> informer)
        implements io.javaoperatorsdk.operator.processing.event.source.Cache<R> {
    @Override
    public Optional<R> get(ResourceID id) {
        return Optional.ofNullable(informer.getStore()
                .getByKey(Cache.namespaceKeyFunc(id.getNamespace().orElse(null), id.getName())));
    }

    @Override
    public Stream<ResourceID> keys() {
        return informer.getStore().list().stream().map(ResourceID::fromResource);
    }

    @Override
    public Stream<R> list(Predicate<R> filter) {
        return informer.getStore().list().stream().filter(filter);
    }
}
