package io.zonekeeper.core.failover;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.FailoverReason;

/** What the health checks of a Service can show. */
final class HealthEvidence {
    private HealthEvidence() {}

    /** Returns why they would not show that it fails; empty where they would, or there are none. */
    static Optional<Refusal> missing(ProtectedService service, FailoverObservation.Health health) {
        return service.checked()
                .flatMap(checked -> checked.problem()
                        .or(() -> health.unanswered().contains(checked.key())
                                ? Optional.of(
                                        new Refusal(
                                                FailoverReason.HEALTH_CHECKS_UNANSWERED,
                                                "none of its ready pods has passed its health checks from any observer: correct spec.healthChecks, or let observers reach the pods"))
                                : Optional.empty()));
    }

    /** Returns whether two sets of pods of one Deployment run: one is on trial, which of them is not known here. */
    static boolean onTrial(List<PodFact> pods, Map<String, Workload> workloads) {
        Map<String, Set<String>> sets = new HashMap<>();
        pods.stream()
                .filter(pod -> !pod.terminating())
                .map(pod -> workloads.get(pod.workload()))
                .filter(workload -> workload.kind() == Workload.Kind.REPLICATED)
                .forEach(workload -> sets.computeIfAbsent(workload.display(), name -> new HashSet<>())
                        .add(workload.key()));
        return sets.values().stream().anyMatch(keys -> keys.size() > 1);
    }
}
