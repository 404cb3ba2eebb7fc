package io.zonekeeper.core.health;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.core.zone.Verdict;

/**
 * What the judge remembers of a zone from one look to the next.
 *
 * @param verdict the last verdict
 * @param since when it became that
 * @param healthySince since when the zone has been Healthy, short times without evidence left out; empty while it is
 *     not
 * @param calmSince since when no signal has been bad; empty while one is, or while there is no evidence
 * @param unknownSince since when there has been no evidence; empty while there is some
 * @param lastWindow when looks were last counted
 * @param rings the last looks, by signal
 */
public record ZoneMemory(
        Verdict verdict,
        Instant since,
        Optional<Instant> healthySince,
        Optional<Instant> calmSince,
        Optional<Instant> unknownSince,
        Instant lastWindow,
        Map<Signal, Ring> rings) {

    /** Copies the map. */
    public ZoneMemory {
        rings = Map.copyOf(rings);
    }

    /** Returns the memory of a zone that was never looked at. */
    public static ZoneMemory blank(Instant now) {
        return recalled(Verdict.UNKNOWN, now, Optional.empty(), now);
    }

    /** Returns what a new judge recalls of a zone from its status. */
    public static ZoneMemory recalled(Verdict verdict, Instant since, Optional<Instant> healthySince, Instant now) {
        return new ZoneMemory(verdict, since, healthySince, Optional.empty(), Optional.of(now), Instant.MIN, Map.of());
    }
}
