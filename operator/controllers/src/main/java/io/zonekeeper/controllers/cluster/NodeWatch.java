package io.zonekeeper.controllers.cluster;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

import io.zonekeeper.controllers.framework.Component;
import io.zonekeeper.kube.cache.LastingInformer;
import io.zonekeeper.kube.cache.PruningStore;
import io.zonekeeper.kube.objects.NodeReading;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/** The cluster's nodes. */
public final class NodeWatch implements Component {
    private final KubernetesClient client;
    private final Map<String, WatchedNode> watched = new ConcurrentHashMap<>();
    private final Set<String> onceReady = ConcurrentHashMap.newKeySet();
    private final List<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile SharedIndexInformer<Node> informer;

    /** Hears of nodes. */
    @FunctionalInterface
    public interface Listener {
        /**
         * A node came, changed or went.
         *
         * @param before null for one that came
         * @param after null for one that went
         */
        void changed(Node before, Node after);
    }

    /** Creates a watch; {@link #start} fills it. */
    public NodeWatch(KubernetesClient client) {
        this.client = client;
    }

    @Override
    public void start() {
        informer = LastingInformer.start(client.nodes()
                .runnableInformer(0)
                .itemStore(PruningStore.ofNodes())
                .addEventHandler(new Handler()));
    }

    /** Returns whether the cache is filled. */
    public boolean synced() {
        return informer != null && informer.hasSynced();
    }

    /** Has a listener notified of every change. */
    public void listen(Listener listener) {
        listeners.add(listener);
    }

    /** Returns the nodes. */
    public List<Node> nodes() {
        return informer.getStore().list();
    }

    /** Returns the name of the zone of a node; empty where it has none, or there is no such node. */
    public Optional<String> zoneOf(String node) {
        return Optional.ofNullable(watched.get(node)).map(WatchedNode::zone);
    }

    /** Returns the nodes that have a zone, as far as its health goes. */
    public Collection<WatchedNode> watched() {
        return watched.values();
    }

    @Override
    public void close() {
        if (informer != null) {
            informer.stop();
        }
    }

    private final class Handler implements ResourceEventHandler<Node> {
        @Override
        public void onAdd(Node node) {
            note(node);
            listeners.forEach(listener -> listener.changed(null, node));
        }

        @Override
        public void onUpdate(Node before, Node after) {
            note(after);
            listeners.forEach(listener -> listener.changed(before, after));
        }

        @Override
        public void onDelete(Node node, boolean unknownFinalState) {
            watched.remove(node.getMetadata().getName());
            onceReady.remove(node.getMetadata().getName());
            listeners.forEach(listener -> listener.changed(node, null));
        }

        private void note(Node node) {
            if (NodeReading.wasReady(node)) {
                onceReady.add(node.getMetadata().getName());
            }
            WatchedNode.of(node)
                    .ifPresentOrElse(
                            known -> watched.put(
                                    known.name(), onceReady.contains(known.name()) ? known : known.withoutEvidence()),
                            () -> watched.remove(node.getMetadata().getName()));
        }
    }
}
