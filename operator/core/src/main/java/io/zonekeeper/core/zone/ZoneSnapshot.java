package io.zonekeeper.core.zone;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Everything {@link ZoneDiscovery} checks.
 *
 * @param nodes the cluster's nodes
 * @param remembered the Zone objects
 * @param slotsInUse by zone name, the slot that the labels of its children say; read back from the children so that a
 *     deleted Zone object or a lost status does not change a slot; empty while that is not known: no new slot is given
 *     until it is
 * @param zonesWithStacks names of the zones in which children or bound volume claims exist: such a zone is not
 *     forgotten; empty while that is not known: no zone is
 */
public record ZoneSnapshot(
        List<NodeFact> nodes,
        List<RememberedZone> remembered,
        Optional<Map<String, Integer>> slotsInUse,
        Optional<Set<String>> zonesWithStacks) {

    /** Copies the collections and checks that no Zone object is there twice. */
    public ZoneSnapshot {
        nodes = List.copyOf(nodes);
        remembered = List.copyOf(remembered);
        slotsInUse = slotsInUse.map(Map::copyOf);
        zonesWithStacks = zonesWithStacks.map(Set::copyOf);
        if (remembered.stream().map(RememberedZone::objectName).distinct().count() < remembered.size()) {
            throw new IllegalArgumentException("remembered must not hold two Zone objects of one name: " + remembered);
        }
    }
}
