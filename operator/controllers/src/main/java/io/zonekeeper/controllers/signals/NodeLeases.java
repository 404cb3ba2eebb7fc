package io.zonekeeper.controllers.signals;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

import io.zonekeeper.controllers.cluster.WatchedNode;
import io.zonekeeper.core.health.Hearing;
import io.zonekeeper.core.health.Heartbeats;
import io.zonekeeper.core.health.Heartbeats.NodeBeat;
import io.zonekeeper.kube.cache.LastingInformer;
import io.zonekeeper.kube.cache.PruningStore;
import io.zonekeeper.kube.cache.UpsertDeleteHandler;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/**
 * When each node's lease was last seen to change.
 *
 * <p>The moments are this process' own: a lease's {@code renewTime} is only compared with itself, never with a clock.
 *
 * <p>A watch that has quietly died looks like zones that all fell silent at once. Then nothing is said for a while, and
 * the leases that changed last are read afresh: if one has changed meanwhile, the watch is made again.
 */
public final class NodeLeases implements AutoCloseable {
    private static final String NAMESPACE = "kube-node-lease";

    /** The kubelet's own default, for a lease that does not say its duration. */
    private static final int DEFAULT_DURATION_SECONDS = 40;

    /** The kubelet renews after a quarter of the lease's duration ({@code nodeLeaseRenewIntervalFraction}). */
    private static final int RENEWALS_IN_DURATION = 4;

    private static final Duration LOOK_AFRESH = Duration.ofSeconds(3);

    private final KubernetesClient client;
    private final LongSupplier nanoTime;
    private final StalledWatch quiet;
    private final Map<String, Beat> beats = new ConcurrentHashMap<>();
    private volatile SharedIndexInformer<Lease> informer;
    private final Hearing hearing = new Hearing();

    /**
     * When a node was last heard of.
     *
     * @param node its name
     * @param beat how long ago that was
     * @param renewed whether its lease was seen to change then, and not only found
     */
    record NamedBeat(String node, NodeBeat beat, boolean renewed) {}

    /** The last renewal of one node; {@code changed} where it was seen to come, and not only found. */
    private record Beat(ZonedDateTime renewTime, long seenAt, Duration interval, boolean changed) {}

    /** Creates a watch that {@link #start} starts. */
    public NodeLeases(KubernetesClient client, LongSupplier nanoTime) {
        this.client = client;
        this.nanoTime = nanoTime;
        this.quiet = new StalledWatch(NAMESPACE, StalledWatch.reader(client, NAMESPACE), nanoTime, this::restart);
    }

    void start() {
        informer = LastingInformer.start(client.leases()
                .inNamespace(NAMESPACE)
                .runnableInformer(0)
                .itemStore(PruningStore.withoutManagedFields())
                .addEventHandler(new UpsertDeleteHandler<>(this::note, this::forget)));
    }

    @Override
    public void close() {
        if (informer != null) {
            informer.stop();
        }
    }

    /**
     * Returns the nodes that renew their leases at the usual pace, or of which no lease is known: one that takes far
     * longer could not be missed in time, and would keep its zone alive.
     */
    List<WatchedNode> atUsualPace(Collection<WatchedNode> nodes) {
        Map<String, Duration> intervals = new HashMap<>();
        for (WatchedNode node : nodes) {
            Beat beat = beats.get(node.name());
            if (beat != null) {
                intervals.put(node.name(), beat.interval());
            }
        }
        Set<String> slow = Heartbeats.slow(intervals);
        return nodes.stream().filter(node -> !slow.contains(node.name())).toList();
    }

    /**
     * Returns the beats of those nodes of which something is known: of none while nothing is heard, and for a while
     * after that only of those that were silent before or have renewed since ({@link Hearing}).
     *
     * @param nodes those whose silence would be evidence
     * @param margin how late a renewal may come
     * @param apiAnswers whether the API server answers
     */
    List<NamedBeat> beats(Collection<WatchedNode> nodes, Duration margin, boolean apiAnswers) {
        long now = nanoTime.getAsLong();
        List<NamedBeat> found = new ArrayList<>(nodes.size());
        for (WatchedNode node : nodes) {
            Beat beat = beats.get(node.name());
            if (beat != null) {
                Duration age = Duration.ofNanos(now - beat.seenAt());
                found.add(new NamedBeat(node.name(), new NodeBeat(node.zone(), age, beat.interval()), beat.changed()));
            }
        }
        List<NodeBeat> known = found.stream().map(NamedBeat::beat).toList();
        hearing.look(
                now,
                Heartbeats.nothingHeard(known, margin),
                Heartbeats.latest(known),
                apiAnswers,
                Heartbeats.chance(known));
        if (informer != null && hearing.silentFor(now).compareTo(LOOK_AFRESH) > 0) {
            quiet.silent(seen());
        }
        Predicate<NodeBeat> counts = hearing.known(now, known, margin);
        return found.stream().filter(named -> counts.test(named.beat())).toList();
    }

    private void restart() {
        informer.stop();
        start();
    }

    private Map<String, StalledWatch.Seen> seen() {
        Map<String, StalledWatch.Seen> seen = new HashMap<>();
        beats.forEach((name, beat) -> seen.put(name, new StalledWatch.Seen(beat.renewTime(), beat.seenAt())));
        return seen;
    }

    /** A lease was found or changed. */
    void note(Lease lease) {
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
                                Duration.ofMillis(duration * 1000L / RENEWALS_IN_DURATION),
                                known != null));
    }

    private void forget(Lease lease) {
        beats.remove(lease.getMetadata().getName());
    }
}
