package io.zonekeeper.controllers.zonalproxy;

import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The upstreams that ZonalProxies refer to, each watched once, from the first proxy that refers to it to the last. */
final class Upstreams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Upstreams.class);

    private final KubernetesClient client;
    private final Consumer<ResourceID> changed;
    private final Map<ResourceID, Upstream.Key> wanted = new ConcurrentHashMap<>();
    private final Map<Upstream.Key, Upstream> watched = new ConcurrentHashMap<>();

    /**
     * Creates it with nothing watched.
     *
     * @param changed is notified of each proxy whose upstream changed
     */
    Upstreams(KubernetesClient client, Consumer<ResourceID> changed) {
        this.client = client;
        this.changed = changed;
    }

    /** Returns the upstream that a proxy refers to, watched from now on. */
    synchronized Upstream of(ResourceID proxy, Upstream.Key key) {
        wanted.put(proxy, key);
        retain(wanted.keySet());
        return watched.computeIfAbsent(key, added -> {
            LOG.atDebug().addKeyValue("upstream", added).log("watching");
            return Upstream.watch(
                    client,
                    added,
                    () -> wanted.forEach((who, what) -> {
                        if (what.equals(added)) {
                            changed.accept(who);
                        }
                    }));
        });
    }

    /** Forgets proxies that are gone, and what only they referred to. */
    synchronized void retain(Set<ResourceID> proxies) {
        wanted.keySet().retainAll(new HashSet<>(proxies));
        watched.entrySet().removeIf(entry -> {
            boolean unused = !wanted.containsValue(entry.getKey());
            if (unused) {
                entry.getValue().close();
            }
            return unused;
        });
    }

    /** Returns how many upstreams are watched. */
    int size() {
        return watched.size();
    }

    @Override
    public synchronized void close() {
        watched.values().forEach(Upstream::close);
        watched.clear();
    }

    /** Returns what is watched, for tests. */
    Optional<Upstream> find(Upstream.Key key) {
        return Optional.ofNullable(watched.get(key));
    }
}
