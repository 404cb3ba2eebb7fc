package io.zonekeeper.app.evacuation;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneFailure;
import io.zonekeeper.api.v1alpha1.ZonedService;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Watches, all through a test, what must never be.
 *
 * <ol>
 *   <li>No more than one zone is cordoned automatically.
 *   <li>Not every zone is cordoned.
 *   <li>A selector that matches no pod that answers, while the service has one that does.
 *   <li>Fewer pods in traffic than the floor, while the service has enough that answer.
 *   <li>Fewer pods that answer than {@code replicas}, once there were as many, unless a zone is dark or pods may go.
 *   <li>Where a test asks for it: an automatic cordon of a zone that was never dark.
 * </ol>
 *
 * <p>Objects are not read at one moment, so what is said of services counts when two samples in a row show it. Pods of
 * a zone that the test called dark do not answer, whatever their status says. A service is watched from when it first
 * had its replicas in traffic, and anew when it is scaled.
 */
public final class Invariants implements AutoCloseable {
    private static final String SERVICE = "zonekeeper.io/service";
    private static final long EVERY_MILLIS = 150;
    private static final int MOST_AUTOMATIC = 1;
    private static final int DEFAULT_MIN_READY_PERCENT = 60;

    private final KubernetesClient client;
    private final Set<String> dark = ConcurrentHashMap.newKeySet();
    private final Set<String> everDark = ConcurrentHashMap.newKeySet();
    private final Set<String> disrupted = ConcurrentHashMap.newKeySet();
    private final Set<String> violations = new TreeSet<>();
    private final Map<String, Integer> reached = new ConcurrentHashMap<>();
    private final Set<String> whole = ConcurrentHashMap.newKeySet();
    private final Thread thread =
            Thread.ofPlatform().name("invariants").daemon().unstarted(this::watch);
    private Set<String> suspicions = Set.of();
    private volatile boolean onlyDarkZones;
    private volatile boolean closed;
    private int samples;

    private Invariants(KubernetesClient client) {
        this.client = client;
    }

    /** Begins to watch the services of the client's namespace. */
    public static Invariants watch(KubernetesClient client) {
        var invariants = new Invariants(client);
        invariants.thread.start();
        return invariants;
    }

    /** From now on an automatic cordon of a zone that was never dark is a violation. */
    public Invariants onlyDarkZonesAreCordoned() {
        onlyDarkZones = true;
        return this;
    }

    /** Pods of these services may go before others are there, as while a node is drained or a StatefulSet is rolled. */
    public void podsMayGo(Collection<String> services) {
        disrupted.addAll(services);
    }

    /** Pods of these services may go no longer before others are there. */
    public void podsStay(Collection<String> services) {
        whole.removeAll(services);
        disrupted.removeAll(services);
    }

    /** From now on the pods of this zone do not answer. */
    public void dark(String zone) {
        dark.add(zone);
        everDark.add(zone);
        whole.clear();
    }

    /** The pods of this zone answer again. */
    public void lit(String zone) {
        dark.remove(zone);
    }

    /** Fails if anything was seen that must not be. */
    @Override
    public void close() {
        closed = true;
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        assertThat(violations).as("what must never be").isEmpty();
        assertThat(samples).as("samples taken").isPositive();
    }

    private void watch() {
        while (!closed) {
            try {
                look();
                Thread.sleep(EVERY_MILLIS);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void look() {
        try {
            sample();
            samples++;
        } catch (KubernetesClientException e) {
            suspicions = Set.of(); // the API server is away: that is the test's doing
        }
    }

    private void sample() {
        zones(client.resources(Zone.class).list().getItems());
        Set<String> seen = new HashSet<>();
        List<ZonedService> services =
                client.resources(ZonedService.class).list().getItems();
        Map<String, Service> routes = client.services().list().getItems().stream()
                .collect(Collectors.toMap(route -> route.getMetadata().getName(), route -> route));
        Map<String, List<Pod>> pods = client.pods().withLabel(SERVICE).list().getItems().stream()
                .collect(Collectors.groupingBy(
                        pod -> pod.getMetadata().getLabels().get(SERVICE)));
        for (ZonedService service : services) {
            String name = service.getMetadata().getName();
            Service route = routes.get(name);
            boolean routed = service.getSpec().service() != null && route != null;
            if (routed && service.getMetadata().getDeletionTimestamp() == null) {
                seen.addAll(service(service, route, pods.getOrDefault(name, List.of())));
            }
        }
        seen.stream().filter(suspicions::contains).forEach(violations::add);
        suspicions = seen;
    }

    private void zones(List<Zone> zones) {
        List<String> cordons = zones.stream()
                .map(Zone::getStatus)
                .filter(status -> status != null && status.cordon() != null)
                .map(status -> status.cordon().by())
                .toList();
        if (cordons.stream().filter("Automatic"::equals).count() > MOST_AUTOMATIC) {
            violations.add("more than %d zone is cordoned automatically".formatted(MOST_AUTOMATIC));
        }
        if (onlyDarkZones) {
            zones.stream()
                    .filter(zone -> zone.getStatus() != null && zone.getStatus().cordon() != null)
                    .filter(zone -> zone.getStatus().cordon().by().equals("Automatic"))
                    .map(zone -> zone.getMetadata().getName())
                    .filter(zone -> !everDark.contains(zone))
                    .forEach(zone -> violations.add(zone + " was never dark and is cordoned automatically"));
        }
        if (!zones.isEmpty() && cordons.size() == zones.size()) {
            violations.add("every zone is cordoned");
        }
    }

    private List<String> service(ZonedService service, Service route, List<Pod> pods) {
        String name = service.getMetadata().getName();
        int replicas = service.getSpec().replicas();
        int floor = Math.max(1, Math.ceilDiv(replicas * minReadyPercent(service), 100));
        List<Pod> answering = pods.stream()
                .filter(Invariants::ready)
                .filter(pod -> !dark.contains(pod.getMetadata().getLabels().get("zonekeeper.io/zone")))
                .toList();
        long inTraffic = answering.stream()
                .filter(pod -> pod.getMetadata()
                        .getLabels()
                        .entrySet()
                        .containsAll(route.getSpec().getSelector().entrySet()))
                .count();
        if (inTraffic >= replicas) {
            reached.put(name, replicas);
            if (dark.isEmpty()) {
                whole.add(name);
            }
        }
        List<String> seen = new ArrayList<>();
        if (!Integer.valueOf(replicas).equals(reached.get(name)) || replicas == 0) {
            whole.remove(name);
            return seen;
        }
        if (inTraffic == 0 && !answering.isEmpty()) {
            seen.add(name + ": the selector matches none of the pods that answer");
        }
        if (inTraffic < floor && answering.size() >= floor) {
            seen.add("%s: fewer than %d pods in traffic though enough answer".formatted(name, floor));
        }
        boolean mayGo = disrupted.contains(name) || !dark.isEmpty();
        if (whole.contains(name) && !mayGo && answering.size() < replicas) {
            seen.add("%s: fewer than %d pods answer though no zone is dark".formatted(name, replicas));
        }
        return seen;
    }

    private static int minReadyPercent(ZonedService service) {
        return Optional.ofNullable(service.getSpec().zoneFailure())
                .map(ZoneFailure::minReadyPercent)
                .orElse(DEFAULT_MIN_READY_PERCENT);
    }

    /** Returns whether a pod is Ready and stays. */
    public static boolean ready(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null
                && pod.getStatus() != null
                && pod.getStatus().getConditions().stream()
                        .anyMatch(condition -> condition.getType().equals("Ready")
                                && condition.getStatus().equals("True"));
    }
}
