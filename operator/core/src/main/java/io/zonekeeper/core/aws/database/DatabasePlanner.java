package io.zonekeeper.core.aws.database;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.aws.database.DatabaseFact.Member;
import io.zonekeeper.core.aws.database.FailoverMemory.Failover;
import io.zonekeeper.core.aws.database.FailoverMemory.Move;
import io.zonekeeper.core.aws.database.FailoverMemory.Phase;
import io.zonekeeper.core.cordon.Cordon;
import io.zonekeeper.core.evacuation.StackDecision.Cause;
import io.zonekeeper.core.reasons.DatabaseReason;

/**
 * Decides when a database's writer is asked to leave its zone.
 *
 * <ol>
 *   <li><b>See</b>: the writer in another zone than before has moved, by the failover that was asked for, or else by
 *       AWS itself. One that was asked for and is not seen within {@link #OVERDUE_AFTER} is overdue: a user's business.
 *   <li><b>Want</b>: its zone is cordoned by a user, or by a verdict that two witnesses bear now, or because it closes.
 *       Someone else's cordon of its nodes is no reason.
 *   <li><b>Guard</b>: once for an incident (a zone and the beginning of its cordon), {@code minInterval} after the last
 *       move whoever made it, only while RDS says available, only to a zone that is neither cordoned nor Unhealthy, and
 *       only what may be acted on.
 *   <li><b>Ask</b>: the intent is written down first. If the process dies between that and the call, it is unknown
 *       whether AWS was asked, so it is not asked again. Only where AWS has said no, so that nothing happened, it is
 *       asked again, {@link #MOST_ATTEMPTS} times in all.
 * </ol>
 *
 * <p>Invariants: no call without an intent in the memory of the same plan; at most one call for an incident that AWS
 * did not refuse; none into a cordoned zone; planning again with the result as memory calls nothing.
 */
public final class DatabasePlanner {
    /** Multi-AZ instances take 60 to 120 s, clusters less than 35 s: after this long something is wrong. */
    public static final Duration OVERDUE_AFTER = Duration.ofMinutes(10);

    static final int MOST_ATTEMPTS = 5;
    private static final Duration FIRST_RETRY = Duration.ofSeconds(15);

    private final DatabaseSituation situation;
    private final Instant now;
    private FailoverMemory memory;
    private Optional<Move> moved = Optional.empty();
    private Optional<Refusal> held = Optional.empty();
    private Optional<Failover> call = Optional.empty();
    private Optional<Instant> nextChange = Optional.empty();

    private DatabasePlanner(DatabaseSituation situation, Instant now) {
        this.situation = situation;
        this.now = now;
        this.memory = situation.memory();
    }

    /** Returns what to do now. */
    public static DatabasePlan plan(DatabaseSituation situation, Instant now) {
        var planner = new DatabasePlanner(situation, now);
        situation.fact().ifPresent(fact -> {
            planner.see(fact);
            planner.want(fact);
        });
        return new DatabasePlan(
                planner.memory,
                planner.call,
                planner.moved,
                planner.held,
                DatabaseConditions.of(situation, planner.memory, planner.held),
                planner.nextChange);
    }

    private void see(DatabaseFact fact) {
        String zone = fact.writer().map(Member::zone).orElse("");
        Optional<String> before = memory.writerZone();
        if (!zone.isEmpty() && before.isPresent() && !before.get().equals(zone)) {
            Optional<Failover> asked = memory.failover()
                    .filter(failover ->
                            failover.explains(now) && failover.from().equals(before.get()));
            moved = Optional.of(new Move(
                    now,
                    before.get(),
                    zone,
                    asked.isPresent(),
                    asked.map(failover -> Duration.between(failover.intendedAt(), now))));
            memory = new FailoverMemory(
                    Optional.of(zone), asked.map(failover -> failover.done(now)).or(memory::failover), moved);
        } else if (!zone.isEmpty()) {
            memory = new FailoverMemory(Optional.of(zone), memory.failover(), memory.last());
        }
        memory.failover().filter(Failover::underWay).ifPresent(failover -> {
            Instant limit = failover.intendedAt().plus(OVERDUE_AFTER);
            if (now.isBefore(limit)) {
                nextChange = Optional.of(limit);
            } else {
                memory = memory.with(failover.in(Phase.OVERDUE));
            }
        });
    }

