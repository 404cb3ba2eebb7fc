package io.zonekeeper.core.zone;

import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Everything {@link ZoneDiscovery} looks at.
 *
 * @param nodes the cluster's nodes
 * @param remembered the Zone objects
 * @param slotsInUse by zone name, the slot that the labels of its children say; read back from the children so that a
 *     deleted Zone object or a lost status does not change a slot
 * @param zonesWithStacks names of the zones in which children or bound volume claims exist: such a zone is not
 *     forgotten
 */
public record ZoneSnapshot(
        List<NodeFact> nodes,
        List<RememberedZone> remembered,
        Map<String, Integer> slotsInUse,
        Set<String> zonesWithStacks) {

    /** Copies the collections and checks that no Zone object is there twice. */
    public ZoneSnapshot {
        nodes = List.copyOf(nodes);
        remembered = List.copyOf(remembered);
        slotsInUse = Map.copyOf(slotsInUse);
        zonesWithStacks = Set.copyOf(zonesWithStacks);
        if (remembered.stream().map(RememberedZone::objectName).distinct().count() < remembered.size()) {
            throw new IllegalArgumentException("remembered must not hold two Zone objects of one name: " + remembered);
        }
    }
}
