package io.zonekeeper.app.evacuation;

import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

import io.zonekeeper.core.health.ObserverReport;
import io.zonekeeper.core.health.ObserverReport.StackRow;
import io.zonekeeper.core.health.ObserverReport.ZoneRow;
import io.zonekeeper.kube.probe.CheckedKeys;
import io.zonekeeper.kube.probe.ObserverReports;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * An observer in each zone that sees what a test wants it to see, and renews its report every second as a real one
 * does. Simulated pods answer nobody, so the real one would see nothing.
 */
public final class FakeObservers implements AutoCloseable {
    private static final String NAMESPACE = "zonekeeper-system";
    private static final int PODS = 2;

    private final KubernetesClient client;
    private final Map<Target, Boolean> stacks = new ConcurrentHashMap<>();
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().factory());

    /** What reports call a service of the client's namespace. */
    private final UnaryOperator<String> key;

    private record Target(String service, String zone) {}

    private FakeObservers(KubernetesClient client, UnaryOperator<String> key) {
        this.client = client;
        this.key = key;
    }

    /** Observers that look at these services of the client's namespace in every zone, and find them well. */
    static FakeObservers of(KubernetesClient client, String... services) {
        return begin(new FakeObservers(client, name -> client.getNamespace() + "/" + name), services);
    }

    /** The same for Services that a ZoneFailover protects. */
    public static FakeObservers ofProtected(KubernetesClient client, String... services) {
        return begin(new FakeObservers(client, name -> CheckedKeys.service(client.getNamespace(), name)), services);
    }

    private static FakeObservers begin(FakeObservers observers, String... services) {
        for (String service : services) {
            UserOfZones.ALL.forEach(zone -> observers.passes(service, zone));
        }
        var unused = observers.worker.scheduleAtFixedRate(observers::report, 0, 1, TimeUnit.SECONDS);
        return observers;
    }

    /** From now on all pods of a service in a zone fail their checks. */
    public void fails(String service, String zone) {
        stacks.put(new Target(key.apply(service), zone), true);
    }

    /** From now on they pass. */
    public void passes(String service, String zone) {
        stacks.put(new Target(key.apply(service), zone), false);
    }

    @Override
    public void close() {
        worker.close();
        UserOfZones.ALL.forEach(zone ->
                client.leases().inNamespace(NAMESPACE).withName(name(zone)).delete());
    }

    private void report() {
        try {
            UserOfZones.ALL.forEach(zone -> client.leases()
                    .inNamespace(NAMESPACE)
                    .resource(lease(zone))
                    .fieldManager("fake-observer")
                    .forceConflicts()
                    .serverSideApply());
        } catch (RuntimeException e) {
            System.err.println("a report was not written: " + e);
        }
    }

    private Lease lease(String zone) {
        return new LeaseBuilder()
                .withNewMetadata()
                .withName(name(zone))
                .withNamespace(NAMESPACE)
                .addToLabels(ObserverReports.OBSERVER_LABEL, "true")
                .addToLabels("zonekeeper.io/zone", zone)
                .addToAnnotations(ObserverReports.ANNOTATION, ObserverReports.encode(seenFrom(zone)))
                .endMetadata()
                .withNewSpec()
                .withHolderIdentity(name(zone))
                .withLeaseDurationSeconds(10)
                .withRenewTime(ZonedDateTime.now(ZoneOffset.UTC))
                .endSpec()
                .build();
    }

    private ObserverReport seenFrom(String zone) {
        List<ZoneRow> zones = new ArrayList<>();
        for (String target : UserOfZones.ALL) {
            int looked = 0;
            int failing = 0;
            for (Map.Entry<Target, Boolean> stack : stacks.entrySet()) {
                boolean here = stack.getKey().zone().equals(target);
                looked += here ? PODS : 0;
                failing += here && stack.getValue() ? PODS : 0;
            }
            zones.add(new ZoneRow(target, looked, failing));
        }
        List<StackRow> rows = stacks.entrySet().stream()
                .map(stack -> new StackRow(
                        stack.getKey().service(),
                        stack.getKey().zone(),
                        PODS,
                        stack.getValue() ? PODS : 0,
                        stack.getValue() ? PODS : 0))
                .toList();
        return new ObserverReport(name(zone), zone, zones, rows, 0);
    }

    private static String name(String zone) {
        return "fake-observer-" + zone;
    }
}
