package io.zonekeeper.core.zone;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.ServiceReason;

/**
 * The zones that the operator knows, found by name or ID.
 *
 * <p>A name wins over an ID that reads the same. An ID carried by several zones identifies the only one of them that
 * has nodes (the others are the past of a renamed zone); if there is not exactly one, the name must be written.
 *
 * <p>An ID that identifies no known zone, or for several, may still be what something that runs was made for
 * ({@link #recalling}): node labels that are wrong take no zone from it.
 */
public final class ZoneCatalog {
    private final Map<String, KnownZone> byName = new TreeMap<>();
    private final Map<String, List<KnownZone>> byId = new TreeMap<>();

    private final List<KnownZone> recalled;

    private ZoneCatalog(Collection<KnownZone> zones, List<KnownZone> recalled) {
        this.recalled = List.copyOf(recalled);
        for (KnownZone zone : zones) {
            if (byName.put(zone.name(), zone) != null) {
                throw new IllegalArgumentException("zones must not hold a zone twice: " + zone.name());
            }
            String id = zone.identity().id();
            if (!id.isEmpty()) {
                byId.computeIfAbsent(id, key -> new ArrayList<>()).add(zone);
            }
        }
        byId.values().forEach(same -> same.sort(Comparator.comparing(KnownZone::name)));
    }

    /** Returns the catalog of these zones, each of another name. */
    public static ZoneCatalog of(List<KnownZone> zones) {
        return new ZoneCatalog(zones, List.of());
    }

    /**
     * Returns this catalog with zones that running children were made for. An ID that identifies no zone of this
     * catalog, or for several, identifies the one of them whose children were made for it; {@link #zones} tells of no
     * others.
     */
    public ZoneCatalog recalling(List<KnownZone> madeFor) {
        return new ZoneCatalog(byName.values(), madeFor);
    }

    /** Returns the zones, ordered by name. */
    public List<KnownZone> zones() {
        return List.copyOf(byName.values());
    }

    /** Returns the zone that a name or ID identifies. */
    public Resolution resolve(String nameOrId) {
        KnownZone named = byName.get(nameOrId);
        if (named != null) {
            return new Resolution.Found(named);
        }
        List<KnownZone> sameId = byId.getOrDefault(nameOrId, List.of());
        List<KnownZone> present = sameId.stream().filter(KnownZone::present).toList();
        if (sameId.size() == 1 || present.size() == 1) {
            return new Resolution.Found(present.size() == 1 ? present.getFirst() : sameId.getFirst());
        }
        Refusal why = sameId.isEmpty() ? unknown(nameOrId) : ambiguous(nameOrId, sameId);
        return recall(nameOrId).<Resolution>map(Resolution.Found::new).orElseGet(() -> new Resolution.Unknown(why));
    }

    /** Returns what running children were made for in a zone of this name. */
    public Optional<KnownZone> recalled(String name) {
        return recalled.stream().filter(zone -> zone.name().equals(name)).findFirst();
    }

    private Optional<KnownZone> recall(String nameOrId) {
        List<KnownZone> madeFor = recalled.stream()
                .filter(zone ->
                        zone.name().equals(nameOrId) || zone.identity().id().equals(nameOrId))
                .toList();
        return madeFor.size() == 1
                ? Optional.ofNullable(byName.get(madeFor.getFirst().name()))
                : Optional.empty();
    }

    /** Returns the zones that a list of names and IDs identifies, and what is wrong with the list. */
    public ZoneSelection resolveAll(List<String> namesOrIds) {
        SequencedMap<KnownZone, List<String>> spellings = new LinkedHashMap<>();
        List<Refusal> unknown = new ArrayList<>();
        for (String nameOrId : namesOrIds) {
            switch (resolve(nameOrId)) {
                case Resolution.Found(KnownZone zone) ->
                    spellings.computeIfAbsent(zone, key -> new ArrayList<>()).add(nameOrId);
                case Resolution.Unknown(Refusal refusal) -> unknown.add(refusal);
            }
        }
        List<Refusal> twice = spellings.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .map(entry -> namedTwice(entry.getKey(), entry.getValue()))
                .toList();
        return new ZoneSelection(List.copyOf(spellings.keySet()), unknown, twice);
    }

    private static Refusal namedTwice(KnownZone zone, List<String> spellings) {
        String quoted = spellings.stream().map(ZoneCatalog::quoted).collect(Collectors.joining(" and "));
        return new Refusal(
                ServiceReason.ZONE_NAMED_TWICE,
                "%s are the same zone, %s: list it once."
                        .formatted(quoted, zone.identity().display()));
    }

    private Refusal unknown(String nameOrId) {
        if (byName.isEmpty()) {
            return new Refusal(
                    ServiceReason.UNKNOWN_ZONE,
                    "There is no zone %s: no zone is known yet, no node carries the label topology.kubernetes.io/zone."
                            .formatted(quoted(nameOrId)));
        }
        List<String> candidates =
                Stream.concat(byName.keySet().stream(), byId.keySet().stream()).toList();
        Optional<String> nearest = NearestSpelling.of(nameOrId, candidates);
        return new Refusal(
                ServiceReason.UNKNOWN_ZONE,
                "There is no zone %s.%s Known zones: %s."
                        .formatted(
                                quoted(nameOrId),
                                nearest.map(best -> " Did you mean %s?".formatted(quoted(best)))
                                        .orElse(""),
                                display(byName.values())));
    }

    private static Refusal ambiguous(String id, List<KnownZone> zones) {
        return new Refusal(
                ServiceReason.AMBIGUOUS_ZONE,
                "The ID %s is carried by %d zones: write the name of one: %s."
                        .formatted(quoted(id), zones.size(), display(zones)));
    }

    private static String display(Collection<KnownZone> zones) {
        return zones.stream().map(zone -> zone.identity().display()).collect(Collectors.joining(", "));
    }

    private static String quoted(String text) {
        return "\"" + text + "\"";
    }
}
