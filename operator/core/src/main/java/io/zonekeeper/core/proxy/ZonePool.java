package io.zonekeeper.core.proxy;

import java.util.List;

import io.zonekeeper.core.zone.ZoneObjectName;

/**
 * The servers of one zone.
 *
 * @param zone the zone's name
 * @param servers its servers, sorted; at least one
 * @param evacuated whether they get nothing but what no other zone can take
 */
public record ZonePool(String zone, List<ProxyServer> servers, boolean evacuated) {
    /** Copies the list. */
    public ZonePool {
        servers = servers.stream().sorted().toList();
    }

    /** Returns what configurations call the zone: letters, digits and hyphens only. */
    public String id() {
        return ZoneObjectName.of(zone);
    }
}
