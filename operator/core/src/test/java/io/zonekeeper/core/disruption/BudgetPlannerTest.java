package io.zonekeeper.core.disruption;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.ServiceReason;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/** At a time that is a's turn. */
class BudgetPlannerTest {
    private static final Instant TURN_OF_A = turnOf("a");

    static Stream<Arguments> onePodMayGo() {
        Budgets rest = Budgets.resting();
        return Stream.of(
                Arguments.of("at rest", rest, "*=ONE"),
                Arguments.of("a drain changes nothing", rest.draining("c", "n1"), "*=ONE"),
                Arguments.of("nor do two", rest.draining("b", "n1").draining("c", "n2"), "*=ONE"),
                Arguments.of("nor does a rollout", rest.draining("c", "n1").inStep("b"), "*=ONE"),
                Arguments.of("what is missing, the disruption controller counts", rest.ready("b", 1), "*=ONE"),
                Arguments.of("none there yet", rest.noBudget(), "*=ONE"),
                Arguments.of(
                        "no pod is ready yet",
                        rest.noBudget().ready("a", 0).ready("b", 0).ready("c", 0),
                        ""),
                Arguments.of("none may ever go", rest.maximum(0), "*=CLOSED"),
                Arguments.of("one zone alone", rest.only("b"), "*=OPEN"),
                Arguments.of("one zone alone, new", rest.only("b").noBudget(), "*=OPEN"),
                Arguments.of(
                        "a zone that was left has no budget",
                        rest.part("b", Part.OUT).replicas(4),
                        "*-b=ONE"),
                Arguments.of("it was left and is not replaced", rest.part("b", Part.OUT), "*-b=CLOSED"),
                Arguments.of(
                        "replacements that start, the disruption controller counts",
                        rest.part("b", Part.OUT).desired("a", 3).desired("c", 3),
                        "*-b=ONE"),
                Arguments.of(
                        "what is lent does not close it",
                        rest.ready("a", 1).part("b", Part.OUT).replicas(4),
                        "*-b=ONE"),
                Arguments.of(
                        "left a moment ago it is counted with the others",
                        rest.part("b", Part.BETWEEN).replicas(4),
                        "*=ONE"),
                Arguments.of("and is not replaced", rest.part("b", Part.BETWEEN), "*=CLOSED"),
                Arguments.of(
                        "nor is a drain of it", rest.part("b", Part.BETWEEN).draining("b", "n1"), "*=CLOSED"),
                Arguments.of(
                        "on its way back one may go",
                        rest.part("b", Part.BETWEEN)
                                .service(Budgets.open(1), "b")
                                .replicas(4),
                        "*-b=ONE b=ONE"),
                Arguments.of(
                        "on its way back and drained: none, its pods are waited for",
                        rest.part("b", Part.BETWEEN)
                                .service(Budgets.open(1), "b")
                                .draining("b", "n1")
                                .replicas(4),
                        "*-b=ONE b=CLOSED"),
                Arguments.of(
                        "a budget of its own, of another version, stays while replacements start",
                        rest.part("b", Part.BETWEEN)
                                .budget("b", Budgets.open(1))
                                .replicas(4),
                        "*-b=ONE b=ONE"),
                Arguments.of(
                        "it gets traffic: selected by both, and none of its evictions is under way",
                        rest.budget("b", Budgets.open(1)),
                        "*=ONE"),
                Arguments.of("a foreign budget", rest.foreign("theirs"), ""));
    }

