package io.zonekeeper.core.zone;

import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.ZoneReason;

/**
 * Gives each zone the number that identifies it in pod labels.
 *
 * <ol>
 *   <li>Zones whose status holds a slot keep it; where two hold the same, the one whose children carry it, then the
 *       first by name.
 *   <li>Zones whose children carry a slot get that, the first by name where two do, unless it went in step 1.
 *   <li>The others get the lowest number that no zone has and that no children of another zone carry, not even those of
 *       a zone of which neither nodes nor object are left. But a zone whose children carry a slot that is another's, or
 *       is no slot, gets none: with a new one its pods, still labelled with the old, would stay in traffic when it is
 *       cordoned ({@code SlotConflict}). With no number free it gets none either ({@code NoSlot}).
 * </ol>
 *
 * <p>Invariants: no number is given twice; with the result in the statuses, the same comes out again.
 */
final class SlotAssignment {
    private final Map<String, Integer> carried;
    private final int slotCount;
    private final Map<String, Integer> byZone = new TreeMap<>();
    private final Map<Integer, String> owners = new HashMap<>();
    private final Map<String, Refusal> problems = new TreeMap<>();

    private SlotAssignment(Map<String, Integer> carried, int slotCount) {
        this.carried = carried;
        this.slotCount = slotCount;
    }

    /**
     * Returns the slots of the zones, which come ordered by name.
     *
     * @param inUse by zone what its children carry; empty while that is not known
     */
    static Slots assign(Collection<MergedZone> zones, Optional<Map<String, Integer>> inUse, int slotCount) {
        Map<String, Integer> carried = inUse.orElse(Map.of());
        SlotAssignment assignment = new SlotAssignment(carried, slotCount);
        zones.stream()
                .filter(zone -> held(zone).equals(carried(zone, carried)))
                .forEach(zone -> assignment.claim(zone, held(zone)));
        zones.forEach(zone -> assignment.claim(zone, held(zone)));
        zones.forEach(zone -> assignment.claim(zone, carried(zone, carried)));
        zones.forEach(zone -> {
            if (inUse.isPresent() || assignment.byZone.containsKey(zone.name())) {
                assignment.settle(zone.name());
            } else {
                assignment.problems.put(zone.name(), slotPending(zone.name()));
            }
        });
        return new Slots(assignment.byZone, assignment.problems);
    }

    private static Optional<Integer> held(MergedZone zone) {
        OptionalInt slot = zone.remembered().map(RememberedZone::slot).orElse(OptionalInt.empty());
        return slot.isPresent() ? Optional.of(slot.getAsInt()) : Optional.empty();
    }

    private static Optional<Integer> carried(MergedZone zone, Map<String, Integer> carried) {
        return Optional.ofNullable(carried.get(zone.name()));
    }

    private void claim(MergedZone zone, Optional<Integer> slot) {
        slot.ifPresent(number -> claim(zone.name(), number));
    }

    private void claim(String zone, int slot) {
        if (slot >= 0 && slot < slotCount && !byZone.containsKey(zone) && !owners.containsKey(slot)) {
            byZone.put(zone, slot);
            owners.put(slot, zone);
        }
    }

    private void settle(String zone) {
        Integer own = carried.get(zone);
        Integer given = byZone.get(zone);
        if (own != null && !own.equals(given)) {
            problems.put(zone, conflict(zone, own, given));
        } else if (given == null) {
            lowestFree().ifPresentOrElse(slot -> claim(zone, slot), () -> problems.put(zone, noSlot(zone)));
        }
    }

    private OptionalInt lowestFree() {
        for (int slot = 0; slot < slotCount; slot++) {
            if (!owners.containsKey(slot) && !carried.containsValue(slot)) {
                return OptionalInt.of(slot);
            }
        }
        return OptionalInt.empty();
    }

    private Refusal conflict(String zone, int own, Integer given) {
        String why;
        if (given != null) {
            why = "its status holds slot %d".formatted(given);
        } else if (owners.containsKey(own)) {
            why = "that is the slot of zone %s".formatted(owners.get(own));
        } else {
            why = "there are only slots 0 to %d (chart value slots)".formatted(slotCount - 1);
        }
        return new Refusal(
                ZoneReason.SLOT_CONFLICT,
                "The stacks of zone %s carry slot %d, but %s: traffic cannot be removed from this zone alone until they have the same slot. Restart the stacks of this zone, or delete them."
                        .formatted(zone, own, why));
    }

    private static Refusal slotPending(String zone) {
        return new Refusal(
                ZoneReason.SLOT_PENDING,
                "Zone %s gets its slot as soon as the Deployments and StatefulSets of all services could be listed, which may carry one."
                        .formatted(zone));
    }

    private Refusal noSlot(String zone) {
        String more = slotCount < 16
                ? "set the chart value slots: 16"
                : "delete Zone objects of zones that are no longer used";
        return new Refusal(
                ZoneReason.NO_SLOT,
                "All %d slots are taken, so zone %s has none: its health is reported, but traffic cannot be removed from it. To change that, %s."
                        .formatted(slotCount, zone, more));
    }
}
