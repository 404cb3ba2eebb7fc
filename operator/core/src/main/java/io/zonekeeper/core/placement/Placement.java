package io.zonekeeper.core.placement;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import io.zonekeeper.core.Refusal;

/**
 * How many replicas are to run in which zone.
 *
 * @param targets replicas by zone name; every zone of the request is in it, those not available with 0
 * @param total the sum of the targets
 * @param redundancy how many zones may be lost, against how many were to be tolerated
 * @param problems contradictions in the request and how they were settled: {@code NoZone}, {@code MaximumsTooLow},
 *     {@code MinimumsExceedReplicas}, {@code VolumesHoldZones}
 */
public record Placement(SortedMap<String, Integer> targets, int total, Redundancy redundancy, List<Refusal> problems) {

    /** Copies the collections. */
    public Placement {
        targets = Collections.unmodifiableSortedMap(new TreeMap<>(targets));
        problems = List.copyOf(problems);
    }

    /** Returns the replicas to run in a zone, 0 for a zone that the request did not name. */
    public int target(String zone) {
        return targets.getOrDefault(zone, 0);
    }
}