    private void want(DatabaseFact fact) {
        Optional<Member> writer = fact.writer();
        Optional<DatabaseSituation.Zone> zone =
                writer.map(member -> situation.zones().get(member.zone()));
        Optional<Cordon> cordon = zone.flatMap(DatabaseSituation.Zone::cordon);
        if (cordon.isEmpty()) {
            return;
        }
        String incident = "%s@%s".formatted(writer.get().zone(), cordon.get().since());
        Optional<Failover> before = memory.failover();
        if (before.filter(failover -> failover.underWay()
                        || (failover.phase() == Phase.OVERDUE
                                && failover.incident().equals(incident)))
                .isPresent()) {
            return;
        }
        held = unwanted(cordon.get(), zone.get())
                .or(situation::objection)
                .or(() -> again(incident, before))
                .or(this::tooSoon)
                .or(() -> notReady(fact));
        if (held.isPresent()) {
            return;
        }
        Target target = target(fact, writer.get());
        held = target.refusal().or(() -> advised(fact, target));
        if (held.isEmpty()) {
            int attempts = before.filter(failover -> failover.incident().equals(incident))
                    .map(Failover::attempts)
                    .orElse(0);
            var intent = new Failover(
                    incident,
                    Phase.INTENDED,
                    now,
                    writer.get().zone(),
                    target.zone(),
                    target.member(),
                    attempts,
                    Optional.empty(),
                    "");
            memory = memory.with(intent);
            call = Optional.of(intent);
            nextChange = Optional.of(now.plus(OVERDUE_AFTER));
        }
    }

    private static Optional<Refusal> unwanted(Cordon cordon, DatabaseSituation.Zone zone) {
        if (zone.mistaken().isPresent()) {
            return zone.mistaken();
        }
        if (cordon.cause() == Cause.AUTOMATIC && zone.witnesses() < 2) {
            return Optional.of(
                    new Refusal(
                            DatabaseReason.ONE_WITNESS,
                            "its writer stays: the zone is cordoned, but there are less than two kinds of evidence against it now; set spec.cordon of the Zone to have the writer moved"));
        }
        if (cordon.cause() == Cause.AUTOMATIC || cordon.cause() == Cause.MANUAL || cordon.cause() == Cause.CLOSURE) {
            return Optional.empty();
        }
        return Optional.of(new Refusal(
                DatabaseReason.CORDON_NOT_APPLICABLE,
                "its writer stays: the zone's cordon (%s) is no reason to move it; set spec.cordon of the Zone to have it moved"
                        .formatted(cordon.cause().word())));
    }

    private Optional<Refusal> again(String incident, Optional<Failover> before) {
        if (before.filter(failover -> failover.incident().equals(incident)).isEmpty()) {
            return Optional.empty();
        }
        Failover failover = before.get();
        if (failover.phase() != Phase.REFUSED) {
            return Optional.of(
                    new Refusal(
                            DatabaseReason.ONCE_PER_INCIDENT,
                            "its writer is in the zone again, after a failover in this incident: there is no second one; move it manually"));
        }
        if (failover.attempts() >= MOST_ATTEMPTS) {
            return Optional.of(new Refusal(
                    DatabaseReason.REFUSED_BY_AWS,
                    "AWS refused the failover %d times, and it is not requested again in this incident: %s"
                            .formatted(failover.attempts(), failover.answer())));
        }
        Instant retry = failover.intendedAt().plus(FIRST_RETRY.multipliedBy(1L << failover.attempts()));
        if (now.isBefore(retry)) {
            nextChange = Optional.of(retry);
            return Optional.of(new Refusal(
                    DatabaseReason.REFUSED_BY_AWS,
                    "AWS refused the failover, retrying at %s: %s"
                            .formatted(retry.truncatedTo(ChronoUnit.SECONDS), failover.answer())));
        }
        return Optional.empty();
    }

