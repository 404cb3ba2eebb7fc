package io.zonekeeper.core.zone;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.stream.Stream;

import io.zonekeeper.core.Refusal;

/**
 * Finds the zones of a cluster from its nodes, and remembers them for a while when their nodes are gone.
 *
 * <ol>
 *   <li>Nodes are grouped by zone label and joined with the Zone objects by object name ({@link ZoneMerge}). A zone
 *       found without an object gets one; nodes without the label are only counted.
 *   <li>A zone without nodes is absent since the moment that is first seen. Longer than the retention, its object is
 *       deleted, unless a user filled its spec or claims exist in the zone. That goes for an Unhealthy zone, too: a
 *       dark zone whose nodes are deleted is remembered as long as any other, and not for ever.
 *   <li>Every zone gets a slot or is told why not ({@link SlotAssignment}). Zones about to be deleted keep theirs in
 *       this plan, for the deletion may fail. Without knowing which slots children carry, zones keep the slots that
 *       they have and no zone gets one; without knowing where claims are, no zone is forgotten.
 *   <li>IDs that contradict each other are told ({@link ZoneIds}).
 * </ol>
 *
 * <p>Invariants: no two zones have one slot; a slot does not change while its zone is remembered; planning again with
 * the result as what is remembered changes nothing.
 */
public final class ZoneDiscovery {
    private ZoneDiscovery() {}

    /** Returns which Zone objects there should be and what their status records. */
    public static DiscoveryPlan plan(ZoneSnapshot snapshot, DiscoverySettings settings, Instant now) {
        SortedMap<String, MergedZone> merged = ZoneMerge.merge(snapshot);
        Slots slots = SlotAssignment.assign(merged.values(), snapshot.slotsInUse(), settings.slotCount());
        List<ZoneEntry> entries = new ArrayList<>();
        List<String> create = new ArrayList<>();
        List<String> delete = new ArrayList<>();
        Optional<Instant> nextChange = Optional.empty();
        for (MergedZone zone : merged.values()) {
            Optional<Instant> absentSince = zone.absentSince(now);
            Optional<Instant> expiry = absentSince
                    .filter(since -> forgettable(zone, snapshot))
                    .map(since -> since.plus(settings.retention()));
            if (expiry.isPresent() && !now.isBefore(expiry.get())) {
                delete.add(zone.objectName());
                continue;
            }
            nextChange = earlier(nextChange, expiry);
            if (zone.remembered().isEmpty()) {
                create.add(zone.objectName());
            }
            List<Refusal> problems = new ArrayList<>(zone.problems());
            slots.problem(zone.name()).ifPresent(problems::add);
            problems.addAll(ZoneIds.problems(zone, merged.values()));
            entries.add(entry(zone, slots.slot(zone.name()), absentSince, problems));
        }
        int unzoned = (int)
                snapshot.nodes().stream().filter(node -> node.zone().isEmpty()).count();
        return new DiscoveryPlan(entries, create, delete, unzoned, nextChange);
    }

    private static boolean forgettable(MergedZone zone, ZoneSnapshot snapshot) {
        return snapshot.zonesWithStacks()
                        .filter(zones -> !zones.contains(zone.name()))
                        .isPresent()
                && zone.remembered().filter(object -> !object.userSpec()).isPresent();
    }

    private static Optional<Instant> earlier(Optional<Instant> a, Optional<Instant> b) {
        return Stream.concat(a.stream(), b.stream()).min(Comparator.naturalOrder());
    }

    private static ZoneEntry entry(
            MergedZone zone, OptionalInt slot, Optional<Instant> absentSince, List<Refusal> problems) {
        return new ZoneEntry(
                zone.objectName(),
                zone.identity(),
                slot,
                zone.nodes().size(),
                zone.ready(),
                zone.schedulable(),
                zone.tainted(),
                zone.unschedulable(),
                zone.present(),
                absentSince,
                problems);
    }
}
