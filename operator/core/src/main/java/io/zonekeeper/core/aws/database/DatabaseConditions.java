package io.zonekeeper.core.aws.database;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.aws.database.DatabaseFact.Member;
import io.zonekeeper.core.aws.database.FailoverMemory.Failover;
import io.zonekeeper.core.aws.database.FailoverMemory.Phase;
import io.zonekeeper.core.reasons.DatabaseReason;

/** Reports about a database how it stands, as conditions. */
final class DatabaseConditions {
    private static final String READY = "Ready";
    private static final String RECONCILING = "Reconciling";
    private static final String STALLED = "Stalled";

    private DatabaseConditions() {}

    static List<ConditionFact> of(DatabaseSituation situation, FailoverMemory memory, Optional<Refusal> held) {
        List<ConditionFact> facts = new ArrayList<>();
        if (situation.fact().isEmpty()) {
            facts.add(ConditionFact.no(
                    READY, DatabaseReason.UNREACHABLE, "RDS could not be reached: " + situation.unheard()));
            facts.add(ConditionFact.no(
                    RECONCILING, DatabaseReason.UNREACHABLE, "nothing is requested while its state is unknown"));
            facts.add(ConditionFact.no(STALLED, DatabaseReason.UNREACHABLE, "retrying"));
            return facts;
        }
        DatabaseFact fact = situation.fact().get();
        String where = where(fact);
        Optional<Failover> failover = memory.failover();
        boolean moving = failover.filter(Failover::underWay).isPresent();
        boolean overdue = failover.filter(asked -> asked.phase() == Phase.OVERDUE && stillThere(asked, situation))
                .isPresent();
        if (moving) {
            facts.add(ConditionFact.no(READY, DatabaseReason.FAILING_OVER, progress(failover.get(), where)));
            facts.add(ConditionFact.yes(RECONCILING, DatabaseReason.FAILING_OVER, progress(failover.get(), where)));
        } else {
            facts.add(ready(situation, fact, where, held, overdue, failover));
            facts.add(ConditionFact.no(RECONCILING, DatabaseReason.SETTLED, "no change in progress"));
        }
        facts.add(stalled(situation, fact, overdue, failover));
        held.ifPresent(why -> facts.add(ConditionFact.yes("FailoverHeld", why.reason(), why.message())));
        return facts;
    }

    private static ConditionFact ready(
            DatabaseSituation situation,
            DatabaseFact fact,
            String where,
            Optional<Refusal> held,
            boolean overdue,
            Optional<Failover> failover) {
        if (overdue) {
            return ConditionFact.no(READY, DatabaseReason.FAILOVER_OVERDUE, overdue(failover.get()));
        }
        if (held.isPresent()) {
            return ConditionFact.no(
                    READY, held.get().reason(), where + "; " + held.get().message());
        }
        if (situation.objection().isPresent()) {
            return ConditionFact.no(
                    READY,
                    situation.objection().get().reason(),
                    situation.objection().get().message());
        }
        if (!fact.multiAz()) {
            return ConditionFact.no(READY, DatabaseReason.NOT_MULTI_AZ, where + "; it has no standby in another zone");
        }
        boolean nowhere = fact.others().stream()
                .noneMatch(member -> Optional.ofNullable(situation.zones().get(member.zone()))
                        .map(zone -> !zone.bad())
                        .orElse(true));
        return nowhere
                ? ConditionFact.yes(
                        READY,
                        DatabaseReason.STANDBY_ZONE_UNUSABLE,
                        where + "; the writer could not be moved out of its zone now")
                : ConditionFact.yes(READY, DatabaseReason.PLACED, where);
    }

    private static ConditionFact stalled(
            DatabaseSituation situation, DatabaseFact fact, boolean overdue, Optional<Failover> failover) {
        if (overdue) {
            return ConditionFact.yes(STALLED, DatabaseReason.FAILOVER_OVERDUE, overdue(failover.get()));
        }
        if (situation.objection().isPresent()) {
            return ConditionFact.yes(
                    STALLED,
                    situation.objection().get().reason(),
                    situation.objection().get().message());
        }
        if (!fact.multiAz()) {
            return ConditionFact.yes(
                    STALLED, DatabaseReason.NOT_MULTI_AZ, "make the database Multi-AZ, or delete this object");
        }
        return ConditionFact.no(STALLED, DatabaseReason.SETTLED, "no action required");
    }

    /** Once its zone is open again nobody waits for it any more. */
    private static boolean stillThere(Failover failover, DatabaseSituation situation) {
        return Optional.ofNullable(situation.zones().get(failover.from()))
                .flatMap(DatabaseSituation.Zone::cordon)
                .isPresent();
    }

    private static String where(DatabaseFact fact) {
        String others = fact.others().stream()
                .map(Member::zone)
                .filter(zone -> !zone.isEmpty())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        return "writer in %s%s"
                .formatted(
                        fact.writer()
                                .map(Member::zone)
                                .filter(zone -> !zone.isEmpty())
                                .orElse("no known zone"),
                        others.isEmpty() ? "" : ", standby in " + others);
    }

    private static String progress(Failover failover, String where) {
        String asked = failover.phase() == Phase.REQUESTED
                ? "failover requested"
                : "failover decided (it is not known yet whether AWS received the request)";
        return "%s, away from %s%s; %s"
                .formatted(
                        asked,
                        failover.from(),
                        failover.to().map(zone -> " to " + zone).orElse(""),
                        where);
    }

    private static String overdue(Failover failover) {
        return "a failover away from %s was decided at %s and the writer is still there: it is not requested again in this incident; check it in RDS, and fail over manually"
                .formatted(failover.from(), failover.intendedAt());
    }
}
