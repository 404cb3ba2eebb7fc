package io.zonekeeper.core.disruption;

import java.time.Duration;
import java.time.Instant;
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

    static Stream<Arguments> plans() {
        Budgets closed = Budgets.closed();
        Budgets open = closed.budget("a", Budgets.open(1));
        return Stream.of(
                Arguments.of("whose turn it is", closed, "a=OPEN b=CLOSED c=CLOSED"),
                Arguments.of("it stays", open, "a=OPEN b=CLOSED c=CLOSED"),
                Arguments.of("it stays while its own pods are missing", open.ready("a", 1), "a=OPEN b=CLOSED c=CLOSED"),
                Arguments.of("a drain closes it first", open.draining("c", "n1"), "a=CLOSED b=CLOSED c=CLOSED"),
                Arguments.of(
                        "then opens where nodes are drained", closed.draining("c", "n1"), "a=CLOSED b=CLOSED c=OPEN"),
                Arguments.of(
                        "turns decide among drains",
                        closed.draining("b", "n1").draining("c", "n2"),
                        "a=CLOSED b=OPEN c=CLOSED"),
                Arguments.of(
                        "a rollout goes first", closed.draining("c", "n1").inStep("b"), "a=CLOSED b=OPEN c=CLOSED"),
                Arguments.of("another lacks a pod", open.ready("b", 1), "a=CLOSED b=CLOSED c=CLOSED"),
                Arguments.of("two are open", open.budget("b", Budgets.open(1)), "a=CLOSED b=CLOSED c=CLOSED"),
                Arguments.of(
                        "none there yet",
                        closed.noBudget("a").noBudget("b").noBudget("c"),
                        "a=CLOSED b=CLOSED c=CLOSED"),
                Arguments.of("one was deleted", open.noBudget("b"), "a=CLOSED b=CLOSED c=CLOSED"),
                Arguments.of(
                        "no pod is ready yet",
                        closed.noBudget("a")
                                .noBudget("b")
                                .noBudget("c")
                                .ready("a", 0)
                                .ready("b", 0)
                                .ready("c", 0),
                        ""),
                Arguments.of(
                        "the closed one is not seen yet",
                        closed.budget("b", new BudgetFact(false, false, 0, 0, 2, 2)),
                        "a=CLOSED b=CLOSED c=CLOSED"),
                Arguments.of(
                        "an eviction is under way",
                        closed.budget("b", new BudgetFact(false, true, 0, 1, 2, 2)),
                        "a=CLOSED b=CLOSED c=CLOSED"),
                Arguments.of(
                        "an evicted pod is not replaced",
                        closed.budget("b", Budgets.closed(1, 2)),
                        "a=CLOSED b=CLOSED c=CLOSED"),
                Arguments.of(
                        "a surplus may still go",
                        closed.budget("b", new BudgetFact(false, true, 1, 0, 3, 2)),
                        "a=CLOSED b=CLOSED c=CLOSED"),
                Arguments.of(
                        "fewer were counted than asked for",
                        closed.budget("b", Budgets.closed(1, 1)),
                        "a=CLOSED b=CLOSED c=CLOSED"),
                Arguments.of("none may ever go", open.never(), "a=CLOSED b=CLOSED c=CLOSED"),
                Arguments.of("one zone alone", closed.only("b"), "b=OPEN"),
                Arguments.of("one zone alone, new", closed.only("b").noBudget("b"), "b=OPEN"),
                Arguments.of(
                        "a zone that was left is free",
                        closed.part("b", Part.OUT).replicas(4),
                        "a=OPEN b=FREE c=CLOSED"),
                Arguments.of(
                        "its turn is the next one's", closed.part("a", Part.OUT).replicas(4), "a=FREE b=OPEN c=CLOSED"),
                Arguments.of("it was left and is not replaced", closed.part("b", Part.OUT), "a=CLOSED b=FREE c=CLOSED"),
                Arguments.of(
                        "what is lent does not close it",
                        open.ready("a", 1).part("b", Part.OUT).replicas(4),
                        "a=OPEN b=FREE c=CLOSED"),
                Arguments.of(
                        "on its way home it is closed",
                        closed.part("b", Part.BETWEEN).replicas(4),
                        "a=OPEN b=CLOSED c=CLOSED"),
                Arguments.of("it comes home free", closed.budget("b", Budgets.open(2)), "a=CLOSED b=CLOSED c=CLOSED"),
                Arguments.of("a foreign budget", open.foreign("theirs"), ""));
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("plans")
    void plan(String why, Budgets budgets, String expected) {
        assertThat(Budgets.said(BudgetPlanner.plan(budgets.observed(), TURN_OF_A)))
                .as(why)
                .isEqualTo(expected);
    }

    @Test
    void podsThatWouldStartNowhereAreEvictedOnlyWhenOthersServeInTheirPlace() {
        Budgets drained = Budgets.closed().part("a", Part.MOVING).draining("a", "a0");
        BudgetPlan waiting = BudgetPlanner.plan(drained.observed(), TURN_OF_A);
        assertThat(waiting.of("a")).contains(Opening.CLOSED);
        assertThat(waiting.refusal().orElseThrow().reason().word()).isEqualTo("ReplacementsPending");
        assertThat(waiting.refusal().orElseThrow().message()).contains("drained in a: a0", "its 2 ready pods");
        BudgetPlan replaced = BudgetPlanner.plan(drained.part("a", Part.OUT).observed(), TURN_OF_A);
        assertThat(replaced.of("a")).contains(Opening.FREE);
        assertThat(replaced.refusal()).isEmpty();
    }

    @Test
    void theOnlyPodsAreNotEvictedAndItIsTold() {
        Budgets drained = Budgets.closed().only("a").part("a", Part.MOVING).draining("a", "a0");
        BudgetPlan waiting = BudgetPlanner.plan(drained.observed(), TURN_OF_A);
        assertThat(Budgets.said(waiting)).isEqualTo("a=CLOSED");
        assertThat(waiting.refusal().orElseThrow().reason().word()).isEqualTo("ReplacementsPending");
    }

    @Test
    void podsThatAreMovedCountWhileTheyServe() {
        Budgets moving = Budgets.closed().part("a", Part.MOVING).draining("b", "b0");
        assertThat(BudgetPlanner.plan(moving.observed(), TURN_OF_A).open()).contains("b");
    }

    @Test
    void aServiceThatStartsForTheFirstTimeGetsItsBudgetsWhenItIsWhole() {
        Budgets young = Budgets.closed()
                .noBudget("a")
                .noBudget("b")
                .noBudget("c")
                .ready("c", 0)
                .aged(Duration.ofSeconds(20));
        BudgetPlan plan = BudgetPlanner.plan(young.observed(), TURN_OF_A);
        assertThat(Budgets.said(plan)).isEmpty();
        assertThat(plan.withdrawn()).isFalse();
        assertThat(plan.nextChange()).contains(TURN_OF_A.plusSeconds(40));
        assertThat(said(young.ready("c", 2))).isEqualTo("a=CLOSED b=CLOSED c=CLOSED");
        assertThat(said(young.ready("c", 2).othersStart())).isEmpty();
        assertThat(BudgetPlanner.plan(young.ready("c", 2).othersStart().observed(), TURN_OF_A)
                        .nextChange())
                .as("nobody tells when the others are done")
                .contains(TURN_OF_A.plusSeconds(5));
        assertThat(said(young.ready("c", 2).othersStart().aged(Duration.ofMinutes(1))))
                .as("it waited long enough")
                .isEqualTo("a=CLOSED b=CLOSED c=CLOSED");
        assertThat(said(young.aged(Duration.ofMinutes(1))))
                .as("it may never be whole")
                .isEqualTo("a=CLOSED b=CLOSED");
        assertThat(said(young.budget("a", Budgets.closed(2, 2))))
                .as("it had budgets already")
                .isEqualTo("a=CLOSED b=CLOSED");
    }

    private static String said(Budgets budgets) {
        return Budgets.said(BudgetPlanner.plan(budgets.observed(), TURN_OF_A));
    }

    @Test
    void aForeignBudgetIsNamed() {
        BudgetPlan plan = BudgetPlanner.plan(Budgets.closed().foreign("theirs").observed(), TURN_OF_A);
        assertThat(plan.withdrawn()).isTrue();
        assertThat(plan.refusal()).hasValueSatisfying(refusal -> {
            assertThat(refusal.reason().word()).isEqualTo("BudgetConflict");
            assertThat(refusal.message()).contains("theirs");
        });
    }

    @Test
    void whoDrainsIsToldWhatKeepsTheZoneClosed() {
        Budgets drained = Budgets.closed().draining("c", "n1");
        assertThat(BudgetPlanner.plan(drained.observed(), TURN_OF_A).reason()).contains("drained in c: n1");
        assertThat(BudgetPlanner.plan(drained.observed(), TURN_OF_A).refusal()).isEmpty();
        assertThat(BudgetPlanner.plan(drained.ready("b", 1).observed(), TURN_OF_A)
                        .refusal())
                .contains(new Refusal(
                        ServiceReason.PODS_MISSING, "drained in c: n1, but no zone is open: b has 1 of 2 pods ready"));
        assertThat(BudgetPlanner.plan(drained.part("a", Part.OUT).observed(), TURN_OF_A)
                        .refusal())
                .map(Refusal::reason)
                .contains(ServiceReason.CAPACITY_TOO_LOW);
    }

    /** Nothing is told of ordinary turns and of steps on the way: a status of its own would be written for each. */
    @Test
    void ordinaryTurnsAreNotTold() {
        assertThat(BudgetPlanner.plan(Budgets.closed().observed(), TURN_OF_A).reason())
                .isEmpty();
        BudgetPlan moving =
                BudgetPlanner.plan(Budgets.closed().budget("b", Budgets.open(1)).observed(), TURN_OF_A);
        assertThat(moving.reason()).isEmpty();
        assertThat(moving.refusal()).isEmpty();
        assertThat(moving.nextChange()).contains(TURN_OF_A.plusSeconds(5));
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

    private static Instant turnOf(String zone) {
        Instant time = Instant.parse("2026-11-24T12:05:00Z");
        while (!BudgetPlanner.plan(Budgets.closed().observed(), time)
                .open()
                .orElseThrow()
                .equals(zone)) {
            time = time.plus(Budgets.ROTATE);
        }
        return time;
    }
}
