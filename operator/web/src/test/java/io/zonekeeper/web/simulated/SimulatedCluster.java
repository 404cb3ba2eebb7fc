package io.zonekeeper.web.simulated;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneStatus.CordonStatus;
import io.zonekeeper.api.v1alpha1.ZoneStatus.SignalStatus;
import io.zonekeeper.web.view.Sources;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Zones and services in memory, with the incident of one zone in steps. */
public final class SimulatedCluster {
    private static final List<String> NAMESPACES = List.of("shop", "billing", "search", "identity", "media");
    private static final List<String> NAMES = List.of(
            "cart",
            "catalog",
            "checkout",
            "gateway",
            "invoices",
            "ledger",
            "login",
            "mailer",
            "orders",
            "payments",
            "pictures",
            "profiles",
            "query",
            "ranking",
            "sessions",
            "stock");

    private final List<SimulatedZone> zones = new ArrayList<>();
    private final List<SimulatedService> services = Collections.synchronizedList(new ArrayList<>());
    private final SimulatedClock clock;

    /** Creates a cluster of three zones in which everything is as requested. */
    public SimulatedCluster(int services, SimulatedClock clock) {
        this.clock = clock;
        String since = clock.instant().minus(Duration.ofDays(3)).toString();
        zones.add(new SimulatedZone("us-east-1a", "use1-az1", 0, since));
        zones.add(new SimulatedZone("us-east-1b", "use1-az2", 1, since));
        zones.add(new SimulatedZone("us-east-1c", "use1-az4", 2, since));
        List<String> names = zones.stream().map(SimulatedZone::name).toList();
        for (int i = 0; i < services; i++) {
            String number = i < NAMES.size() ? "" : "-" + i / NAMES.size();
            this.services.add(new SimulatedService(
                    NAMESPACES.get(i % NAMESPACES.size()),
                    NAMES.get(i % NAMES.size()) + number,
                    names,
                    1 + i % 4,
                    since));
        }
    }

    /** Returns the objects. */
    public Sources sources() {
        return new Sources(() -> zoneObjects().stream(), () -> serviceObjects().stream());
    }

    /** Between two steps of an incident, never within one. */
    private synchronized List<Zone> zoneObjects() {
        return zones.stream().map(SimulatedZone::object).toList();
    }

    private synchronized List<HasMetadata> serviceObjects() {
        return List.copyOf(services).stream()
                .<HasMetadata>map(SimulatedService::object)
                .toList();
    }

    /** Returns a zone by its position. */
    public SimulatedZone zone(int position) {
        return zones.get(position);
    }

    /** Returns the services. */
    public List<SimulatedService> services() {
        return services;
    }

    /** One signal counts against a zone. */
    public synchronized void suspect(int position) {
        zone(position)
                .judged(
                        "Suspect",
                        now(),
                        "2 of 12 renewals of node leases due are missing",
                        List.of(
                                new SignalStatus("heartbeats", "Bad", 12, 2),
                                new SignalStatus("kubelets", "Recent", 2, 1),
                                new SignalStatus("probes", "Good", 40, 0)));
    }

    /** Two signals count against a zone, and it is cordoned. */
    public synchronized void lost(int position) {
        String evidence = "12 of 12 renewals of node leases due are missing; 12 of 12 silent nodes do not answer";
        zone(position)
                .judged(
                        "Unhealthy",
                        now(),
                        evidence,
                        List.of(
                                new SignalStatus("heartbeats", "Bad", 12, 12),
                                new SignalStatus("kubelets", "Bad", 12, 12),
                                new SignalStatus("probes", "Bad", 40, 38)));
        zone(position).ready(0);
        zone(position).cordon(new CordonStatus("Automatic", evidence, now(), null, null));
    }

    /** Some services are evacuated from a zone: no traffic, and their pods are replaced elsewhere. */
    public synchronized void evacuate(int position, int from, int to) {
        String zone = zone(position).name();
        for (SimulatedService service : services.subList(from, to)) {
            int pods = service.perZone();
            service.zone(zone, "Replacing", pods, 0, false, now(), "other zones take over %d pods".formatted(pods));
            others(position)
                    .forEach(other -> service.zone(
                            other, "Active", pods + (pods + 1) / 2, pods, true, now(), "takes over pods of " + zone));
            service.problems(condition(
                    "Evacuating",
                    "Evacuated",
                    zone + " is cordoned: it gets no traffic; other zones replace its pods"));
        }
    }

    /** Their replacements are ready. */
    public synchronized void replaced(int position, int from, int to) {
        String zone = zone(position).name();
        for (SimulatedService service : services.subList(from, to)) {
            int pods = service.perZone();
            service.zone(zone, "Drained", 1, 0, false, now(), "one pod stays to show when the zone has recovered");
            others(position)
                    .forEach(other -> service.zone(
                            other,
                            "Active",
                            pods + (pods + 1) / 2,
                            pods + (pods + 1) / 2,
                            true,
                            now(),
                            "runs pods of " + zone));
        }
    }

    /** A service whose evacuation is refused. */
    public synchronized void refused(int service, int position) {
        SimulatedService refused = services.get(service);
        String zone = zone(position).name();
        refused.zone(zone, "Active", refused.perZone(), 0, true, now(), null);
        refused.problems(condition(
                "EvacuationHeld",
                "MinimumNotReady",
                "%s keeps its traffic: without it 3 pods would be ready, and minimumReady is 4. Add pods in other zones or lower zoneFailure.minimumReady"
                        .formatted(zone)));
    }

    /** The zone has recovered, and everything is as before. */
    public synchronized void recovered(int position) {
        zone(position)
                .judged(
                        "Healthy",
                        now(),
                        "nothing fails: heartbeats, nodes, probes",
                        List.of(new SignalStatus("heartbeats", "Good", 12, 0)));
        zone(position).ready(12);
        zone(position).cordon(null);
        for (SimulatedService service : services) {
            zones.forEach(zone ->
                    service.zone(zone.name(), "Active", service.perZone(), service.perZone(), true, now(), null));
            service.problems();
        }
    }

    /** Returns a condition that reports a problem. */
    public Condition condition(String type, String reason, String message) {
        return new Condition(type, "True", 1L, now(), reason, message);
    }

    private String now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private List<String> others(int position) {
        return zones.stream()
                .map(SimulatedZone::name)
                .filter(name -> !name.equals(zone(position).name()))
                .toList();
    }

    /** Returns the time at which pictures and tests begin. */
    public static Instant morning() {
        return Instant.parse("2026-03-12T09:00:00Z");
    }
}
