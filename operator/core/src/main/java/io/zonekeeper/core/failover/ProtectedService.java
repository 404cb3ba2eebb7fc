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
 * @param recorded slots of the zones that its label names as excluded
 * @param unprotected why nothing can be done for it; empty where something can
 * @param memory by zone name, what the status records of it
 * @param pods names of the pods that its own selector selects
 * @param checked how observers check its pods; empty where they do not
 */
public record ProtectedService(
        String name,
        Set<Integer> excluded,
        Set<Integer> recorded,
        Optional<Refusal> unprotected,
        Map<String, ZoneMemory> memory,
        List<String> pods,
        Optional<Checked> checked) {
    /**
     * How observers check its pods.
     *
     * @param key what their reports call it
     * @param problem why a check can show nothing of some pods; empty where there is no reason known
     */
    public record Checked(String key, Optional<Refusal> problem) {}

    /** Copies the collections. */
    public ProtectedService {
        excluded = Set.copyOf(excluded);
        recorded = Set.copyOf(recorded);
        memory = Map.copyOf(memory);
        pods = List.copyOf(pods);
    }
}
