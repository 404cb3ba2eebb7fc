package io.zonekeeper.observer;

import java.util.Optional;
import java.util.function.Consumer;

import io.zonekeeper.kube.cache.LastingInformer;
import io.zonekeeper.kube.cache.PruningStore;
import io.zonekeeper.kube.cache.UpsertDeleteHandler;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/** Tells of the objects of one kind as they come, change and go; not started yet when it is created. */
final class KindWatch implements AutoCloseable {
    /** Lists come in pages of so many, or the first one would be most of the memory. */
    private static final long PAGE = 250;

    private final String kind;
    private final SharedIndexInformer<GenericKubernetesResource> informer;

    private KindWatch(String kind, SharedIndexInformer<GenericKubernetesResource> informer) {
        this.kind = kind;
        this.informer = informer;
    }

    /** Which objects of a kind are watched. */
    record Scope(Optional<String> namespace, Optional<String> label) {
        static final Scope ALL = new Scope(Optional.empty(), Optional.empty());

        /** Returns all objects of a namespace. */
        static Scope namespace(String name) {
            return new Scope(Optional.of(name), Optional.empty());
        }

        /** Returns those that have a label. */
        Scope labelled(String name) {
            return new Scope(namespace, Optional.of(name));
        }

        private FilterWatchListDeletable<GenericKubernetesResource, ?, ?> of(
                KubernetesClient client, ObservedKind<?> kind) {
            var all = client.genericKubernetesResources(kind.context());
            FilterWatchListDeletable<GenericKubernetesResource, ?, ?> here =
                    namespace.isPresent() ? all.inNamespace(namespace.get()) : all.inAnyNamespace();
            return label.isPresent() ? here.withLabel(label.get()) : here;
        }
    }

    /**
     * Returns a watch.
     *
     * @param seen gets each object that came or changed, pruned
     * @param gone gets each object that went, as it last was
     */
    static KindWatch of(
            KubernetesClient client,
            ObservedKind<?> kind,
            Scope scope,
            Consumer<GenericKubernetesResource> seen,
            Consumer<GenericKubernetesResource> gone) {
        return new KindWatch(
                kind.name(),
                scope.of(client, kind)
                        .withLimit(PAGE)
                        .runnableInformer(0)
                        .itemStore(PruningStore.of(kind::prune))
                        .addEventHandler(new UpsertDeleteHandler<>(seen, gone)));
    }

    void start() {
        LastingInformer.start(informer);
    }

    /** Returns whether all objects are known that there were at the start. */
    boolean synced() {
        return informer.hasSynced();
    }

    /** Returns that it ended for good; empty while it runs. */
    Optional<String> unsound() {
        return informer.isRunning() ? Optional.empty() : Optional.of(kind + "s are watched no more");
    }

    @Override
    public void close() {
        informer.stop();
    }
}
