package io.zonekeeper.controllers.signals;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A watch of leases that fell silent may have died without anybody being told. Then the leases that changed last are
 * read afresh, for those of the dead do not change: if one has changed meanwhile, the watch is made again.
 */
final class StalledWatch {
    private static final Logger LOG = LoggerFactory.getLogger(StalledWatch.class);
    private static final Duration EVERY = Duration.ofSeconds(3);
    private static final int READ = 3;

    private final String namespace;
    private final Function<String, Optional<ZonedDateTime>> read;
    private final LongSupplier nanoTime;
    private final Runnable restart;
    private long lookedAt;

    /**
     * What is known of a lease.
     *
     * @param renewTime what it says
     * @param seenAt when it was seen to say so
     */
    record Seen(ZonedDateTime renewTime, long seenAt) {}

    /**
     * Creates one.
     *
     * @param namespace where the leases are
     * @param read reads when a lease says that it was renewed; throws what the client throws
     * @param nanoTime the clock
     * @param restart makes the watch again
     */
    StalledWatch(
            String namespace, Function<String, Optional<ZonedDateTime>> read, LongSupplier nanoTime, Runnable restart) {
        this.namespace = namespace;
        this.read = read;
        this.nanoTime = nanoTime;
        this.restart = restart;
        this.lookedAt = nanoTime.getAsLong();
    }

    /** Reads leases of a namespace. */
    static Function<String, Optional<ZonedDateTime>> reader(KubernetesClient client, String namespace) {
        return name -> {
            Lease lease = client.leases().inNamespace(namespace).withName(name).get();
            return Optional.ofNullable(lease)
                    .map(Lease::getSpec)
                    .flatMap(spec -> Optional.ofNullable(spec.getRenewTime()));
        };
    }

    /** The watch is silent: looks, without waiting for it, unless it did a moment ago. */
    void silent(Map<String, Seen> leases) {
        long now = nanoTime.getAsLong();
        if (now - lookedAt > EVERY.toNanos()) {
            lookedAt = now;
            Thread.ofVirtual().name("lease-check").start(() -> restartIfDead(leases));
        }
    }

    /** Restarts the watch if a lease has changed that it did not tell of. */
    void restartIfDead(Map<String, Seen> leases) {
        List<Map.Entry<String, Seen>> latest = leases.entrySet().stream()
                .sorted(Comparator.comparingLong((Map.Entry<String, Seen> lease) ->
                        nanoTime.getAsLong() - lease.getValue().seenAt()))
                .limit(READ)
                .toList();
        try {
            for (Map.Entry<String, Seen> lease : latest) {
                Optional<ZonedDateTime> renewed = read.apply(lease.getKey());
                if (renewed.isPresent()
                        && !Objects.equals(renewed.get(), lease.getValue().renewTime())) {
                    LOG.atWarn()
                            .addKeyValue("namespace", namespace)
                            .log("the watch of leases has failed: re-establishing it");
                    restart.run();
                    return;
                }
            }
        } catch (KubernetesClientException e) {
            LOG.atDebug().addKeyValue("cause", e.getMessage()).log("leases cannot be read now");
        }
    }
}
