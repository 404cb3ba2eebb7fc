package io.zonekeeper.kube.cache;

import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.informers.cache.BasicItemStore;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;

/**
 * An informer's store that first drops what nobody here reads; the caches of a large cluster are most of an operator's
 * memory.
 */
public final class PruningStore<T extends HasMetadata> implements ItemStore<T> {
    private final BasicItemStore<T> store = new BasicItemStore<>(Cache::metaNamespaceKeyFunc);
    private final Consumer<T> prune;
    private final Predicate<T> kept;

    private PruningStore(Consumer<T> prune, Predicate<T> kept) {
        this.prune = prune;
        this.kept = kept;
    }

    /** Returns a store without the book-keeping of field managers. */
    public static <T extends HasMetadata> PruningStore<T> withoutManagedFields() {
        return of(PruningStore::dropManagedFields);
    }

    /** Returns a store of nodes without their images, annotations and versions. */
    public static PruningStore<Node> ofNodes() {
        return of(node -> {
            node.getMetadata().setAnnotations(null);
            if (node.getStatus() != null) {
                node.getStatus().setImages(null);
                node.getStatus().setNodeInfo(null);
                node.getStatus().setVolumesAttached(null);
                node.getStatus().setVolumesInUse(null);
            }
        });
    }

    /** Returns a store of which only what {@code prune} leaves is kept. */
    public static <T extends HasMetadata> PruningStore<T> of(Consumer<T> prune) {
        return new PruningStore<>(prune, any -> true);
    }

    /** Returns this store, empty, for those objects only: of others nothing is kept. */
    public PruningStore<T> keeping(Predicate<T> chosen) {
        return new PruningStore<>(prune, chosen);
    }

    private static void dropManagedFields(HasMetadata object) {
        object.getMetadata().setManagedFields(null);
    }

    @Override
    public T put(String key, T item) {
        if (!kept.test(item)) {
            return null;
        }
        prune.accept(item);
        SharedEmpties.in(item);
        return store.put(key, item);
    }

    @Override
    public T remove(String key) {
        return store.remove(key);
    }

    @Override
    public Stream<String> keySet() {
        return store.keySet();
    }

    @Override
    public Stream<T> values() {
        return store.values();
    }

    @Override
    public T get(String key) {
        return store.get(key);
    }

    @Override
    public int size() {
        return store.size();
    }

    @Override
    public String getKey(T item) {
        return store.getKey(item);
    }

    @Override
    public boolean isFullState() {
        return false;
    }
}
