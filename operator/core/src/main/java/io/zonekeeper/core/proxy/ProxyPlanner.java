package io.zonekeeper.core.proxy;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Decides what the proxies of each zone do.
 *
 * <ol>
 *   <li>Servers are put together by zone. An address that is listed in two zones, as when one pod's was given to the
 *       next, counts in one of them: in one that is evacuated, else in the first by name.
 *   <li>Evacuated zones are left, whatever a proxy's own checks find; where that would be all of them, none is.
 *   <li>Each zone's proxies prefer their own zone's servers as long as those get at most {@link #MOST_LOAD_PERCENT} of
 *       the load of an average server, when every zone's proxies get as many requests; what is more goes to the others.
 * </ol>
 *
 * <p>Invariants: every model has a server to send to; the order of the input does not matter; a zone that has as many
 * servers as the average keeps all of its requests.
 */
public final class ProxyPlanner {
    /** Half as much again: a rollout that takes one of three pods is no reason to leave the zone. */
    static final int MOST_LOAD_PERCENT = 150;

    private ProxyPlanner() {}

    /**
     * Returns the plan.
     *
     * @param settings what was asked for
     * @param servers what can be sent to, at least one
     * @param evacuated zones that are to be left, by name
     * @param proxyZones the zones that have proxies, by name
     * @throws IllegalArgumentException when there is no server
     */
    public static ProxyPlan plan(
            ProxySettings settings,
            Collection<ProxyServer> servers,
            Set<String> evacuated,
            Collection<String> proxyZones) {
        Map<String, NavigableSet<ProxyServer>> byAddress = servers.stream()
                .collect(Collectors.groupingBy(
                        ProxyServer::hostAndPort, TreeMap::new, Collectors.toCollection(TreeSet::new)));
        SortedMap<String, List<ProxyServer>> byZone = byAddress.values().stream()
                .map(same -> one(same, evacuated))
                .collect(Collectors.groupingBy(ProxyServer::zone, TreeMap::new, Collectors.toList()));
        if (byZone.isEmpty()) {
            throw new IllegalArgumentException("there is no server to send requests to");
        }
        boolean failOpen = evacuated.containsAll(byZone.keySet());
        SortedSet<String> left = new TreeSet<>(failOpen ? Set.of() : evacuated);
        List<ZonePool> pools = byZone.entrySet().stream()
                .map(zone -> new ZonePool(zone.getKey(), zone.getValue(), left.contains(zone.getKey())))
                .toList();

        SortedMap<String, ProxyModel> models = new TreeMap<>();
        for (String zone : proxyZones) {
            models.put(zone, new ProxyModel(settings, zone, pools, localShare(zone, pools, Set.copyOf(proxyZones))));
        }
        return new ProxyPlan(
                models, left, failOpen, settings.engine().limits(settings), inTwoZones(byAddress, evacuated));
    }

    private static ProxyServer one(NavigableSet<ProxyServer> same, Set<String> evacuated) {
        return same.stream()
                .filter(server -> evacuated.contains(server.zone()))
                .findFirst()
                .orElseGet(same::getFirst);
    }

    private static List<String> inTwoZones(Map<String, NavigableSet<ProxyServer>> byAddress, Set<String> evacuated) {
        return byAddress.entrySet().stream()
                .filter(same -> same.getValue().size() > 1)
                .map(same -> "%s is listed in %s and counts in %s"
                        .formatted(
                                same.getKey(),
                                same.getValue().stream().map(ProxyServer::zone).collect(Collectors.joining(" and ")),
                                one(same.getValue(), evacuated).zone()))
                .toList();
    }

    private static int localShare(String zone, List<ZonePool> pools, Set<String> proxyZones) {
        List<ZonePool> serving =
                pools.stream().filter(pool -> !pool.evacuated()).toList();
        long all = serving.stream().mapToLong(pool -> pool.servers().size()).sum();
        long own = serving.stream()
                .filter(pool -> pool.zone().equals(zone))
                .mapToLong(pool -> pool.servers().size())
                .sum();
        // An average server gets 1/all of the requests; one of the zone, if all stay, 1/(zones * own).
        return (int) Math.min(100, MOST_LOAD_PERCENT * (long) proxyZones.size() * own / all);
    }
}
