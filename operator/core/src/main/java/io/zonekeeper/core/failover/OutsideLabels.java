package io.zonekeeper.core.failover;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.FailoverReason;
import io.zonekeeper.core.zone.KnownZone;

/** The labels by which pods say which zones they are outside of. */
final class OutsideLabels {
    private OutsideLabels() {}

    /** Returns the labels that pods with a zone are to get: one for each zone that they are outside of. */
    static SortedMap<String, SortedSet<Integer>> missing(FailoverObservation observation) {
        SortedMap<String, SortedSet<Integer>> labels = new TreeMap<>();
        for (PodFact pod : observation.pods().values()) {
            if (pod.zone().isEmpty() || pod.terminating()) {
                continue;
            }
            SortedSet<Integer> missing = new TreeSet<>();
            for (KnownZone zone : observation.zones().catalog().zones()) {
                zone.slot().ifPresent(slot -> {
                    if (!zone.name().equals(pod.zone().get()) && !pod.outside().contains(slot)) {
                        missing.add(slot);
                    }
                });
            }
            if (!missing.isEmpty()) {
                labels.put(pod.name(), missing);
            }
        }
        return labels;
    }

    /**
     * Returns why a zone with a slot is not to be left yet: a ready pod elsewhere is not known by its labels to be
     * outside of it, and would lose its traffic too.
     *
     * @param pods those of the Service
     */
    static Optional<Refusal> objection(ProtectedService service, KnownZone zone, List<PodFact> pods) {
        int slot = zone.slot().orElseThrow();
        List<PodFact> others = pods.stream()
                .filter(pod -> pod.ready()
                        && !pod.terminating()
                        && pod.zone().filter(name -> !name.equals(zone.name())).isPresent())
                .toList();
        long without =
                others.stream().filter(pod -> !pod.outside().contains(slot)).count();
        return without == 0
                ? Optional.empty()
                : Optional.of(new Refusal(
                        FailoverReason.PODS_WITHOUT_LABELS,
                        "Service %s: %s keeps its traffic for now: %d of %d ready pods in other zones do not carry the label zonekeeper.io/outside-%d yet"
                                .formatted(service.name(), zone.name(), without, others.size(), slot)));
    }
}
