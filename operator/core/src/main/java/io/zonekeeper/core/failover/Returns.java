package io.zonekeeper.core.failover;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.failover.FailoverPlan.Eviction;
import io.zonekeeper.core.failover.FailoverPlan.ServicePlan;
import io.zonekeeper.core.failover.FailoverPlan.ZonePlan;
import io.zonekeeper.core.reasons.FailoverReason;

/**
 * Moves pods back to zones that have their traffic again.
 *
 * <ol>
 *   <li>One pod at a time for all Services together, and only while all that its workload is to have are ready and a
 *       node of the zone takes them: the next one is due when the replacement of the last one is ready. A workload of
 *       which a pod can be scheduled nowhere keeps its pods, and no other from returning.
 *   <li>It is one of the workload and the other zone with the most pods, and only while that zone has two more than the
 *       one that it returns to: fewer is no spread that is better.
 *   <li>The status records the pod before it is evicted. If afterwards the zone has no pod more, the scheduler does not
 *       use it for these pods: then no more are moved.
 *   <li>It ends with that, when the zone has as many pods as before its evacuation, or when nothing is to be gained.
 *       Workloads may have grown meanwhile: where a hard spread constraint over zones is not satisfied yet, it goes on.
 * </ol>
 */
final class Returns {
    private final FailoverObservation observation;
    private final PodIndex index;
    private final Map<String, Map<String, ZonePlan>> returning = new HashMap<>();
    private final List<Eviction> evictions = new ArrayList<>();
    private final List<Refusal> heldBack = new ArrayList<>();

    private Returns(FailoverObservation observation, PodIndex pods) {
        this.observation = observation;
        this.index = pods;
    }

    static Returns of(FailoverObservation observation, PodIndex pods, List<ServicePlan> services) {
        var returns = new Returns(observation, pods);
        services.forEach(service -> service.zones().stream()
                .filter(zone -> zone.state() == StackState.RETURNING)
                .forEach(zone -> returns.returning
                        .computeIfAbsent(service.name(), name -> new HashMap<>())
                        .put(zone.zone().name(), returns.next(service, zone))));
        return returns;
    }

    List<Eviction> evictions() {
        return evictions;
    }

    List<Refusal> heldBack() {
        return heldBack;
    }

    /** Returns a zone of a Service with how far its return has come. */
    ZonePlan withProgress(String service, ZonePlan zone) {
        return returning
                .getOrDefault(service, Map.of())
                .getOrDefault(zone.zone().name(), zone);
    }

    /** Returns whether a zone has fewer pods of a workload than a hard spread constraint over zones asks for. */
    static boolean uneven(List<PodFact> pods, Map<String, Workload> workloads, String zone) {
        Map<String, Map<String, Long>> counts = pods.stream()
                .filter(pod -> !pod.terminating() && pod.zone().isPresent())
                .collect(Collectors.groupingBy(
                        PodFact::workload,
                        Collectors.groupingBy(pod -> pod.zone().orElseThrow(), Collectors.counting())));
        return counts.entrySet().stream().anyMatch(workload -> {
            long most = workload.getValue().values().stream().max(Long::compare).orElse(0L);
            long here = workload.getValue().getOrDefault(zone, 0L);
            return workloads.get(workload.getKey()).spreads().stream()
                    .anyMatch(spread -> most - here > Math.max(1, spread.maxSkew()));
        });
    }

    private ZonePlan next(ServicePlan service, ZonePlan zone) {
        String name = zone.zone().name();
        Optional<ZoneMemory.ReturnEviction> last = zone.memory().lastEviction();
        Optional<PodFact> intended =
                last.map(eviction -> observation.pods().get(eviction.pod())).filter(pod -> !pod.terminating());
        if (intended.isPresent()) {
            // It was recorded, and whoever did that did not come to evict it, or a budget does not allow it yet.
            return evict(zone, intended.get());
        }
        List<PodFact> pods = index.ofService(service.name());
        if (observation.zones().tainted().contains(name) || !pods.stream().allMatch(this::settled)) {
            return returning(zone, progress(zone, pods));
        }
        if (last.filter(eviction -> zone.pods() <= eviction.podsInZone()).isPresent()) {
            String message =
                    "Service %s: %s has %d of %d pods and gets no more: the scheduler placed the last one elsewhere; kubectl rollout restart spreads them again"
                            .formatted(
                                    service.name(),
                                    name,
                                    zone.pods(),
                                    zone.memory().home().orElse(0));
            heldBack.add(new Refusal(FailoverReason.NOT_SPREAD_AGAIN, message));
            return active(zone);
        }
        Optional<PodFact> donor = donor(pods, name, index::complete);
        if (donor.isEmpty() && donor(pods, name, any -> true).isPresent()) {
            return returning(zone, progress(zone, pods));
        }
        return donor.map(pod -> evictions.isEmpty() ? evict(zone, pod) : waiting(zone))
                .orElseGet(() -> active(zone));
    }

