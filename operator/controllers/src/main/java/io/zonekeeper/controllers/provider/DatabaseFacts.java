package io.zonekeeper.controllers.provider;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.zonekeeper.api.v1alpha1.MultiAZDatabase;
import io.zonekeeper.api.v1alpha1.MultiAZDatabaseSpec;
import io.zonekeeper.api.v1alpha1.MultiAZDatabaseStatus;
import io.zonekeeper.api.v1alpha1.MultiAZDatabaseStatus.FailoverStatus;
import io.zonekeeper.api.v1alpha1.MultiAZDatabaseStatus.LastFailover;
import io.zonekeeper.controllers.cluster.ZoneState;
import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.DurationText;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.aws.database.DatabaseFact;
import io.zonekeeper.core.aws.database.DatabaseSituation;
import io.zonekeeper.core.aws.database.FailoverMemory;
import io.zonekeeper.core.aws.database.FailoverMemory.Failover;
import io.zonekeeper.core.aws.database.FailoverMemory.Move;
import io.zonekeeper.core.aws.database.FailoverMemory.Phase;
import io.zonekeeper.core.cordon.CordonPolicy.Mode;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.ZoneIdentity;
import io.zonekeeper.kube.objects.Conditions;

/** Reads MultiAZDatabases into the records of the planner, and writes these into their status. */
final class DatabaseFacts {
    private static final Duration DEFAULT_MIN_INTERVAL = Duration.ofMinutes(30);
    static final String ZONEKEEPER = "Zonekeeper";
    private static final String AWS = "AWS";

    private DatabaseFacts() {}

    /** Returns why the database is only notified of; empty where it is acted on. */
    static Optional<String> advice(MultiAZDatabase database, Mode mode) {
        if (mode != Mode.AUTOMATIC) {
            return Optional.of("its writer stays, because spec.mode of the ZoneHealthPolicy is not Automatic");
        }
        return Optional.ofNullable(database.getSpec().failover())
                .filter(failover -> failover.mode() == MultiAZDatabaseSpec.Mode.ADVISE)
                .map(failover -> "its writer stays, because failover.mode is Advise");
    }

    static Duration minInterval(MultiAZDatabase database) {
        return Optional.ofNullable(database.getSpec().failover())
                .map(MultiAZDatabaseSpec.Failover::minInterval)
                .map(DurationText::parse)
                .orElse(DEFAULT_MIN_INTERVAL);
    }

    static Map<String, DatabaseSituation.Zone> zones(
            Optional<ZoneState> state, Function<ZoneIdentity, Optional<Refusal>> mistaken) {
        Map<String, DatabaseSituation.Zone> zones = new HashMap<>();
        state.ifPresent(known -> {
            for (KnownZone zone : known.catalog().zones()) {
                Optional.ofNullable(known.decisions().get(zone.name()))
                        .ifPresent(decision -> zones.put(
                                zone.name(),
                                new DatabaseSituation.Zone(
                                        decision.cordon(),
                                        decision.zoneVerdict().verdict(),
                                        decision.zoneVerdict().witnesses(),
                                        mistaken.apply(zone.identity()))));
            }
        });
        return zones;
    }

    /** Returns what a status remembers. */
    static FailoverMemory memory(Optional<MultiAZDatabaseStatus> status) {
        return new FailoverMemory(
                status.map(MultiAZDatabaseStatus::writerZone),
                status.map(MultiAZDatabaseStatus::failover).flatMap(DatabaseFacts::failover),
                status.map(MultiAZDatabaseStatus::lastFailover)
                        .map(last -> new Move(
                                Instant.parse(last.at()),
                                last.from(),
                                last.to(),
                                ZONEKEEPER.equals(last.by()),
                                Optional.ofNullable(last.duration()).map(DurationText::parse))));
    }

    private static Optional<Failover> failover(FailoverStatus status) {
        return Arrays.stream(Phase.values())
                .filter(phase -> phase.word().equals(status.phase()))
                .findFirst()
                .map(phase -> new Failover(
                        status.incident(),
                        phase,
                        Instant.parse(status.intendedAt()),
                        status.from(),
                        Optional.ofNullable(status.to()),
                        Optional.ofNullable(status.target()),
                        Optional.ofNullable(status.attempts()).orElse(0),
                        Optional.ofNullable(status.endedAt()).map(Instant::parse),
                        Optional.ofNullable(status.error()).orElse("")));
    }

    /** Returns the status to write. */
    static MultiAZDatabaseStatus status(
            MultiAZDatabase database,
            Optional<DatabaseFact> fact,
            boolean advised,
            FailoverMemory memory,
            List<ConditionFact> conditions,
            Instant now) {
        Optional<MultiAZDatabaseStatus> before = Optional.ofNullable(database.getStatus());
        Long generation = database.getMetadata().getGeneration();
        return new MultiAZDatabaseStatus(
                generation,
                fact.map(known -> known.identifier() + " (" + known.engine() + ")")
                        .or(() -> before.map(MultiAZDatabaseStatus::database))
                        .orElse(null),
                fact.map(DatabaseFact::status)
                        .or(() -> before.map(MultiAZDatabaseStatus::state))
                        .orElse(null),
                memory.writerZone().orElse(null),
                fact.map(DatabaseFacts::standby)
                        .or(() -> before.map(MultiAZDatabaseStatus::standby))
                        .orElse(null),
                advised ? "Advise" : "Automatic",
                memory.failover().map(DatabaseFacts::status).orElse(null),
                memory.last()
                        .map(move -> new LastFailover(
                                Conditions.text(move.at()),
                                move.from(),
                                move.to(),
                                move.ours() ? ZONEKEEPER : AWS,
                                move.took()
                                        .map(took -> Math.max(1, took.toSeconds()) + "s")
                                        .orElse(null)))
                        .orElse(null),
                Conditions.merge(
                        before.map(MultiAZDatabaseStatus::conditions).orElse(null), conditions, generation, now));
    }

    private static String standby(DatabaseFact fact) {
        return fact.others().stream()
                .map(DatabaseFact.Member::zone)
                .filter(zone -> !zone.isEmpty())
                .distinct()
                .sorted()
                .collect(Collectors.joining(","));
    }

    private static FailoverStatus status(Failover failover) {
        return new FailoverStatus(
                failover.incident(),
                failover.phase().word(),
                Conditions.text(failover.intendedAt()),
                failover.from(),
                failover.to().orElse(null),
                failover.target().orElse(null),
                failover.attempts() == 0 ? null : failover.attempts(),
                failover.endedAt().map(Conditions::text).orElse(null),
                failover.answer().isEmpty() ? null : failover.answer());
    }
}
