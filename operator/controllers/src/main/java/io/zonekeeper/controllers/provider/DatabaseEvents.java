package io.zonekeeper.controllers.provider;

import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.MultiAZDatabase;
import io.zonekeeper.api.v1alpha1.MultiAZDatabaseStatus;
import io.zonekeeper.api.v1alpha1.MultiAZDatabaseStatus.LastFailover;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.core.DurationText;
import io.zonekeeper.core.aws.AwsFailure;
import io.zonekeeper.core.aws.database.FailoverMemory.Failover;
import io.zonekeeper.core.reasons.DatabaseReason;
import io.zonekeeper.core.reasons.Reason;
import io.zonekeeper.kube.events.Events;

/** Tells in Events and metrics what becomes of a database. */
final class DatabaseEvents {
    private static final String KIND = "MultiAZDatabase";
    private static final List<String> PROBLEMS = List.of("FailoverHeld", "Stalled");

    private final Events events;
    private final OperatorMetrics metrics;

    DatabaseEvents(Events events, OperatorMetrics metrics) {
        this.events = events;
        this.metrics = metrics;
    }

    void requested(MultiAZDatabase database, Failover failover) {
        events.normal(
                database,
                DatabaseReason.FAILOVER_REQUESTED,
                "a failover away from %s%s was requested (%s)"
                        .formatted(
                                failover.from(),
                                failover.to().map(zone -> " to " + zone).orElse(""),
                                failover.incident()));
    }

    void notTaken(MultiAZDatabase database, AwsFailure trouble) {
        metrics.refused(KIND, DatabaseReason.FAILOVER_REFUSED);
        events.warning(
                database,
                DatabaseReason.FAILOVER_REFUSED,
                trouble.kind().withoutEffect()
                        ? trouble.getMessage()
                        : "it is not known whether AWS received the request, so it is not repeated: "
                                + trouble.getMessage());
    }

    /** Reports what a status has that the one before had not. */
    void tell(MultiAZDatabase database, MultiAZDatabaseStatus status) {
        Optional<LastFailover> before =
                Optional.ofNullable(database.getStatus()).map(MultiAZDatabaseStatus::lastFailover);
        Optional.ofNullable(status.lastFailover())
                .filter(move -> !before.equals(Optional.of(move)))
                .ifPresent(move -> moved(database, move));
        Set<String> known = problems(database.getStatus()).stream()
                .map(condition -> condition.type() + condition.reason())
                .collect(Collectors.toSet());
        Set<String> told = new HashSet<>();
        problems(status).stream()
                .filter(condition -> !known.contains(condition.type() + condition.reason()))
                .filter(condition -> told.add(condition.reason()))
                .forEach(condition -> {
                    Reason reason = Reason.read(condition.reason(), DatabaseReason.values());
                    metrics.refused(KIND, reason);
                    events.warning(database, reason, condition.message());
                });
    }

    private void moved(MultiAZDatabase database, LastFailover move) {
        Optional<String> took = Optional.ofNullable(move.duration());
        boolean ours = DatabaseFacts.ZONEKEEPER.equals(move.by());
        metrics.failedOver(ours, took.map(DurationText::parse));
        events.normal(
                database,
                ours ? DatabaseReason.FAILED_OVER : DatabaseReason.FAILED_OVER_BY_AWS,
                "the writer moved from %s to %s%s"
                        .formatted(
                                move.from(),
                                move.to(),
                                took.map(time -> " in "
                                                + DurationText.parse(time).toSeconds() + " s")
                                        .orElse("; not requested by Zonekeeper")));
    }

    /** Conditions that report a problem, the more specific one first. */
    private static List<Condition> problems(MultiAZDatabaseStatus status) {
        return Optional.ofNullable(status).map(MultiAZDatabaseStatus::conditions).stream()
                .flatMap(List::stream)
                .filter(condition -> PROBLEMS.contains(condition.type())
                        && condition.status().equals("True"))
                .sorted(Comparator.comparing((Condition condition) -> PROBLEMS.indexOf(condition.type())))
                .toList();
    }
}
