package io.zonekeeper.controllers.mongocluster.links;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import io.zonekeeper.api.v1alpha1.MongoCluster;
import io.zonekeeper.controllers.loop.Singleton;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.mongo.facts.Credentials;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The connections of all clusters, and the Secrets that they were made with. */
public final class MongoLinks implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MongoLinks.class);

    /** Two commands a member in this time; with the driver's monitor below one in 5 s. */
    private static final Duration STEADY_LOOK = Duration.ofMinutes(2);

    /** A kubelet needs about a minute to bring a changed Secret into a pod. */
    private static final Duration SECRETS_AGAIN = Duration.ofSeconds(30);

    private static final Duration SECRETS_SOON = Duration.ofSeconds(10);

    private final MongoSecrets secrets;
    private final Clock clock;
    private final Consumer<ResourceID> onChange;
    private final Map<ResourceID, Kept> links = new HashMap<>();
    private final Singleton steady;

    public MongoLinks(KubernetesClient client, Clock clock, Consumer<ResourceID> onChange) {
        this.secrets = new MongoSecrets(client);
        this.clock = clock;
        this.onChange = onChange;
        this.steady = Singleton.calling("mongo", this::steadyLook).start();
    }

    /** What is had of a cluster. */
    public sealed interface Reached {
        /**
         * Its connections.
         *
         * @param links they
         * @param credentials what the Secrets hold for servers
         * @param refusal what is wrong with the Secrets as they are now; the connections are of before
         */
        record By(ClusterLinks links, Credentials credentials, Optional<Refusal> refusal) implements Reached {}

        /**
         * A Secret is not as it should be.
         *
         * @param refusal what, and what to do
         */
        record Not(Refusal refusal) implements Reached {}
    }

    /**
     * Returns the connections of a cluster. Its Secrets are read when there are none yet and now and then afterwards,
     * sooner while servers refuse what they say; other ones make other connections.
     *
     * @param refused whether servers do not answer, or refuse us
     */
    public synchronized Reached of(MongoCluster cluster, boolean refused) {
        ResourceID id = ResourceID.fromResource(cluster);
        Optional<Kept> known = Optional.ofNullable(links.get(id));
        Instant now = clock.instant();
        if (known.isPresent() && now.isBefore(known.get().readAt().plus(refused ? SECRETS_SOON : SECRETS_AGAIN))) {
            return known.get().reached();
        }
        Kept fresh;
        try {
            fresh = read(cluster, known, now);
        } catch (KubernetesClientException e) {
            if (known.isEmpty()) {
                throw e;
            }
            LOG.atWarn()
                    .addKeyValue("cluster", id)
                    .addKeyValue("cause", e.getMessage())
                    .log("Secrets not read");
            fresh = known.get().at(now);
        }
        links.put(id, fresh);
        if (fresh.links().isEmpty()) {
            links.remove(id);
        }
        return fresh.reached();
    }

    private Kept read(MongoCluster cluster, Optional<Kept> known, Instant now) {
        ResourceID id = ResourceID.fromResource(cluster);
        Optional<ClusterLinks> before = known.flatMap(Kept::links);
        return switch (secrets.read(cluster)) {
            case MongoSecrets.Reading.Lacking(Refusal refusal) ->
                new Kept(before, known.map(Kept::credentials).orElse(Credentials.NONE), Optional.of(refusal), now);
            case MongoSecrets.Reading.Found(MongoAccess access, Credentials credentials) ->
                new Kept(Optional.of(connect(id, before, access)), credentials, Optional.empty(), now);
        };
    }

    private ClusterLinks connect(ResourceID id, Optional<ClusterLinks> before, MongoAccess access) {
        if (before.isEmpty()) {
            return new ClusterLinks(access, clock, () -> onChange.accept(id));
        }
        MongoAccess standing = before.get().access();
        boolean changedOver = standing.former().isPresent() && before.get().allTrusted();
        if (standing.same(access) && !changedOver) {
            return before.get();
        }
        MongoAccess next = standing.same(access) ? access.alone() : access.after(standing);
        return before.get().replacedBy(next);
    }

    /**
     * What is kept of a cluster.
     *
     * @param links its connections; empty where the Secrets never were usable
     * @param credentials what the Secrets held when they last were
     * @param refusal what is wrong with them now
     * @param readAt when they were read
     */
    private record Kept(
            Optional<ClusterLinks> links, Credentials credentials, Optional<Refusal> refusal, Instant readAt) {
        Reached reached() {
            return links.isPresent()
                    ? new Reached.By(links.get(), credentials, refusal)
                    : new Reached.Not(refusal.orElseThrow());
        }

        Kept at(Instant now) {
            return new Kept(links, credentials, refusal, now);
        }
    }

    /** Returns the connections that there are. */
    synchronized Optional<ClusterLinks> known(ResourceID id) {
        return Optional.ofNullable(links.get(id)).flatMap(Kept::links);
    }

    /** Ends the connections of clusters that are not among these. */
    public synchronized void retain(Set<ResourceID> clusters) {
        links.entrySet().removeIf(entry -> {
            boolean gone = !clusters.contains(entry.getKey());
            if (gone) {
                entry.getValue().links().ifPresent(ClusterLinks::close);
            }
            return gone;
        });
    }

    /** Checks all servers soon. */
    public synchronized void lookSoon() {
        links.values().forEach(kept -> kept.links().ifPresent(ClusterLinks::lookSoon));
    }

    private Duration steadyLook() {
        lookSoon();
        return STEADY_LOOK;
    }

    @Override
    public synchronized void close() {
        steady.close();
        links.values().forEach(kept -> kept.links().ifPresent(ClusterLinks::close));
        links.clear();
    }
}
