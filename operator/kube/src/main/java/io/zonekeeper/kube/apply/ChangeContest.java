package io.zonekeeper.kube.apply;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.AnyReason;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * Notices that someone keeps changing what we set, and caps what is written.
 *
 * <ol>
 *   <li>The API server's own answer to an apply is not as desired: an admission webhook changed it, or the field does
 *       not exist. The same object is not sent again until either side changes; the fields are named.
 *   <li>A child that was as desired was changed {@value #ROUNDS} times within {@link #WINDOW}: another controller sets
 *       it. From then on it is put back once a {@link #WINDOW}, and the fields are named.
 * </ol>
 */
final class ChangeContest {
    private static final int ROUNDS = 5;
    private static final Duration WINDOW = Duration.ofMinutes(1);

    private final Clock clock;
    private final Map<String, Round> rounds = new ConcurrentHashMap<>();

    ChangeContest(Clock clock) {
        this.clock = clock;
    }

    /** Returns why a child is not to be written now; empty when it is. */
    Optional<Refusal> standDown(String child, JsonNode desired, List<String> differences) {
        Round round = rounds.get(child);
        if (round == null || round.desired() != desired.hashCode() || differences.isEmpty()) {
            return Optional.empty();
        }
        if (!round.refusedByServer().isEmpty() && new TreeSet<>(round.refusedByServer()).containsAll(differences)) {
            return Optional.of(new Refusal(
                    AnyReason.SERVER_CHANGES,
                    ("the API server stores %s with other values for %s: an admission webhook changes them, or this server does not know the"
                                    + " field; remove them from the template, or stop the webhook")
                            .formatted(child, String.join(", ", differences))));
        }
        if (round.count() > ROUNDS && clock.instant().isBefore(round.since().plus(WINDOW))) {
            return Optional.of(new Refusal(
                    AnyReason.CONTESTED,
                    "another manager keeps setting %s of %s: Zonekeeper reverts it every %d s; find the manager in metadata.managedFields and stop it"
                            .formatted(String.join(", ", differences), child, WINDOW.toSeconds())));
        }
        return Optional.empty();
    }

    /**
     * Notes that a child was written.
     *
     * @param remaining where the API server's answer is not as desired
     * @param corrected whether the child existed and was put right
     */
    void applied(String child, JsonNode desired, List<String> remaining, boolean corrected) {
        if (remaining.isEmpty() && !corrected) {
            rounds.remove(child);
            return;
        }
        Instant now = clock.instant();
        rounds.compute(child, (key, round) -> {
            boolean goesOn = round != null
                    && round.desired() == desired.hashCode()
                    && now.isBefore(round.since().plus(WINDOW));
            return goesOn
                    ? new Round(round.desired(), round.since(), round.count() + 1, remaining)
                    : new Round(desired.hashCode(), now, 1, remaining);
        });
    }

    private record Round(int desired, Instant since, int count, List<String> refusedByServer) {}
}
