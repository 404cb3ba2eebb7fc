package io.zonekeeper.controllers.signals;

import java.time.Duration;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

import io.zonekeeper.core.health.ObserverReport;
import io.zonekeeper.kube.cache.LastingInformer;
import io.zonekeeper.kube.cache.PruningStore;
import io.zonekeeper.kube.cache.UpsertDeleteHandler;
import io.zonekeeper.kube.probe.ObserverReports;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The reports of the observers, as long as they are fresh: each is as old as the moment is at which it was last seen to
 * change. The lease of an observer that is gone is collected with its pod. Where none is fresh any more, the watch may
 * have died.
 */
public final class ObserverLeases implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ObserverLeases.class);

    private final KubernetesClient client;
    private final String namespace;
    private final LongSupplier nanoTime;
    private final Map<String, Arrival> arrivals = new ConcurrentHashMap<>();
    private final Set<String> unreadable = ConcurrentHashMap.newKeySet();
    private final StalledWatch quiet;
    private volatile SharedIndexInformer<Lease> informer;

    /** A report, what its lease reports about its time, and when it came. */
    private record Arrival(ObserverReport report, ZonedDateTime renewTime, long seenAt) {}

    /**
     * Creates a watch that {@link #start} starts.
     *
     * @param namespace where observers report
     */
    public ObserverLeases(KubernetesClient client, String namespace, LongSupplier nanoTime) {
        this.client = client;
        this.namespace = namespace;
        this.nanoTime = nanoTime;
        this.quiet = new StalledWatch(namespace, StalledWatch.reader(client, namespace), nanoTime, this::restart);
    }

    void start() {
        informer = LastingInformer.start(client.leases()
                .inNamespace(namespace)
                .withLabel(ObserverReports.OBSERVER_LABEL)
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

    private void restart() {
        informer.stop();
        start();
    }

    /** Returns the reports that are no older than this. */
    List<ObserverReport> reports(Duration staleAfter) {
        long now = nanoTime.getAsLong();
        List<ObserverReport> fresh = new ArrayList<>();
        for (Arrival arrival : arrivals.values()) {
            if (now - arrival.seenAt() <= staleAfter.toNanos()) {
                fresh.add(arrival.report());
            }
        }
        if (fresh.isEmpty() && !arrivals.isEmpty() && informer != null) {
            Map<String, StalledWatch.Seen> seen = new HashMap<>();
            arrivals.forEach(
                    (name, arrival) -> seen.put(name, new StalledWatch.Seen(arrival.renewTime(), arrival.seenAt())));
            quiet.silent(seen);
        }
        return fresh;
    }

    private void note(Lease lease) {
        String name = lease.getMetadata().getName();
        Optional<ObserverReport> report;
        try {
            report = ObserverReports.of(lease);
            unreadable.remove(name);
        } catch (IllegalArgumentException e) {
            // Every second: told once.
            if (unreadable.add(name)) {
                LOG.atWarn()
                        .addKeyValue("lease", name)
                        .addKeyValue("cause", e.getMessage())
                        .log("an observer's report cannot be read and is ignored");
            }
            report = Optional.empty();
        }
        report.ifPresentOrElse(
                readable ->
                        arrivals.put(name, new Arrival(readable, lease.getSpec().getRenewTime(), nanoTime.getAsLong())),
                () -> arrivals.remove(name));
    }

    private void forget(Lease lease) {
        arrivals.remove(lease.getMetadata().getName());
        unreadable.remove(lease.getMetadata().getName());
    }
}
