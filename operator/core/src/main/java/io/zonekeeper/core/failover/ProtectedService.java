package io.zonekeeper.core.failover;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.core.Refusal;

/**
 * A selected Service.
 *
 * @param name its name
 * @param excluded slots of the zones that its selector excludes now
 * @param unprotected why nothing can be done for it; empty where something can
 * @param memory by zone name, what the status records of it
 * @param pods names of the pods that its own selector selects
 */
public record ProtectedService(
        String name,
        Set<Integer> excluded,
        Optional<Refusal> unprotected,
        Map<String, ZoneMemory> memory,
        List<String> pods) {
    /** Copies the collections. */
    public ProtectedService {
        excluded = Set.copyOf(excluded);
        memory = Map.copyOf(memory);
        pods = List.copyOf(pods);
    }
}
