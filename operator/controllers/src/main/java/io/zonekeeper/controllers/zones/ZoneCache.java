package io.zonekeeper.controllers.zones;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.zonekeeper.api.v1alpha1.Zone;

/**
 * The Zones of a cache, with what was written since: a round that begins before the watch has brought back what the
 * last one wrote must not decide the same again.
 */
final class ZoneCache {
    private final Map<String, Zone> written = new ConcurrentHashMap<>();

    /** Remembers the API server's answer to a write. */
    void wrote(Zone zone) {
        written.put(zone.getMetadata().getName(), zone);
    }

    /** Returns the newer one of each cached Zone and what was last written of it. */
    List<Zone> over(List<Zone> cached) {
        return cached.stream().map(this::newer).toList();
    }

    private Zone newer(Zone cached) {
        Zone mine = written.get(cached.getMetadata().getName());
        if (mine == null) {
            return cached;
        }
        boolean sameObject =
                mine.getMetadata().getUid().equals(cached.getMetadata().getUid());
        if (sameObject && version(mine) > version(cached)) {
            return mine;
        }
        written.remove(cached.getMetadata().getName());
        return cached;
    }

    /** Resource versions are numbers that grow, as Kubernetes promises since 1.35 (KEP-5504) and has always kept. */
    private static long version(Zone zone) {
        return Long.parseLong(zone.getMetadata().getResourceVersion());
    }
}
