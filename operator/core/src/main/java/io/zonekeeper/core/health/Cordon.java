package io.zonekeeper.core.health;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

import io.zonekeeper.core.evacuation.StackOrder.Cause;

/**
 * That a zone gets no traffic and no new work.
 *
 * @param cause who says so
 * @param reason why, in words
 * @param since since when, in whole seconds, as a status keeps it: read back, a cordon is the one that was decided
 * @param deadline when everything has to be out; only with {@link Cause#CLOSURE}
 * @param nodes whether the zone's nodes are to be tainted as well
 */
public record Cordon(Cause cause, String reason, Instant since, Optional<Instant> deadline, boolean nodes) {
    /** Drops what is less than a second. */
    public Cordon {
        since = since.truncatedTo(ChronoUnit.SECONDS);
    }
}
