package io.zonekeeper.controllers.zonefailover.objects;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;

/** The caches of namespaces with a ZoneFailover; those of others are neither read nor kept. */
public final class ExistingObjects implements AutoCloseable {
    private final KubernetesClient client;
    private final Map<String, NamespaceCache> caches = new ConcurrentHashMap<>();
    private volatile Consumer<String> changed = namespace -> {};

    /** Creates it without any cache. */
    public ExistingObjects(KubernetesClient client) {
        this.client = client;
    }

    /** Has a listener notified of the namespace of each change. */
    public void listen(Consumer<String> listener) {
        changed = listener;
    }

    /** Returns whether the cache of a namespace is filled; it is begun where there is none. */
    public boolean ready(String namespace) {
        return caches.computeIfAbsent(namespace, name -> new NamespaceCache(client, name, () -> changed.accept(name)))
                .synced();
    }

    /** Ends the caches of all other namespaces. */
    public void retain(Set<String> namespaces) {
        caches.keySet().stream()
                .filter(namespace -> !namespaces.contains(namespace))
                .toList()
                .forEach(namespace -> caches.remove(namespace).close());
    }

    /** Returns the Services of a namespace. */
    public List<Service> services(String namespace) {
        return caches.get(namespace).services();
    }

    /** Returns the pods of a namespace. */
    public Collection<Pod> pods(String namespace) {
        return caches.get(namespace).pods();
    }

    /** Returns the ReplicaSets of a namespace. */
    public Collection<ReplicaSet> replicaSets(String namespace) {
        return caches.get(namespace).replicaSets();
    }

    @Override
    public void close() {
        retain(Set.of());
    }
}
