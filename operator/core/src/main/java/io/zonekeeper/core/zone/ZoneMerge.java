package io.zonekeeper.core.zone;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.ZoneReason;

/** Joins the zones that nodes carry with the Zone objects, by the name of the object. */
final class ZoneMerge {
    private ZoneMerge() {}

    /** Returns the zones by zone name. */
    static SortedMap<String, MergedZone> merge(ZoneSnapshot snapshot) {
        SortedMap<String, List<NodeFact>> found = snapshot.nodes().stream()
                .filter(node -> !node.zone().isEmpty())
                .collect(Collectors.groupingBy(NodeFact::zone, TreeMap::new, Collectors.toList()));
        Map<String, RememberedZone> objects = snapshot.remembered().stream()
                .collect(Collectors.toMap(RememberedZone::objectName, Function.identity()));
        Map<String, Long> recordedIds = snapshot.remembered().stream()
                .map(object -> object.identity().id())
                .filter(id -> !id.isEmpty())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));

        Map<String, MergedZone> byObject = new TreeMap<>();
        found.forEach((zone, nodes) -> {
            String objectName = ZoneObjectName.of(zone);
            byObject.merge(
                    objectName,
                    found(objectName, zone, nodes, Optional.ofNullable(objects.get(objectName)), recordedIds),
                    ZoneMerge::taken);
        });
        objects.forEach((objectName, object) -> byObject.putIfAbsent(
                objectName,
                new MergedZone(objectName, identity(object, snapshot), List.of(), Optional.of(object), List.of())));

        SortedMap<String, MergedZone> byName = new TreeMap<>();
        byObject.values().stream()
                .sorted(Comparator.comparing(ZoneMerge::foreign))
                .forEach(zone -> byName.merge(zone.name(), zone, ZoneMerge::unused));
        return byName;
    }

    private static MergedZone found(
            String objectName,
            String zone,
            List<NodeFact> nodes,
            Optional<RememberedZone> object,
            Map<String, Long> recordedIds) {
        Optional<ZoneIdentity> before = object.map(RememberedZone::identity);
        // In one account an ID never becomes another zone's: nodes that say so are labelled wrongly, and services that
        // list zones by ID must not move for it. Only an ID recorded for two zones is wrong for one of them.
        String id = before.map(ZoneIdentity::id)
                .filter(recorded -> recordedIds.getOrDefault(recorded, 0L) == 1)
                .orElseGet(() -> majority(nodes, NodeFact::zoneId, before.map(ZoneIdentity::id)));
        String region = majority(nodes, NodeFact::region, before.map(ZoneIdentity::region));
        return new MergedZone(objectName, new ZoneIdentity(zone, id, region), nodes, object, List.of());
    }

    /**
     * Returns the value that most nodes carry; among equals the one remembered, then the first in alphabetical order;
     * the one remembered when no node carries any.
     */
    private static String majority(List<NodeFact> nodes, Function<NodeFact, String> label, Optional<String> before) {
        Map<String, Long> counts = nodes.stream()
                .map(label)
                .filter(value -> !value.isEmpty())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        Comparator<String> byCount = Comparator.comparing(counts::get);
        return counts.keySet().stream()
                .min(byCount.reversed()
                        .thenComparing(value -> !before.equals(Optional.of(value)))
                        .thenComparing(Comparator.naturalOrder()))
                .or(() -> before)
                .orElse("");
    }

    /**
     * Returns what an object without nodes is called: what its status records if that belongs to its name; else, for
     * the status may be lost, the zone of this object name that its children carry; else its own name.
     */
    private static ZoneIdentity identity(RememberedZone object, ZoneSnapshot snapshot) {
        if (ZoneObjectName.of(object.identity().name()).equals(object.objectName())
                && !object.identity().name().equals(object.objectName())) {
            return object.identity();
        }
        return Stream.concat(
                        snapshot.slotsInUse().stream().flatMap(slots -> slots.keySet().stream()),
                        snapshot.zonesWithStacks().stream().flatMap(Collection::stream))
                .filter(zone -> !zone.isEmpty() && ZoneObjectName.of(zone).equals(object.objectName()))
                .min(Comparator.naturalOrder())
                .filter(zone -> !zone.equals(object.identity().name()))
                .map(ZoneIdentity::named)
                .orElseGet(() -> ownName(object));
    }

    private static ZoneIdentity ownName(RememberedZone object) {
        return object.identity().name().equals(object.objectName())
                ? object.identity()
                : ZoneIdentity.named(object.objectName());
    }

    /** Returns whether the object has a name that no zone's object gets: a user made it. */
    private static boolean foreign(MergedZone zone) {
        return !ZoneObjectName.of(zone.name()).equals(zone.objectName());
    }

    private static MergedZone unused(MergedZone zone, MergedZone foreign) {
        return with(
                zone,
                "Zone object %s is not used: the object of zone %s is %s. Move its spec there and delete it."
                        .formatted(foreign.objectName(), zone.name(), zone.objectName()));
    }

    private static MergedZone taken(MergedZone first, MergedZone second) {
        return with(
                first,
                "Zone labels \"%s\" and \"%s\" map to the same object name %s: the nodes of \"%s\" are ignored; give them another topology.kubernetes.io/zone label."
                        .formatted(first.name(), second.name(), first.objectName(), second.name()));
    }

    private static MergedZone with(MergedZone zone, String message) {
        List<Refusal> problems = new ArrayList<>(zone.problems());
        problems.add(new Refusal(ZoneReason.ZONE_NAME_TAKEN, message));
        return new MergedZone(zone.objectName(), zone.identity(), zone.nodes(), zone.remembered(), problems);
    }
}
