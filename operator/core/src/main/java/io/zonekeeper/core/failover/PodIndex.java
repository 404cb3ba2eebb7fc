package io.zonekeeper.core.failover;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The pods of an observation by their Service and their workload, looked through once. */
final class PodIndex {
    private final Map<String, List<ProtectedService>> selecting = new HashMap<>();
    private final Map<String, List<PodFact>> ofService = new HashMap<>();
    private final Map<String, List<PodFact>> ofWorkload = new HashMap<>();
    private final Set<String> dark = new HashSet<>();

    PodIndex(FailoverObservation observation) {
        observation.zones().decisions().values().stream()
                .filter(zone -> zone.zoneVerdict().dark())
                .forEach(zone -> dark.add(zone.zone()));
        for (ProtectedService service : observation.services()) {
            service.pods()
                    .forEach(pod -> selecting
                            .computeIfAbsent(pod, name -> new ArrayList<>())
                            .add(service));
            ofService.put(
                    service.name(),
                    service.pods().stream().map(observation.pods()::get).toList());
        }
        observation.pods().values().stream()
                .filter(pod -> !pod.terminating())
                .forEach(pod -> ofWorkload
                        .computeIfAbsent(pod.workload(), key -> new ArrayList<>())
                        .add(pod));
    }

    /** Returns the Services that select a pod. */
    List<ProtectedService> selecting(PodFact pod) {
        return selecting.getOrDefault(pod.name(), List.of());
    }

    /** Returns the pods of a Service. */
    List<PodFact> ofService(String service) {
        return ofService.getOrDefault(service, List.of());
    }

    /** Returns the pods of a workload that are not being deleted. */
    List<PodFact> ofWorkload(Workload workload) {
        return ofWorkload.getOrDefault(workload.key(), List.of());
    }

    /**
     * Returns whether as many pods of a workload are ready as it is to have. Of those in a dark zone nobody knows: the
     * API server reports them as ready for most of a minute.
     */
    boolean complete(Workload workload) {
        return ofWorkload(workload).stream()
                        .filter(pod ->
                                pod.ready() && pod.zone().filter(dark::contains).isEmpty())
                        .count()
                >= workload.replicas();
    }
}
