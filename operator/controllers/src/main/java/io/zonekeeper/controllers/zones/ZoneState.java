package io.zonekeeper.controllers.zones;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import io.zonekeeper.core.health.ZoneStanding;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.ZoneCatalog;

/**
 * What services act on.
 *
 * @param catalog the zones
 * @param standings what the guards decided of each, by name
 */
public record ZoneState(ZoneCatalog catalog, SortedMap<String, ZoneStanding> standings) {
    /** Copies the map. */
    public ZoneState {
        standings = new TreeMap<>(standings);
    }

    /** Returns this state with zones that the children of a service were made for. */
    public ZoneState recalling(List<KnownZone> madeFor) {
        return new ZoneState(catalog.recalling(madeFor), standings);
    }

    /** Whether services where they want to be would do the same. */
    boolean sameAs(ZoneState other) {
        return catalog.zones().equals(other.catalog.zones())
                && standings.keySet().equals(other.standings.keySet())
                && standings.values().stream().allMatch(standing -> {
                    ZoneStanding before = other.standings.get(standing.zone());
                    return standing.cordon().equals(before.cordon())
                            && standing.judgement().dark() == before.judgement().dark();
                });
    }

    /** Whether zones are trusted as before: to come home, or to roll out, depends on it. */
    boolean trustedAs(ZoneState other) {
        return standings.values().stream()
                .allMatch(standing -> Optional.ofNullable(other.standings.get(standing.zone()))
                        .map(before -> before.judgement().healthySince())
                        .equals(Optional.of(standing.judgement().healthySince())));
    }
}
