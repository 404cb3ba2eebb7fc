package io.zonekeeper.controllers.cluster;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

import io.zonekeeper.core.cordon.CordonPlan;
import io.zonekeeper.core.cordon.ZoneDecision;
import io.zonekeeper.core.zone.DiscoveryPlan;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.ZoneCatalog;

/**
 * What services act on.
 *
 * @param catalog the zones
 * @param decisions what the guards decided of each, by name
 */
public record ZoneState(ZoneCatalog catalog, SortedMap<String, ZoneDecision> decisions) {
    /** Copies the map. */
    public ZoneState {
        decisions = new TreeMap<>(decisions);
    }

    /**
     * Makes the state of a plan. Present means here that a node of the zone takes pods; which services' is asked for
     * each.
     */
    public static ZoneState of(DiscoveryPlan discovery, CordonPlan cordons) {
        return new ZoneState(
                ZoneCatalog.of(discovery.zones().stream()
                        .map(zone ->
                                new KnownZone(zone.identity(), zone.objectName(), zone.takingPods() > 0, zone.slot()))
                        .toList()),
                cordons.decisions());
    }

    /**
     * Returns this state with zones as they were before; without those that were not there before.
     *
     * @param zones names of the zones of which it could not be recorded
     */
    public ZoneState keeping(Set<String> zones, Optional<ZoneState> before) {
        if (zones.isEmpty()) {
            return this;
        }
        List<KnownZone> known = new ArrayList<>(catalog.zones());
        known.removeIf(zone -> zones.contains(zone.name()));
        TreeMap<String, ZoneDecision> kept = new TreeMap<>(decisions);
        kept.keySet().removeAll(zones);
        before.ifPresent(last -> {
            last.catalog().zones().stream()
                    .filter(zone -> zones.contains(zone.name()))
                    .forEach(known::add);
            last.decisions().values().stream()
                    .filter(decision -> zones.contains(decision.zone()))
                    .forEach(decision -> kept.put(decision.zone(), decision));
        });
        return new ZoneState(ZoneCatalog.of(known), kept);
    }

    /** Returns this state with zones that the children of a service were made for. */
    public ZoneState recalling(List<KnownZone> madeFor) {
        return new ZoneState(catalog.recalling(madeFor), decisions);
    }

    /** Whether services where they want to be would do the same. */
    boolean sameAs(ZoneState other) {
        return catalog.zones().equals(other.catalog.zones())
                && decisions.keySet().equals(other.decisions.keySet())
                && decisions.values().stream().allMatch(decision -> {
                    ZoneDecision before = other.decisions.get(decision.zone());
                    return decision.cordon().equals(before.cordon())
                            && decision.zoneVerdict().dark()
                                    == before.zoneVerdict().dark();
                });
    }

    /** Whether zones are trusted as before: to fail back, or to roll out, depends on it. */
    boolean trustedAs(ZoneState other) {
        return decisions.values().stream()
                .allMatch(decision -> Optional.ofNullable(other.decisions.get(decision.zone()))
                        .map(before -> before.zoneVerdict().healthySince())
                        .equals(Optional.of(decision.zoneVerdict().healthySince())));
    }
}
