package io.zonekeeper.core.zone;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

import io.zonekeeper.core.Refusal;

/**
 * What the status of a Zone object is to say.
 *
 * @param objectName the object's name
 * @param identity what the zone is called
 * @param slot number that identifies the zone in pod labels; empty when none could be given, then a problem says why
 * @param nodes nodes in the zone
 * @param ready nodes that are ready
 * @param schedulable nodes that are ready and take new pods, whatever they are
 * @param tainted nodes that are ready and take only new pods that tolerate a taint
 * @param unschedulable nodes that someone made take no new pods
 * @param present whether there are nodes
 * @param absentSince since when there have been none; empty while there are
 * @param problems {@code NoSlot}, {@code SlotConflict}, {@code ZoneIdMismatch}, {@code ZoneNameTaken}
 */
public record ZoneEntry(
        String objectName,
        ZoneIdentity identity,
        OptionalInt slot,
        int nodes,
        int ready,
        int schedulable,
        int tainted,
        int unschedulable,
        boolean present,
        Optional<Instant> absentSince,
        List<Refusal> problems) {

    /** Copies the list. */
    public ZoneEntry {
        problems = List.copyOf(problems);
    }

    /** Returns nodes that are ready and take new pods, be it only some. */
    public int takingPods() {
        return schedulable + tainted;
    }
}
