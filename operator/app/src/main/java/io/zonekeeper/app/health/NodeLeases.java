package io.zonekeeper.app.health;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.zonekeeper.app.kubernetes.PruningStore;
import io.zonekeeper.app.kubernetes.SeenAndGone;
import io.zonekeeper.core.health.Heartbeats;
import io.zonekeeper.core.health.Heartbeats.NodeBeat;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * When each node's lease was last seen to change.
 *
 * <p>The moments are this process' own: a lease's {@code renewTime} is only compared with itself, never with a clock.
 *
 * <p>A watch that has quietly died looks like zones that all fell silent at once. Then nothing is said for a while, and
 * one lease is read afresh: if it has changed meanwhile, the watch is made anew.
 */
final class NodeLeases implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeLeases.class);
    private static final String NAMESPACE = "kube-node-lease";

    /** The kubelet's own default, for a lease that does not say its duration. */
    private static final int DEFAULT_DURATION_SECONDS = 40;

    /** The kubelet renews after a quarter of the lease's duration ({@code nodeLeaseRenewIntervalFraction}). */
    private static final int RENEWALS_IN_DURATION = 4;

    private static final Duration LOOK_AFRESH = Duration.ofSeconds(3);

    private final KubernetesClient client;
    private final LongSupplier nanoTime;
    private final Map<String, Beat> beats = new ConcurrentHashMap<>();
    private volatile SharedIndexInformer<Lease> informer;
    private long blindSince;
    private boolean blind = true;
    private long sightedSince;
    private long lastLook;

    /**
     * When a node was last heard of.
     *
     * @param node its name
     * @param beat how long ago that was
     */
    record NamedBeat(String node, NodeBeat beat) {}

    /** The last renewal of one node. */
    private record Beat(ZonedDateTime renewTime, long seenAt, Duration interval) {}

    NodeLeases(KubernetesClient client, LongSupplier nanoTime) {
        this.client = client;
        this.nanoTime = nanoTime;
        this.blindSince = nanoTime.getAsLong();
    }

    void start() {
        informer = client.leases()
                .inNamespace(NAMESPACE)
                .runnableInformer(0)
                .itemStore(PruningStore.withoutManagedFields())
                .addEventHandler(new SeenAndGone<>(this::note, this::forget));
        var unused = informer.start();
    }

    @Override
    public void close() {
        if (informer != null) {
            informer.stop();
        }
    }

    /**
     * Returns the beats of nodes, or nothing while the watch cannot be trusted: in the beginning, and for one renewal
     * interval after everything was silent.
     *
     * @param nodes those whose silence would be evidence
     * @param margin how late a renewal may come
     */
    List<NamedBeat> beats(Collection<WatchedNode> nodes, Duration margin) {
        long now = nanoTime.getAsLong();
        List<NamedBeat> found = new ArrayList<>(nodes.size());
        Duration longest = Duration.ZERO;
        for (WatchedNode node : nodes) {
            Beat beat = beats.get(node.name());
            if (beat != null) {
                Duration age = Duration.ofNanos(now - beat.seenAt());
                found.add(new NamedBeat(node.name(), new NodeBeat(node.zone(), age, beat.interval())));
                longest = longest.compareTo(beat.interval()) > 0 ? longest : beat.interval();
            }
        }
        boolean silence =
                Heartbeats.nothingHeard(found.stream().map(NamedBeat::beat).toList(), margin);
        if (silence && !blind) {
            blindSince = now;
        } else if (!silence && blind) {
            sightedSince = now;
        }
        blind = silence;
        if (blind) {
            lookAfresh(now);
            return List.of();
        }
        return Duration.ofNanos(now - sightedSince).compareTo(longest.plus(margin)) < 0 ? List.of() : found;
    }

    private void lookAfresh(long now) {
        boolean due = now - blindSince > LOOK_AFRESH.toNanos() && now - lastLook > LOOK_AFRESH.toNanos();
        if (!due || informer == null) {
            return;
        }
        lastLook = now;
        Thread.ofVirtual().name("lease-look").start(this::restartIfDead);
    }

    private void restartIfDead() {
        Optional<Map.Entry<String, Beat>> any = beats.entrySet().stream().findAny();
        if (any.isEmpty()) {
            return;
        }
        try {
            Lease lease = client.leases()
                    .inNamespace(NAMESPACE)
                    .withName(any.get().getKey())
                    .get();
            if (lease != null
                    && lease.getSpec() != null
                    && !Objects.equals(
                            lease.getSpec().getRenewTime(), any.get().getValue().renewTime())) {
                LOG.atWarn().log("the watch of node leases has died: making it anew");
                informer.stop();
                start();
            }
        } catch (KubernetesClientException e) {
            LOG.atDebug().addKeyValue("cause", e.getMessage()).log("leases cannot be read now");
        }
    }

    private void note(Lease lease) {
        if (lease.getSpec() == null || lease.getSpec().getRenewTime() == null) {
            return;
        }
        ZonedDateTime renewTime = lease.getSpec().getRenewTime();
        int duration = Objects.requireNonNullElse(lease.getSpec().getLeaseDurationSeconds(), DEFAULT_DURATION_SECONDS);
        beats.compute(
                lease.getMetadata().getName(),
                (name, known) -> known != null && known.renewTime().equals(renewTime)
                        ? known
                        : new Beat(
                                renewTime,
                                nanoTime.getAsLong(),
                                Duration.ofMillis(duration * 1000L / RENEWALS_IN_DURATION)));
    }

    private void forget(Lease lease) {
        beats.remove(lease.getMetadata().getName());
    }
}
