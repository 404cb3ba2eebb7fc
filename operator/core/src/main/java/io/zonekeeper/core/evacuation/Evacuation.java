package io.zonekeeper.core.evacuation;

import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.placement.Placement;

/**
 * How a service leaves zones and fails back to them.
 *
 * @param home the placement had no zone been left
 * @param zones by zone name, what is said of each zone of the service
 * @param departingAway zones that are no longer the service's and get no traffic
 * @param frozen whether nothing is scaled by this plan: its one step is the traffic, or the record of home
 * @param floor ready pods to be kept in traffic while a zone is without; 0 when none is
 * @param heldBack what was ordered and is not done
 * @param again whether a step was taken that allows for the next at once
 * @param nextChange when time alone changes the plan; now when {@code again}
 */
public record Evacuation(
        Placement home,
        SortedMap<String, ZoneEvacuation> zones,
        Set<String> departingAway,
        boolean frozen,
        int floor,
        List<Refusal> heldBack,
        boolean again,
        Optional<Instant> nextChange) {
    /** Copies the collections. */
    public Evacuation {
        zones = Collections.unmodifiableSortedMap(new TreeMap<>(zones));
        departingAway = Set.copyOf(departingAway);
        heldBack = List.copyOf(heldBack);
    }

    /** Returns whether a zone gets traffic. */
    public boolean inTraffic(String zone) {
        ZoneEvacuation evacuation = zones.get(zone);
        return evacuation == null ? !departingAway.contains(zone) : evacuation.inTraffic();
    }
}
