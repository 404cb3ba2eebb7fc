package io.zonekeeper.core.aws.database;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.aws.database.DatabaseFact.Member;
import io.zonekeeper.core.aws.database.FailoverMemory.Failover;
import io.zonekeeper.core.aws.database.FailoverMemory.Phase;
import io.zonekeeper.core.cordon.Cordon;
import io.zonekeeper.core.evacuation.StackDecision.Cause;
import io.zonekeeper.core.reasons.DatabaseReason;
import io.zonekeeper.core.zone.Verdict;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

class DatabasePlannerTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final Duration INTERVAL = Duration.ofMinutes(30);
    private static final DatabaseSituation.Zone GOOD =
            new DatabaseSituation.Zone(Optional.empty(), Verdict.HEALTHY, 0, Optional.empty());

    private static DatabaseSituation.Zone cordoned(Cause cause, int witnesses, Instant since) {
        return new DatabaseSituation.Zone(
                Optional.of(new Cordon(cause, "why", since, Optional.empty(), false)),
                cause == Cause.AUTOMATIC ? Verdict.UNHEALTHY : Verdict.HEALTHY,
                witnesses,
                Optional.empty());
    }

    private static final DatabaseSituation.Zone BAD = cordoned(Cause.MANUAL, 0, NOW);

    private static DatabaseFact instance(String writer, String standby, String status) {
        return new DatabaseFact(
                "orders",
                "arn:db",
                false,
                "postgres",
                status,
                true,
                Optional.of(new Member("orders", writer, status, 1)),
                List.of(new Member("orders", standby, status, 1)),
                Map.of());
    }

    private static DatabaseFact cluster(String engine, Member... readers) {
        return new DatabaseFact(
                "ledger",
                "arn:cluster",
                true,
                engine,
                "available",
                true,
                Optional.of(new Member("l1", "b", "available", 1)),
                List.of(readers),
                Map.of());
    }

    private static Member reader(String name, String zone, int tier) {
        return new Member(name, zone, "available", tier);
    }

    private static DatabasePlan plan(
            DatabaseFact fact, Map<String, DatabaseSituation.Zone> zones, FailoverMemory memory, Instant now) {
        return DatabasePlanner.plan(
                new DatabaseSituation(
                        Optional.of(fact), "", zones, Optional.empty(), Optional.empty(), INTERVAL, memory),
                now);
    }

    private static Map<String, DatabaseSituation.Zone> zones(DatabaseSituation.Zone b) {
        return Map.of("a", GOOD, "b", b, "c", GOOD);
    }

    private static String held(DatabasePlan plan) {
        assertThat(plan.call()).isEmpty();
        return plan.held().map(refusal -> refusal.reason().word()).orElse("");
    }

    private static String ready(DatabasePlan plan) {
        return plan.conditions().stream()
                .filter(fact -> fact.type().equals("Ready"))
                .map(fact -> fact.reason().word())
                .findFirst()
                .orElse("");
    }

    @Example
    void theWriterLeavesACordonedZone() {
        DatabasePlan plan = plan(instance("b", "a", "available"), zones(BAD), FailoverMemory.NONE, NOW);
        assertThat(plan.call()).isPresent();
        assertThat(plan.memory().failover()).isEqualTo(plan.call());
        assertThat(plan.call().get().phase()).isEqualTo(Phase.INTENDED);
        assertThat(plan.call().get().to()).contains("a");
        assertThat(ready(plan)).isEqualTo("FailingOver");
        assertThat(ready(plan(instance("b", "a", "available"), zones(GOOD), FailoverMemory.NONE, NOW)))
                .isEqualTo("Placed");
    }

    @Example
    void onlyForAPersonAClosureOrAVerdictOfTwoWitnesses() {
        DatabaseFact fact = instance("b", "a", "available");
        assertThat(plan(fact, zones(cordoned(Cause.AUTOMATIC, 2, NOW)), FailoverMemory.NONE, NOW)
                        .call())
                .isPresent();
        assertThat(plan(fact, zones(cordoned(Cause.CLOSURE, 0, NOW)), FailoverMemory.NONE, NOW)
                        .call())
                .isPresent();
        assertThat(held(plan(fact, zones(cordoned(Cause.AUTOMATIC, 1, NOW)), FailoverMemory.NONE, NOW)))
                .isEqualTo("OneWitness");
        assertThat(held(plan(fact, zones(cordoned(Cause.EXTERNAL, 0, NOW)), FailoverMemory.NONE, NOW)))
                .isEqualTo("CordonNotApplicable");
        assertThat(held(plan(fact, zones(cordoned(Cause.DRILL, 0, NOW)), FailoverMemory.NONE, NOW)))
                .isEqualTo("CordonNotApplicable");
    }

    @Example
    void notWhereItCannotOrMayNot() {
        assertThat(held(plan(instance("b", "b", "available"), zones(BAD), FailoverMemory.NONE, NOW)))
                .isEqualTo("NoStandbyElsewhere");
        assertThat(held(plan(instance("b", "", "available"), zones(BAD), FailoverMemory.NONE, NOW)))
                .isEqualTo("NoStandbyElsewhere");
        Map<String, DatabaseSituation.Zone> both = Map.of("a", BAD, "b", BAD, "c", GOOD);
        assertThat(held(plan(instance("b", "a", "available"), both, FailoverMemory.NONE, NOW)))
                .isEqualTo("NoStandbyElsewhere");
        assertThat(held(plan(instance("b", "a", "backing-up"), zones(BAD), FailoverMemory.NONE, NOW)))
                .isEqualTo("NotAvailable");
        var single = new DatabaseFact(
                "x",
                "arn",
                false,
                "postgres",
                "available",
                false,
                Optional.of(reader("x", "b", 1)),
                List.of(),
                Map.of());
        assertThat(held(plan(single, zones(BAD), FailoverMemory.NONE, NOW))).isEqualTo("NotMultiAZ");
        var advised = new DatabaseSituation(
                Optional.of(instance("b", "a", "available")),
                "",
                zones(BAD),
                Optional.empty(),
                Optional.of("because"),
                INTERVAL,
                FailoverMemory.NONE);
        assertThat(held(DatabasePlanner.plan(advised, NOW))).isEqualTo("Advised");
        var forbidden = new DatabaseSituation(
                Optional.of(instance("b", "a", "available")),
                "",
                zones(BAD),
                Optional.of(new Refusal(DatabaseReason.NOT_ALLOWED, "x")),
                Optional.empty(),
                INTERVAL,
                FailoverMemory.NONE);
        assertThat(held(DatabasePlanner.plan(forbidden, NOW))).isEqualTo("NotAllowed");
        var unheard = new DatabaseSituation(
                Optional.empty(), "503", zones(BAD), Optional.empty(), Optional.empty(), INTERVAL, FailoverMemory.NONE);
        assertThat(ready(DatabasePlanner.plan(unheard, NOW))).isEqualTo("Unreachable");
        assertThat(DatabasePlanner.plan(unheard, NOW).call()).isEmpty();
    }

    @Example
    void theBestMemberOfACluster() {
        var suspect = new DatabaseSituation.Zone(Optional.empty(), Verdict.SUSPECT, 1, Optional.empty());
        Map<String, DatabaseSituation.Zone> zones = Map.of("a", suspect, "b", BAD, "c", GOOD);
        DatabasePlan plan = plan(
                cluster("aurora-mysql", reader("l2", "a", 0), reader("l3", "c", 5), reader("l4", "b", 0)),
                zones,
                FailoverMemory.NONE,
                NOW);
        assertThat(plan.call().orElseThrow().target()).contains("l3");
        // Which member a cluster of RDS for MySQL takes cannot be said: all have to be good.
        assertThat(plan(cluster("mysql", reader("l2", "a", 0), reader("l3", "c", 5)), zones, FailoverMemory.NONE, NOW)
                        .call()
                        .orElseThrow()
                        .target())
                .isEmpty();
        assertThat(held(plan(
                        cluster("mysql", reader("l2", "b", 0), reader("l3", "c", 5)), zones, FailoverMemory.NONE, NOW)))
                .isEqualTo("NoStandbyElsewhere");
        assertThat(held(plan(
                        cluster("aurora-mysql", new Member("l2", "c", "creating", 0)),
                        zones,
                        FailoverMemory.NONE,
                        NOW)))
                .isEqualTo("NoStandbyElsewhere");
    }

    @Example
    void killedBetweenIntentAndCallItIsNotAskedAgain() {
        FailoverMemory memory = plan(instance("b", "a", "available"), zones(BAD), FailoverMemory.NONE, NOW)
                .memory();
        assertThat(plan(instance("b", "a", "available"), zones(BAD), memory, NOW.plusSeconds(60))
                        .call())
                .isEmpty();
        DatabasePlan late = plan(instance("b", "a", "available"), zones(BAD), memory, NOW.plus(Duration.ofMinutes(11)));
        assertThat(late.call()).isEmpty();
        assertThat(ready(late)).isEqualTo("FailoverOverdue");
        assertThat(plan(instance("b", "a", "available"), zones(BAD), late.memory(), NOW.plus(Duration.ofMinutes(12)))
                        .call())
                .isEmpty();
        // Another incident, long after, is another matter.
        Map<String, DatabaseSituation.Zone> next = zones(cordoned(Cause.MANUAL, 0, NOW.plus(Duration.ofDays(2))));
        assertThat(plan(instance("b", "a", "available"), next, late.memory(), NOW.plus(Duration.ofDays(2)))
                        .call())
                .isPresent();
    }

    @Example
    void movesAreSeenAndWhoMadeThem() {
        FailoverMemory asked = plan(instance("b", "a", "available"), zones(BAD), FailoverMemory.NONE, NOW)
                .memory();
        DatabasePlan done = plan(instance("a", "b", "available"), zones(BAD), asked, NOW.plusSeconds(70));
        assertThat(done.moved().orElseThrow().ours()).isTrue();
        assertThat(done.moved().orElseThrow().took()).contains(Duration.ofSeconds(70));
        assertThat(done.memory().failover().orElseThrow().phase()).isEqualTo(Phase.DONE);
        DatabasePlan back =
                plan(instance("b", "a", "available"), zones(BAD), done.memory(), NOW.plus(Duration.ofHours(2)));
        assertThat(back.moved().orElseThrow().ours()).isFalse();
        assertThat(held(back)).isEqualTo("OncePerIncident");
        Map<String, DatabaseSituation.Zone> second = zones(cordoned(Cause.MANUAL, 0, NOW.plus(Duration.ofHours(2))));
        assertThat(held(plan(instance("b", "a", "available"), second, back.memory(), NOW.plus(Duration.ofHours(2)))))
                .isEqualTo("MinInterval");
        assertThat(plan(instance("b", "a", "available"), second, back.memory(), NOW.plus(Duration.ofHours(3)))
                        .call())
                .isPresent();
    }

    @Example
    void whatAwsRefusedIsAskedAgainAFewTimes() {
        FailoverMemory memory = FailoverMemory.NONE;
        Instant now = NOW;
        int calls = 0;
        for (int second = 0; second < 3600; second += 5) {
            DatabasePlan plan = plan(instance("b", "a", "available"), zones(BAD), memory, now.plusSeconds(second));
            memory = plan.memory();
            if (plan.call().isPresent()) {
                calls++;
                memory = new FailoverMemory(
                        memory.writerZone(),
                        plan.call().map(call -> call.refused("InvalidDBInstanceState")),
                        memory.last());
            }
        }
        assertThat(calls).isEqualTo(DatabasePlanner.MOST_ATTEMPTS);
    }

    /** A zone's life and a database's, with a process that dies at any moment: at most one call an incident. */
    @Property(tries = 500)
    void neverTwiceForOneIncidentNeverIntoACordonedZoneNeverWithoutIntent(@ForAll("lives") List<Integer> steps) {
        FailoverMemory memory = FailoverMemory.NONE;
        Map<String, DatabaseSituation.Zone> zones = new HashMap<>(Map.of("a", GOOD, "b", GOOD, "c", GOOD));
        Map<String, Integer> calls = new HashMap<>();
        String writer = "b";
        String standby = "a";
        Instant now = NOW;
        for (int step : steps) {
            now = now.plusSeconds(20L + step);
            String zone = List.of("a", "b", "c").get(step % 3);
            switch (step % 8) {
                case 0 -> zones.put(zone, cordoned(Cause.MANUAL, 0, now));
                case 1 -> zones.put(zone, cordoned(Cause.AUTOMATIC, step % 4, now));
                case 2 -> zones.put(zone, GOOD);
                case 3 -> { // AWS moves it, or ours comes through
                    String moved = standby;
                    standby = writer;
                    writer = moved;
                }
                default -> now = now.plusSeconds(600);
            }
            DatabasePlan plan = plan(instance(writer, standby, "available"), zones, memory, now);
            if (plan.call().isPresent()) {
                Failover call = plan.call().get();
                assertThat(plan.memory().failover()).contains(call);
                assertThat(call.phase()).isEqualTo(Phase.INTENDED);
                assertThat(zones.get(call.to().orElseThrow()).cordon()).isEmpty();
                assertThat(calls.merge(call.incident(), 1, Integer::sum)).isEqualTo(1);
            }
            memory = plan.memory();
            assertThat(plan(instance(writer, standby, "available"), zones, memory, now)
                            .call())
                    .isEmpty();
        }
    }

    @Provide
    Arbitrary<List<Integer>> lives() {
        return Arbitraries.integers().between(0, 239).list().ofMaxSize(60);
    }
}
