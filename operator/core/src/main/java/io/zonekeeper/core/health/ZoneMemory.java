package io.zonekeeper.core.health;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.zonekeeper.core.zone.Verdict;

/**
 * What the judge remembers of a zone from one check to the next.
 *
 * @param verdict the last verdict
 * @param since when it became that
 * @param healthySince since when the zone has been Healthy, short times without evidence left out; empty while it is
 *     not
 * @param calmSince since when no signal has been bad; empty while one is, or while there is no evidence
 * @param unknownSince since when there has been no evidence; empty while there is some
 * @param emptySince since when the zone has had no nodes; empty while it has some
 * @param lastWindow when looks were last counted
 * @param rings the last looks, by signal
 * @param failing the signals of which there is always evidence and that counted against the zone when they were last
 *     seen
 */
public record ZoneMemory(
        Verdict verdict,
        Instant since,
        Optional<Instant> healthySince,
        Optional<Instant> calmSince,
        Optional<Instant> unknownSince,
        Optional<Instant> emptySince,
        Instant lastWindow,
        Map<Signal, Ring> rings,
        Set<Signal> failing) {

    /** Copies the collections. */
    public ZoneMemory {
        rings = Map.copyOf(rings);
        failing = Set.copyOf(failing);
    }

    /** Returns the memory of a zone that was never checked. */
    public static ZoneMemory blank(Instant now) {
        return recalled(Verdict.UNKNOWN, now, Optional.empty(), Set.of(), now);
    }

    /**
     * Returns what a new judge recalls of a zone from its status.
     *
     * @param bad the signals that counted against it: until they are seen again, what else is seen is not trusted
     *     sooner than by a judge that saw them
     */
    public static ZoneMemory recalled(
            Verdict verdict, Instant since, Optional<Instant> healthySince, Set<Signal> bad, Instant now) {
        return new ZoneMemory(
                verdict,
                since,
                healthySince,
                Optional.empty(),
                Optional.of(now),
                Optional.empty(),
                Instant.MIN,
                Map.of(),
                bad.stream().filter(Judge::counts).collect(Collectors.toSet()));
    }

    /** Returns what a new judge recalls of a verdict that is in a status. */
    public static ZoneMemory recalled(ZoneVerdict verdict, Instant now) {
        return recalled(
                verdict.verdict(),
                verdict.since(),
                verdict.healthySince(),
                verdict.loud().keySet(),
                now);
    }

    /** Returns this memory, recalled from a status, as another clock tells it, one that is ahead by so much. */
    public ZoneMemory shifted(Duration ahead) {
        return new ZoneMemory(
                verdict,
                since.plus(ahead),
                healthySince.map(time -> time.plus(ahead)),
                calmSince.map(time -> time.plus(ahead)),
                unknownSince.map(time -> time.plus(ahead)),
                emptySince.map(time -> time.plus(ahead)),
                lastWindow,
                rings,
                failing);
    }

    /** Returns this memory of a zone that has had no nodes since then; empty where it has some. */
    public ZoneMemory emptySince(Optional<Instant> since) {
        return new ZoneMemory(
                verdict, this.since, healthySince, calmSince, unknownSince, since, lastWindow, rings, failing);
    }
}
