package io.zonekeeper.controllers.cluster;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

import io.zonekeeper.api.v1alpha1.ZoneFailover;
import io.zonekeeper.controllers.framework.Primaries;

/** Services that ZoneFailovers protect and whose pods observers check, as reconciles found them. */
public final class ProtectedServices {
    private final Primaries<ZoneFailover> failovers;
    private final Map<String, Set<String>> byFailover = new ConcurrentHashMap<>();

    ProtectedServices(Primaries<ZoneFailover> failovers) {
        this.failovers = failovers;
    }

    /**
     * Notes the Services of a ZoneFailover.
     *
     * @param failover its key
     * @param services what observers call them
     */
    public void note(String failover, Set<String> services) {
        byFailover.put(failover, Set.copyOf(services));
    }

    /** Returns what observers call all of them. */
    Set<String> keys() {
        failovers
                .keys()
                .ifPresent(known -> byFailover
                        .keySet()
                        .removeIf(key -> FailoverKeys.id(key)
                                .filter(id -> failovers.get(id).isPresent())
                                .isEmpty()));
        return byFailover.values().stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());
    }
}