    private String progress(ZonePlan zone, List<PodFact> pods) {
        return "failing back: traffic returned, %d of %d pods are back%s"
                .formatted(zone.pods(), zone.memory().home().orElse(0), waitingFor(pods));
    }

    /** A pod of the workload and zone that can best spare one; empty where that would gain nothing. */
    private Optional<PodFact> donor(List<PodFact> pods, String zone, Predicate<Workload> givesAway) {
        Map<String, List<PodFact>> byWorkload = pods.stream()
                .filter(pod -> !pod.terminating()
                        && pod.zone().isPresent()
                        && pod.volumeZone().isEmpty())
                .collect(Collectors.groupingBy(PodFact::workload, TreeMap::new, Collectors.toList()));
        record Gain(PodFact pod, int more) {}
        List<Gain> gains = new ArrayList<>();
        byWorkload.forEach((key, all) -> {
            Workload workload = observation.workloads().get(key);
            if (workload.kind() != Workload.Kind.REPLICATED
                    || !givesAway.test(workload)
                    || workload.fit(zone).open() == 0) {
                return;
            }
            Map<String, List<PodFact>> byZone = all.stream()
                    .collect(Collectors.groupingBy(pod -> pod.zone().orElseThrow(), TreeMap::new, Collectors.toList()));
            int here = byZone.getOrDefault(zone, List.of()).size();
            byZone.values().stream()
                    .max(Comparator.comparingInt(List::size))
                    .filter(most -> most.size() - here >= 2)
                    .ifPresent(most -> gains.add(new Gain(
                            most.stream()
                                    .max(Comparator.comparing(PodFact::name))
                                    .orElseThrow(),
                            most.size() - here)));
        });
        return gains.stream()
                .max(Comparator.comparingInt(Gain::more)
                        .thenComparing(gain -> gain.pod().name()))
                .map(Gain::pod);
    }

    /** Nothing of its workload is missing, starts or ends; or what is missing is not to be waited for. */
    private boolean settled(PodFact pod) {
        Workload workload = observation.workloads().get(pod.workload());
        return workload.kind() != Workload.Kind.REPLICATED
                || index.complete(workload)
                || index.ofWorkload(workload).stream()
                        .anyMatch(each -> each.unschedulable().isPresent());
    }

    private String waitingFor(List<PodFact> pods) {
        return pods.stream()
                .map(pod -> observation.workloads().get(pod.workload()))
                .filter(workload -> workload.kind() == Workload.Kind.REPLICATED && !index.complete(workload))
                .min(Comparator.comparing(Workload::key))
                .map(workload -> "; waiting for %s: %d of %d pods are ready"
                        .formatted(
                                workload.display(),
                                index.ofWorkload(workload).stream()
                                        .filter(PodFact::ready)
                                        .count(),
                                workload.replicas()))
                .orElse("");
    }

    private ZonePlan evict(ZonePlan zone, PodFact pod) {
        evictions.add(new Eviction(pod.name(), zone.zone().name()));
        ZoneMemory memory = zone.memory();
        boolean same = memory.lastEviction()
                .filter(last -> last.pod().equals(pod.name()))
                .isPresent();
        return zone.with(
                same ? memory : memory.with(new ZoneMemory.ReturnEviction(pod.name(), zone.pods())),
                waiting(zone).reason());
    }

    private static ZonePlan waiting(ZonePlan zone) {
        return returning(
                zone,
                "failing back: traffic returned, %d of %d pods are back, one after the other"
                        .formatted(zone.pods(), zone.memory().home().orElse(0)));
    }

    private static ZonePlan returning(ZonePlan zone, String reason) {
        return zone.with(zone.memory(), Optional.of(reason));
    }

    private static ZonePlan active(ZonePlan zone) {
        return zone.with(ZoneMemory.active(zone.memory().since(), zone.memory().failedAt()), zone.reason());
    }
}
