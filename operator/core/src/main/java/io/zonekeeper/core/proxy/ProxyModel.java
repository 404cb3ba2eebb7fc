package io.zonekeeper.core.proxy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What the proxies of one zone do, whatever their engine: the one thing that all renderers read.
 *
 * @param settings what was asked for
 * @param zone the proxies' own zone
 * @param pools the servers by zone, sorted by the zone's name; at least one, and at least one that is not evacuated
 * @param localShare percent of the requests that the own zone's servers should take while they are healthy; the rest
 *     goes to the others, so that a small zone is not flooded
 */
public record ProxyModel(ProxySettings settings, String zone, List<ZonePool> pools, int localShare) {
    /** Copies the list and checks that requests can go somewhere. */
    public ProxyModel {
        pools = List.copyOf(pools);
        if (pools.stream().allMatch(ZonePool::evacuated)) {
            throw new IllegalArgumentException("no zone remains to send requests to");
        }
    }

    /**
     * Returns the own zone's servers; empty where there are none, where they are evacuated, or where none come first.
     */
    public Optional<ZonePool> own() {
        return settings.preferSameZone()
                ? serving().stream().filter(pool -> pool.zone().equals(zone)).findFirst()
                : Optional.empty();
    }

    /**
     * Returns the other zones' servers that requests may go to. The list begins behind the own zone, so that the zones
     * do not all turn to the same one.
     */
    public List<ZonePool> others() {
        List<ZonePool> behind = new ArrayList<>();
        List<ZonePool> before = new ArrayList<>();
        for (ZonePool pool : serving()) {
            int order = pool.zone().compareTo(zone);
            if (order != 0 || own().isEmpty()) {
                (order > 0 ? behind : before).add(pool);
            }
        }
        behind.addAll(before);
        return behind;
    }

    /** Returns the zones that are not evacuated. */
    public List<ZonePool> serving() {
        return pools.stream().filter(pool -> !pool.evacuated()).toList();
    }

    /** Returns whether a server's address is of IP version 6. */
    public boolean ipv6() {
        return pools.stream().flatMap(pool -> pool.servers().stream()).anyMatch(ProxyServer::ipv6);
    }

    /**
     * Returns the servers of some zones, one zone after the other in turn: neighbours are of different zones, so that
     * what takes turns does not go to a dead zone twice in a row.
     */
    static List<ProxyServer> interleaved(List<ZonePool> pools) {
        List<ProxyServer> servers = new ArrayList<>();
        int longest =
                pools.stream().mapToInt(pool -> pool.servers().size()).max().orElse(0);
        for (int place = 0; place < longest; place++) {
            for (ZonePool pool : pools) {
                if (place < pool.servers().size()) {
                    servers.add(pool.servers().get(place));
                }
            }
        }
        return servers;
    }
}
