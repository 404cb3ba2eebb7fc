package io.zonekeeper.controllers.framework;

import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.Cache;

/**
 * The custom resources of one kind, as its controller caches them; none before that cache is filled.
 *
 * @param <R> the kind
 */
public final class Primaries<R extends HasMetadata> {
    private volatile Optional<Cache<R>> cache = Optional.empty();

    /** Reads from the cache of a controller from here on. */
    public void readFrom(Cache<R> controllers) {
        cache = Optional.of(controllers);
    }

    /** Returns an object. */
    public Optional<R> get(ResourceID id) {
        return cache.flatMap(known -> known.get(id));
    }

    /** Returns the objects for which this holds. */
    public Stream<R> list(Predicate<R> filter) {
        return cache.map(known -> known.list(filter)).orElse(Stream.empty());
    }

    /** Returns the identities of all objects. */
    public Set<ResourceID> ids() {
        return cache.map(known -> known.keys().collect(Collectors.toSet())).orElse(Set.of());
    }

    /** Returns the keys of all objects, each {@code namespace/name}; empty while they are not known. */
    public Optional<Set<String>> keys() {
        return cache.map(known -> known.keys().map(Primaries::key).collect(Collectors.toSet()));
    }

    /** Returns the identity that a key means. */
    public static ResourceID id(String key) {
        String[] parts = key.split("/", 2);
        return new ResourceID(parts[1], parts[0]);
    }

    private static String key(ResourceID id) {
        return id.getNamespace().map(namespace -> namespace + "/").orElse("") + id.getName();
    }
}
