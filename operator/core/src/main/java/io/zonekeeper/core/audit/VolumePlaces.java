package io.zonekeeper.core.audit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.zonekeeper.core.audit.facts.ClusterSnapshot;
import io.zonekeeper.core.audit.facts.NodeFact;
import io.zonekeeper.core.audit.facts.PodFact;
import io.zonekeeper.core.audit.facts.VolumeFact;
import io.zonekeeper.core.nodes.NodeDemand.Term;

/** In which zones the volumes of pods can be attached. */
final class VolumePlaces {
    private record Claim(String namespace, String name) {}

    private final List<NodeFact> nodes;
    private final Map<Claim, VolumeFact> volumes = new HashMap<>();
    private final Map<List<Term>, Set<String>> zones = new HashMap<>();

    VolumePlaces(ClusterSnapshot snapshot) {
        nodes = snapshot.nodes();
        snapshot.volumes().forEach(volume -> volumes.put(new Claim(volume.namespace(), volume.claim()), volume));
    }

    /** Returns whether a pod of a zone has a volume that no other zone can attach. */
    boolean held(PodFact pod, String zone) {
        return pod.claims().stream()
                .map(claim -> volumes.get(new Claim(pod.namespace(), claim)))
                .anyMatch(volume -> volume != null
                        && !volume.terms().isEmpty()
                        && zones(volume.terms()).stream().allMatch(zone::equals));
    }

    private Set<String> zones(List<Term> terms) {
        return zones.computeIfAbsent(
                terms,
                alternatives -> nodes.stream()
                        .filter(node -> alternatives.stream().anyMatch(term -> term.holds(node.traits())))
                        .map(node -> node.traits().zone())
                        .collect(Collectors.toSet()));
    }
}