    static Stream<Arguments> twoPodsMayGo() {
        Budgets rest = Budgets.resting().maximum(2);
        Budgets drained = rest.draining("c", "n1");
        Budgets closing = drained.service(Budgets.closed(4, 4), "c").budget("c", Budgets.closed(2, 2));
        Budgets open = closing.budget("c", Budgets.open(2));
        Budgets over = open.draining("c");
        return Stream.of(
                Arguments.of("at rest one at a time", rest, "*=ONE"),
                Arguments.of("a drain closes all first", drained, "*=CLOSED"),
                Arguments.of(
                        "whom the budget let go may be in the zone: it stays selected until that was seen",
                        drained.service(new BudgetFact(false, true, 0, 1, 5, 6)),
                        "*=CLOSED"),
                Arguments.of(
                        "and keeps what budget it has",
                        drained.service(new BudgetFact(false, true, 0, 1, 5, 6)).budget("c", Budgets.closed(2, 2)),
                        "*=CLOSED c=CLOSED"),
                Arguments.of(
                        "the zone has a budget of its own once that was seen",
                        drained.service(Budgets.closed(5, 6)),
                        "*-c=CLOSED c=CLOSED"),
                Arguments.of("then opens where nodes are drained", closing, "*-c=CLOSED c=OPEN"),
                Arguments.of("it stays", open, "*-c=CLOSED c=OPEN"),
                Arguments.of("it stays while its own pods are missing", open.ready("c", 0), "*-c=CLOSED c=OPEN"),
                Arguments.of("it is over: closed first", over, "*-c=CLOSED c=CLOSED"),
                Arguments.of("then at rest", over.budget("c", Budgets.closed(1, 2)), "*=ONE"),
                Arguments.of(
                        "an eviction of it is not seen yet",
                        over.budget("c", new BudgetFact(false, true, 0, 1, 1, 2)),
                        "*-c=CLOSED c=CLOSED"),
                Arguments.of(
                        "turns decide among drains",
                        rest.draining("b", "n1").draining("a", "n2").service(Budgets.closed(6, 6)),
                        "*-a=CLOSED a=CLOSED"),
                Arguments.of("the other's turn is over", open.draining("a", "n2"), "*-a-c=CLOSED a=CLOSED c=CLOSED"),
                Arguments.of("a rollout goes first", drained.inStep("b"), "*=ONE"),
                Arguments.of("a rollout in the drained zone", drained.inStep("c"), "*=CLOSED"),
                Arguments.of("another lacks a pod", drained.ready("b", 1), "*=ONE"),
                Arguments.of("another lacks a pod: closed first", open.ready("b", 1), "*-c=CLOSED c=CLOSED"),
                Arguments.of(
                        "the closed one is not seen yet",
                        closing.service(new BudgetFact(false, false, 0, 0, 4, 4), "c"),
                        "*-c=CLOSED c=CLOSED"),
                Arguments.of(
                        "an eviction is under way",
                        closing.service(new BudgetFact(false, true, 0, 1, 4, 4), "c"),
                        "*-c=CLOSED c=CLOSED"),
                Arguments.of(
                        "an evicted pod is not replaced",
                        closing.service(Budgets.closed(3, 4), "c"),
                        "*-c=CLOSED c=CLOSED"),
                Arguments.of(
                        "a surplus may still go",
                        closing.service(new BudgetFact(false, true, 1, 0, 5, 4), "c"),
                        "*-c=CLOSED c=CLOSED"),
                Arguments.of(
                        "fewer were counted than asked for",
                        closing.service(Budgets.closed(3, 3), "c"),
                        "*-c=CLOSED c=CLOSED"),
                Arguments.of(
                        "its own pods are counted with the others",
                        closing.service(Budgets.closed(6, 6)),
                        "*-c=CLOSED c=CLOSED"),
                Arguments.of("two are open", open.service(Budgets.open(1), "c"), "*-c=CLOSED c=CLOSED"),
                Arguments.of("the budget of the others was deleted", open.noBudget(), "*-c=CLOSED c=CLOSED"),
                Arguments.of("the only zone", drained.only("c"), "*=OPEN"),
                Arguments.of(
                        "the only zone, while one that was left is counted with it",
                        drained.only("b", "c").part("b", Part.BETWEEN).replicas(2),
                        "*=ONE"),
                Arguments.of("a percentage that is one pod", drained.percent(50), "*=ONE"),
                Arguments.of("a percentage that is more", drained.percent(51), "*=CLOSED"),
                Arguments.of("it was left and is not replaced", drained.part("b", Part.OUT), "*-b=CLOSED"),
                Arguments.of(
                        "pods of a zone left a moment ago do not make up for others",
                        drained.part("b", Part.BETWEEN)
                                .replicas(4)
                                .service(Budgets.closed(3, 3), "c")
                                .budget("c", Budgets.closed(2, 2)),
                        "*-c=CLOSED c=CLOSED"),
                Arguments.of(
                        "all others are there, those of a zone left a moment ago as well",
                        drained.part("b", Part.BETWEEN)
                                .replicas(4)
                                .service(Budgets.closed(4, 4), "c")
                                .budget("c", Budgets.closed(2, 2)),
                        "*-c=CLOSED c=OPEN"));
    }

