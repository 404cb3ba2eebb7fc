package io.zonekeeper.core.failover;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The pods of an observation by their Service and their workload, looked through once. */
final class PodIndex {
    private final Map<String, List<ProtectedService>> selecting = new HashMap<>();
    private final Map<String, List<PodFact>> ofService = new HashMap<>();
    private final Map<String, List<PodFact>> ofWorkload = new HashMap<>();

    PodIndex(FailoverObservation observation) {
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

    /** Returns whether as many pods of a workload are ready as it is to have. */
    boolean complete(Workload workload) {
        return ofWorkload(workload).stream().filter(PodFact::ready).count() >= workload.replicas();
    }
}