    private Optional<Refusal> tooSoon() {
        Optional<Instant> free = memory.last().map(move -> move.at().plus(situation.minInterval()));
        if (free.filter(now::isBefore).isEmpty()) {
            return Optional.empty();
        }
        nextChange = free;
        return Optional.of(new Refusal(
                DatabaseReason.MIN_INTERVAL,
                "its writer stays until %s: it moved at %s, and failover.minInterval is not over"
                        .formatted(
                                free.get().truncatedTo(ChronoUnit.SECONDS),
                                memory.last().get().at().truncatedTo(ChronoUnit.SECONDS))));
    }

    private static Optional<Refusal> notReady(DatabaseFact fact) {
        if (!fact.multiAz()) {
            return Optional.of(new Refusal(
                    DatabaseReason.NOT_MULTI_AZ,
                    "its writer stays: the database has no standby in another zone; make it Multi-AZ"));
        }
        if (!fact.available()) {
            return Optional.of(new Refusal(
                    DatabaseReason.NOT_AVAILABLE,
                    "its writer stays for now: RDS reports %s, and accepts failovers of available databases only"
                            .formatted(fact.status())));
        }
        return Optional.empty();
    }

    /** Where the writer is to go, or why nowhere. */
    private record Target(Optional<String> zone, Optional<String> member, Optional<Refusal> refusal) {
        static Target none(String why) {
            return new Target(
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(new Refusal(DatabaseReason.NO_STANDBY_ELSEWHERE, why)));
        }
    }

    private Target target(DatabaseFact fact, Member writer) {
        if (!fact.cluster()) {
            Optional<Member> standby = fact.others().stream()
                    .filter(member -> !member.zone().isEmpty())
                    .findFirst();
            if (standby.isEmpty()) {
                return Target.none("its writer stays: RDS does not report the zone of the standby");
            }
            return safe(standby.get(), writer)
                    ? new Target(standby.map(Member::zone), Optional.empty(), Optional.empty())
                    : Target.none("its writer stays: the standby is in %s, which is cordoned or Unhealthy too"
                            .formatted(standby.get().zone()));
        }
        List<Member> able = fact.others().stream()
                .filter(Member::available)
                .filter(member -> safe(member, writer))
                .sorted(Comparator.comparingInt(this::rank)
                        .thenComparingInt(Member::tier)
                        .thenComparing(Member::name))
                .toList();
        if (able.isEmpty()) {
            return Target.none("its writer stays: no available reader is in a usable zone");
        }
        if (fact.targetable()) {
            Member best = able.getFirst();
            return new Target(Optional.of(best.zone()), Optional.of(best.name()), Optional.empty());
        }
        return able.size() == fact.others().size()
                ? new Target(Optional.empty(), Optional.empty(), Optional.empty())
                : Target.none(
                        "its writer stays: RDS chooses the member of a %s cluster itself, and one of them is in a cordoned or Unhealthy zone or not available"
                                .formatted(fact.engine()));
    }

    private boolean safe(Member member, Member writer) {
        DatabaseSituation.Zone zone = situation.zones().get(member.zone());
        return !member.zone().isEmpty() && !member.zone().equals(writer.zone()) && (zone == null || !zone.bad());
    }

    private int rank(Member member) {
        DatabaseSituation.Zone zone = situation.zones().get(member.zone());
        return zone == null ? 1 : zone.rank();
    }

    private Optional<Refusal> advised(DatabaseFact fact, Target target) {
        return situation
                .advice()
                .map(why -> new Refusal(
                        DatabaseReason.ADVISED,
                        "%s: a failover%s is due; manually: aws rds %s"
                                .formatted(
                                        why,
                                        target.zone().map(zone -> " to " + zone).orElse(""),
                                        fact.cluster()
                                                ? "failover-db-cluster --db-cluster-identifier " + fact.identifier()
                                                        + target.member()
                                                                .map(member ->
                                                                        " --target-db-instance-identifier " + member)
                                                                .orElse("")
                                                : "reboot-db-instance --force-failover --db-instance-identifier "
                                                        + fact.identifier())));
    }
}
