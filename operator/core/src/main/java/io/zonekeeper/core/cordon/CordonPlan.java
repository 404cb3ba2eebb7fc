package io.zonekeeper.core.cordon;

import java.time.Instant;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Which zones are cordoned, and what was refused.
 *
 * @param decisions one for each zone, by name
 * @param nextChange when the plan may be another one by time alone
 */
public record CordonPlan(SortedMap<String, ZoneDecision> decisions, Optional<Instant> nextChange) {

    /** Copies the map. */
    public CordonPlan {
        decisions = Collections.unmodifiableSortedMap(new TreeMap<>(decisions));
    }
}
