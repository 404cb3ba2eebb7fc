package io.zonekeeper.core.cordon;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

import io.zonekeeper.core.evacuation.StackDecision.Cause;

/**
 * That a zone gets no traffic and no new work.
 *
 * @param cause who reports it
 * @param reason why, in words
 * @param since since when, in whole seconds, as a status keeps it: read back, a cordon is the one that was decided
 * @param deadline when everything has to be out; only with {@link Cause#CLOSURE}
 * @param nodes whether the zone's nodes are to be tainted as well
 * @param automatic the automatic cordon that a user's lies on top of: it continues when theirs ends; only with
 *     {@link Cause#MANUAL}
 */
public record Cordon(
        Cause cause,
        String reason,
        Instant since,
        Optional<Instant> deadline,
        boolean nodes,
        Optional<Cordon> automatic) {
    /** Drops what is less than a second. */
    public Cordon {
        since = since.truncatedTo(ChronoUnit.SECONDS);
        if (automatic.isPresent() && (cause != Cause.MANUAL || automatic.get().cause() != Cause.AUTOMATIC)) {
            throw new IllegalArgumentException("only a Manual cordon can cover an Automatic one, was %s on %s"
                    .formatted(cause, automatic.get().cause()));
        }
    }

    /** Creates a cordon that is the only one of its zone. */
    public Cordon(Cause cause, String reason, Instant since, Optional<Instant> deadline, boolean nodes) {
        this(cause, reason, since, deadline, nodes, Optional.empty());
    }

    /** Returns the automatic cordon that is in force, alone or under a user's. */
    public Optional<Cordon> automaticPart() {
        return cause == Cause.AUTOMATIC ? Optional.of(this) : automatic;
    }
}
