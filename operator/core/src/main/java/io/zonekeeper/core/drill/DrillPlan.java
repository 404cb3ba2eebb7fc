package io.zonekeeper.core.drill;

import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What is to be done about drills.
 *
 * @param lost zones to treat as lost, with the user's reason
 * @param memories by zone, what its status is to say of its last drill
 * @param nextLook when to plan again although nothing may have changed
 */
public record DrillPlan(Map<String, String> lost, Map<String, DrillMemory> memories, Optional<Instant> nextLook) {
    /** Copies the maps. */
    public DrillPlan {
        lost = Collections.unmodifiableMap(new TreeMap<>(lost));
        memories = Collections.unmodifiableMap(new TreeMap<>(memories));
    }

    /** Returns what a zone's status is to say. */
    public Optional<DrillMemory> memory(String zone) {
        return Optional.ofNullable(memories.get(zone));
    }

    /** Returns the user's reason where a zone is to be treated as lost. */
    public Optional<String> lost(String zone) {
        return Optional.ofNullable(lost.get(zone));
    }
}
