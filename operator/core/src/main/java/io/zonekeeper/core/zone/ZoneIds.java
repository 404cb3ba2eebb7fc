package io.zonekeeper.core.zone;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.ZoneReason;

/** Reports which zone IDs contradict each other. */
final class ZoneIds {
    private ZoneIds() {}

    /**
     * Returns a {@code ZoneIdMismatch} for nodes of one zone with several IDs, for nodes with another ID than the one
     * recorded of their zone, and for an ID that several zones have.
     */
    static List<Refusal> problems(MergedZone zone, Collection<MergedZone> all) {
        List<Refusal> problems = new ArrayList<>();
        Map<String, Long> ids = zone.nodes().stream()
                .map(NodeFact::zoneId)
                .filter(id -> !id.isEmpty())
                .collect(Collectors.groupingBy(id -> id, TreeMap::new, Collectors.counting()));
        boolean otherThanRecorded =
                ids.size() == 1 && !ids.containsKey(zone.identity().id());
        if (otherThanRecorded) {
            problems.add(new Refusal(
                    ZoneReason.ZONE_ID_MISMATCH,
                    "Zone %s is recorded with the zone ID %s, but all of its nodes carry %s: using %s; correct the label topology.k8s.aws/zone-id, or delete Zone %s to record the ID again."
                            .formatted(
                                    zone.name(),
                                    zone.identity().id(),
                                    String.join(", ", ids.keySet()),
                                    zone.identity().id(),
                                    zone.objectName())));
        }
        if (ids.size() > 1) {
            String counts = ids.entrySet().stream()
                    .map(entry -> entry.getKey() + " on " + nodes(entry.getValue()))
                    .collect(Collectors.joining(", "));
            problems.add(new Refusal(
                    ZoneReason.ZONE_ID_MISMATCH,
                    "Nodes of zone %s carry different zone IDs (%s): using %s; correct the label topology.k8s.aws/zone-id."
                            .formatted(zone.name(), counts, zone.identity().id())));
        }
        // A zone without nodes is left out: it is the past of a renamed one, and gone after the retention.
        List<String> sameId = all.stream()
                .filter(MergedZone::present)
                .filter(other -> other.identity().id().equals(zone.identity().id()))
                .map(MergedZone::name)
                .toList();
        if (zone.present() && !zone.identity().id().isEmpty() && sameId.size() > 1) {
            problems.add(new Refusal(
                    ZoneReason.ZONE_ID_MISMATCH,
                    "Zone ID %s is carried by nodes of several zones (%s): name these zones by name until the label topology.k8s.aws/zone-id is corrected."
                            .formatted(zone.identity().id(), String.join(", ", sameId))));
        }
        return problems;
    }

    private static String nodes(long count) {
        return count == 1 ? "1 node" : count + " nodes";
    }
}
