package io.zonekeeper.app.mongo;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.zonekeeper.api.v1alpha1.MongoCluster;
import io.zonekeeper.core.Refusal;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.processing.event.ResourceID;

/** The connections of all clusters, and the Secrets that they were made with. */
final class MongoLinks implements AutoCloseable {
    /** Two commands a member in this time; with the driver's monitor below one in 5 s. */
    private static final Duration STEADY_LOOK = Duration.ofMinutes(2);

    private static final Duration SECRETS_AGAIN = Duration.ofSeconds(10);

    private final MongoSecrets secrets;
    private final Clock clock;
    private final Consumer<ResourceID> onChange;
    private final Map<ResourceID, ClusterLinks> links = new HashMap<>();
    private final Map<ResourceID, Instant> readAt = new HashMap<>();
    private final ScheduledExecutorService steady = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("mongo").daemon().factory());

    MongoLinks(KubernetesClient client, Clock clock, Consumer<ResourceID> onChange) {
        this.secrets = new MongoSecrets(client);
        this.clock = clock;
        this.onChange = onChange;
        var unused = steady.scheduleWithFixedDelay(
                this::lookSoon, STEADY_LOOK.toMillis(), STEADY_LOOK.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** What is had of a cluster. */
    sealed interface Reached {
        /**
         * Its connections.
         *
         * @param links they
         */
        record By(ClusterLinks links) implements Reached {}

        /**
         * A Secret is not as it should be.
         *
         * @param refusal what, and what to do
         */
        record Not(Refusal refusal) implements Reached {}
    }

    /**
     * Returns the connections of a cluster. Its Secrets are read when there are none yet and, now and then, while
     * servers refuse what they say; other ones make other connections.
     *
     * @param denied whether servers refuse them
     */
    synchronized Reached of(MongoCluster cluster, boolean denied) {
        ResourceID id = ResourceID.fromResource(cluster);
        Optional<ClusterLinks> known = Optional.ofNullable(links.get(id));
        boolean again = denied
                && readAt.getOrDefault(id, Instant.EPOCH)
                        .isBefore(clock.instant().minus(SECRETS_AGAIN));
        if (known.isPresent() && !again) {
            return new Reached.By(known.get());
        }
        readAt.put(id, clock.instant());
        return switch (secrets.read(cluster)) {
            case MongoSecrets.Reading.Lacking(Refusal refusal) -> new Reached.Not(refusal);
            case MongoSecrets.Reading.Found(MongoAccess access) -> {
                if (known.filter(links -> links.access().equals(access)).isEmpty()) {
                    known.ifPresent(ClusterLinks::close);
                    links.put(id, new ClusterLinks(access, clock, () -> onChange.accept(id)));
                }
                yield new Reached.By(links.get(id));
            }
        };
    }

    /** Returns the connections that there are. */
    synchronized Optional<ClusterLinks> known(ResourceID id) {
        return Optional.ofNullable(links.get(id));
    }

    /** Ends the connections of clusters that are not among these. */
    synchronized void retain(Set<ResourceID> clusters) {
        links.entrySet().removeIf(entry -> {
            boolean gone = !clusters.contains(entry.getKey());
            if (gone) {
                entry.getValue().close();
            }
            return gone;
        });
        readAt.keySet().retainAll(clusters);
    }

    /** Looks at all servers soon. */
    synchronized void lookSoon() {
        links.values().forEach(ClusterLinks::lookSoon);
    }

    @Override
    public synchronized void close() {
        steady.shutdownNow();
        links.values().forEach(ClusterLinks::close);
        links.clear();
    }
}