    /** An earlier version kept a budget in each zone, one of them open, and none over all. */
    static Stream<Arguments> afterAnUpgrade() {
        Budgets before = Budgets.resting()
                .noBudget()
                .budget("a", Budgets.open(1))
                .budget("b", Budgets.closed(2, 2))
                .budget("c", Budgets.closed(2, 2));
        return Stream.of(
                Arguments.of("the open one is closed first", before, "*=CLOSED a=CLOSED"),
                Arguments.of("then one is left", before.service(Budgets.closed(6, 6)), "*=ONE"),
                Arguments.of(
                        "an eviction is not seen yet",
                        before.service(Budgets.closed(6, 6)).budget("a", new BudgetFact(true, true, 0, 1, 2, 2)),
                        "*=CLOSED a=CLOSED"),
                Arguments.of("none was open", before.budget("a", Budgets.closed(2, 2)), "*=ONE"));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource({"onePodMayGo", "twoPodsMayGo", "afterAnUpgrade"})
    void plan(String why, Budgets budgets, String expected) {
        assertThat(said(budgets)).as(why).isEqualTo(expected);
    }

    @Test
    void podsAreSelectedByTwoBudgetsOnTheWayAndNeverByNone() {
        Budgets drained = Budgets.resting().maximum(2).draining("c", "n1");
        assertThat(writes(drained)).containsExactly("*=CLOSED", "delete others");
        Budgets seen = drained.service(Budgets.closed(6, 6));
        assertThat(writes(seen)).containsExactly("c=CLOSED", "*-c=CLOSED asks", "delete others");
        Budgets closed = drained.service(Budgets.closed(4, 4), "c").budget("c", Budgets.closed(2, 2));
        assertThat(writes(closed)).containsExactly("*-c=CLOSED", "c=OPEN asks", "delete others");
        assertThat(writes(closed.draining("c"))).containsExactly("*=ONE asks", "delete others asks");
        assertThat(writes(Budgets.resting())).containsExactly("*=ONE", "delete others");
    }

    @Test
    void podsThatWouldStartNowhereAreEvictedOnlyWhenOthersServeInTheirPlace() {
        Budgets asked = Budgets.resting().part("a", Part.MOVING).draining("a", "a0");
        assertThat(said(asked)).as("none may be on its way unseen").isEqualTo("*=CLOSED");
        Budgets drained = asked.service(Budgets.closed(6, 6));
        assertThat(said(asked.service(Budgets.closed(5, 6)))).as("nor missing").isEqualTo("*=CLOSED");
        BudgetPlan waiting = BudgetPlanner.plan(drained.observed(), TURN_OF_A);
        assertThat(Budgets.said(waiting)).isEqualTo("*-a=CLOSED a=CLOSED");
        assertThat(said(drained.service(Budgets.closed(4, 4), "a").budget("a", Budgets.closed(2, 2))))
                .isEqualTo("*-a=ONE a=CLOSED");
        assertThat(said(drained.service(Budgets.closed(4, 4), "a").budget("a", Budgets.closed(1, 2))))
                .as("one that is missing there counts")
                .isEqualTo("*-a=CLOSED a=CLOSED");
        assertThat(waiting.refusal().orElseThrow().reason().word()).isEqualTo("ReplacementsPending");
        assertThat(waiting.refusal().orElseThrow().message()).contains("drained in a: a0", "its 2 ready pods");
        BudgetPlan replaced = BudgetPlanner.plan(
                drained.part("a", Part.OUT).budget("a", Budgets.closed(2, 2)).observed(), TURN_OF_A);
        assertThat(replaced.zones()).as("its budget is deleted").isEmpty();
        assertThat(replaced.service().orElseThrow().without()).containsExactly("a");
        assertThat(replaced.refusal()).isEmpty();
    }

    @Test
    void theOnlyPodsAreNotEvictedAndItIsTold() {
        Budgets drained = Budgets.resting()
                .only("a")
                .part("a", Part.MOVING)
                .draining("a", "a0")
                .service(Budgets.closed(2, 2));
        BudgetPlan waiting = BudgetPlanner.plan(drained.observed(), TURN_OF_A);
        assertThat(waiting.zones()).containsEntry("a", Opening.CLOSED);
        assertThat(waiting.refusal().orElseThrow().reason().word()).isEqualTo("ReplacementsPending");
    }

    @Test
    void podsThatAreMovedCountWhileTheyServe() {
        Budgets moving = Budgets.resting().maximum(2).part("a", Part.MOVING).draining("b", "b0");
        assertThat(said(moving)).isEqualTo("*=CLOSED");
        assertThat(said(moving.service(Budgets.closed(6, 6)))).isEqualTo("*-a-b=CLOSED a=CLOSED b=CLOSED");
        assertThat(said(moving.service(Budgets.closed(4, 4), "a"))).isEqualTo("*-a-b=CLOSED a=CLOSED b=CLOSED");
        assertThat(said(moving.budget("b", Budgets.closed(2, 2)).service(Budgets.closed(2, 2), "a", "b")))
                .isEqualTo("*-a-b=CLOSED a=CLOSED b=OPEN");
    }

    @Test
    void aServiceThatStartsForTheFirstTimeGetsItsBudgetWhenItIsWhole() {
        Budgets young = Budgets.resting().noBudget().ready("c", 0).aged(Duration.ofSeconds(20));
        BudgetPlan plan = BudgetPlanner.plan(young.observed(), TURN_OF_A);
        assertThat(Budgets.said(plan)).isEmpty();
        assertThat(plan.withdrawn()).isFalse();
        assertThat(plan.nextChange()).contains(TURN_OF_A.plusSeconds(40));
        assertThat(said(young.ready("c", 2))).isEqualTo("*=ONE");
        assertThat(said(young.ready("c", 2).othersStart())).isEmpty();
        assertThat(BudgetPlanner.plan(young.ready("c", 2).othersStart().observed(), TURN_OF_A)
                        .nextChange())
                .as("nobody tells when the others are done")
                .contains(TURN_OF_A.plusSeconds(5));
        assertThat(said(young.ready("c", 2).othersStart().aged(Duration.ofMinutes(1))))
                .as("it waited long enough")
                .isEqualTo("*=ONE");
        assertThat(said(young.aged(Duration.ofMinutes(1))))
                .as("it may never be whole")
                .isEqualTo("*=ONE");
        assertThat(said(young.budget("a", Budgets.closed(2, 2))))
                .as("it had budgets already")
                .isEqualTo("*=ONE");
    }

    @Test
    void aForeignBudgetIsNamed() {
        BudgetPlan plan = BudgetPlanner.plan(Budgets.resting().foreign("theirs").observed(), TURN_OF_A);
        assertThat(plan.withdrawn()).isTrue();
        assertThat(plan.refusal()).hasValueSatisfying(refusal -> {
            assertThat(refusal.reason().word()).isEqualTo("BudgetConflict");
            assertThat(refusal.message()).contains("theirs");
        });
    }

    @Test
    void whoDrainsIsToldWhatKeepsPodsFromBeingEvicted() {
        Budgets drained = Budgets.resting().draining("c", "n1");
        assertThat(BudgetPlanner.plan(drained.observed(), TURN_OF_A).refusal()).isEmpty();
        assertThat(BudgetPlanner.plan(drained.ready("b", 1).observed(), TURN_OF_A)
                        .refusal())
                .contains(new Refusal(
                        ServiceReason.PODS_MISSING,
                        "drained in c: n1, but no pod may be evicted: b has 1 of 2 pods ready"));
        assertThat(BudgetPlanner.plan(drained.part("a", Part.OUT).observed(), TURN_OF_A)
                        .refusal())
                .map(Refusal::reason)
                .contains(ServiceReason.CAPACITY_TOO_LOW);
    }

    /** Nothing is reported of rest and of steps on the way: a status of its own would be written for each. */
    @Test
    void aZoneOfItsOwnIsToldAndRestIsNot() {
        assertThat(BudgetPlanner.plan(Budgets.resting().observed(), TURN_OF_A).reason())
                .isEmpty();
        Budgets drained = Budgets.resting().maximum(2).draining("c", "n1");
        BudgetPlan closing = BudgetPlanner.plan(drained.observed(), TURN_OF_A);
        assertThat(closing.reason()).isEmpty();
        assertThat(closing.refusal()).isEmpty();
        assertThat(closing.nextChange()).contains(TURN_OF_A.plusSeconds(5));
        BudgetPlan open = BudgetPlanner.plan(
                drained.service(Budgets.closed(4, 4), "c")
                        .budget("c", Budgets.open(2))
                        .observed(),
                TURN_OF_A);
        assertThat(open.open()).contains("c");
        assertThat(open.reason()).contains("drained in c: n1");
        assertThat(open.nextChange()).as("no other asks").isEmpty();
    }

    @Test
    void nothingChangesByTimeAtRest() {
        for (Budgets budgets : List.of(
                Budgets.resting(),
                Budgets.resting().draining("b", "n1").draining("c", "n2"),
                Budgets.resting().maximum(2))) {
            BudgetPlan plan = BudgetPlanner.plan(budgets.observed(), TURN_OF_A);
            assertThat(plan.nextChange()).isEmpty();
        }
    }

    @Test
    void allServicesOpenTheSameZoneAndChangeOverWithinTheSpread() {
        Instant middle = Instant.parse("2026-11-24T12:05:00Z");
        Rotation mine = Rotation.at(middle, Budgets.ROTATE, "shop/web");
        for (int service = 0; service < 300; service++) {
            Rotation other = Rotation.at(middle, Budgets.ROTATE, "shop/svc-" + service);
            assertThat(other.turn()).isEqualTo(mine.turn());
            assertThat(other.next())
                    .isBetween(Instant.parse("2026-11-24T12:10:00Z"), Instant.parse("2026-11-24T12:10:20Z"));
        }
    }

    private static String said(Budgets budgets) {
        return Budgets.said(BudgetPlanner.plan(budgets.observed(), TURN_OF_A));
    }

    private static List<String> writes(Budgets budgets) {
        BudgetObservation observed = budgets.observed();
        return BudgetPlanner.plan(observed, TURN_OF_A).writes(observed).stream()
                .map(write -> switch (write) {
                    case BudgetWrite.OfService of ->
                        "*%s=%s%s"
                                .formatted(
                                        of.budget().without().isEmpty()
                                                ? ""
                                                : "-"
                                                        + String.join(
                                                                "-", of.budget().without()),
                                        of.budget().opening(),
                                        of.loosens() ? " asks" : "");
                    case BudgetWrite.OfZone of ->
                        "%s=%s%s".formatted(of.zone(), of.opening(), of.loosens() ? " asks" : "");
                    case BudgetWrite.DeleteOthers(boolean loosens) -> "delete others" + (loosens ? " asks" : "");
                })
                .toList();
    }

    private static Instant turnOf(String zone) {
        Budgets asked = Budgets.resting().maximum(2).service(Budgets.closed(6, 6));
        for (String each : List.of("a", "b", "c")) {
            asked = asked.draining(each, "n");
        }
        Instant time = Instant.parse("2026-11-24T12:05:00Z");
        while (!BudgetPlanner.plan(asked.observed(), time).zones().containsKey(zone)) {
            time = time.plus(Budgets.ROTATE);
        }
        return time;
    }
}
