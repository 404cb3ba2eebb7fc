package io.zonekeeper.core.aws.shift;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.aws.shift.ShiftPlan.Cancel;
import io.zonekeeper.core.aws.shift.ShiftPlan.Nothing;
import io.zonekeeper.core.aws.shift.ShiftPlan.Renew;
import io.zonekeeper.core.aws.shift.ShiftPlan.Start;
import io.zonekeeper.core.aws.shift.ShiftPlan.State;
import io.zonekeeper.core.aws.shift.ZonalShift.Kind;
import io.zonekeeper.core.reasons.ServiceReason;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

class ShiftPlannerTest {
    private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");
    private static final Duration LIFE = Duration.ofMinutes(30);
    private static final Refusal FORBIDDEN = new Refusal(ServiceReason.NOT_ALLOWED, "tag it");

    private static ShiftPlan plan(Optional<String> away, List<ZonalShift> active) {
        return plan(away, Optional.empty(), Optional.of(active), Optional.empty());
    }

    private static ShiftPlan plan(
            Optional<String> away,
            Optional<Refusal> objection,
            Optional<List<ZonalShift>> active,
            Optional<ZonalShift> known) {
        return ShiftPlanner.plan(new ShiftSituation(away, objection, active, known, Set.of("uid-1"), LIFE), NOW);
    }

    private static ZonalShift ours(String zone, int minutesLeft) {
        return shift("ours", zone, Kind.CUSTOMER, minutesLeft, ShiftComment.of("uid-1", "shop/web"));
    }

    private static ZonalShift shift(String id, String zone, Kind kind, int minutesLeft, String comment) {
        return new ZonalShift(
                id, "arn:lb", zone, kind, Optional.of(NOW.plus(Duration.ofMinutes(minutesLeft))), comment);
    }

    @Example
    void aCordonStartsOneAndTheReturnEndsIt() {
        assertThat(plan(Optional.of("az1"), List.of()).action()).isEqualTo(new Start("az1"));
        assertThat(plan(Optional.empty(), List.of(ours("az1", 20))).action()).isEqualTo(new Cancel(ours("az1", 20)));
        assertThat(plan(Optional.empty(), List.of()).state()).isEqualTo(State.OPEN);
    }

    @Example
    void itIsRenewedAtHalfOfItsLife() {
        ShiftPlan early = plan(Optional.of("az1"), List.of(ours("az1", 16)));
        assertThat(early.action()).isEqualTo(new Nothing());
        assertThat(early.nextChange()).contains(NOW.plus(Duration.ofMinutes(1)));
        assertThat(plan(Optional.of("az1"), List.of(ours("az1", 15))).action()).isEqualTo(new Renew(ours("az1", 15)));
    }

    @Example
    void anotherZoneTakesTheOldOneDownFirst() {
        assertThat(plan(Optional.of("az2"), List.of(ours("az1", 20))).action()).isEqualTo(new Cancel(ours("az1", 20)));
    }

    @Example
    void othersAreLeantOnOrInTheWay() {
        ZonalShift theirs = shift("theirs", "az1", Kind.CUSTOMER, 60, "by hand");
        assertThat(plan(Optional.of("az1"), List.of(theirs)).state()).isEqualTo(State.SHIFTED_BY_OTHERS);
        assertThat(plan(Optional.of("az2"), List.of(theirs))
                        .refusal()
                        .orElseThrow()
                        .reason()
                        .word())
                .isEqualTo("ShiftedElsewhere");
        ZonalShift autoshift = shift("auto", "az1", Kind.AUTOSHIFT, 60, "");
        assertThat(plan(Optional.of("az1"), List.of(autoshift)).state()).isEqualTo(State.SHIFTED_BY_OTHERS);
        for (Kind exercise : List.of(Kind.PRACTICE_RUN, Kind.EXPERIMENT)) {
            assertThat(plan(Optional.of("az1"), List.of(shift("x", "az2", exercise, 20, "")))
                            .action())
                    .isEqualTo(new Start("az1"));
        }
        ZonalShift namesake = shift("x", "az1", Kind.CUSTOMER, 20, ShiftComment.of("uid-2", "shop/web"));
        assertThat(plan(Optional.empty(), List.of(namesake)).action()).isEqualTo(new Nothing());
    }

    /**
     * By ARC's order a shift of a customer overrides an autoshift, and brings traffic back to where AWS took it from.
     */
    @Example
    void oursGivesWayToAnAutoshiftAwayFromAnotherZone() {
        ZonalShift autoshift = new ZonalShift("", "arn:lb", "az2", Kind.AUTOSHIFT, Optional.empty(), "");
        assertThat(plan(Optional.of("az1"), List.of(autoshift))).satisfies(plan -> {
            assertThat(plan.action()).isEqualTo(new Nothing());
            assertThat(plan.refusal().orElseThrow().message()).contains("az2", "an autoshift of AWS");
        });
        assertThat(plan(Optional.of("az1"), List.of(ours("az1", 20), autoshift)))
                .satisfies(plan -> {
                    assertThat(plan.action()).isEqualTo(new Cancel(ours("az1", 20)));
                    assertThat(plan.state()).isEqualTo(State.REFUSED);
                    assertThat(plan.refusal().orElseThrow().reason().word()).isEqualTo("ShiftedElsewhere");
                });
        assertThat(plan(Optional.of("az2"), List.of(ours("az2", 20), autoshift)).action())
                .as("away from the same zone they agree")
                .isEqualTo(new Nothing());
    }

    @Example
    void whatMayNotBeActedOnIsNeitherStartedNorRenewed() {
        assertThat(plan(Optional.of("az1"), Optional.of(FORBIDDEN), Optional.of(List.of()), Optional.empty()))
                .satisfies(plan -> {
                    assertThat(plan.action()).isEqualTo(new Nothing());
                    assertThat(plan.state()).isEqualTo(State.REFUSED);
                    assertThat(plan.refusal()).contains(FORBIDDEN);
                });
        assertThat(plan(
                                Optional.of("az1"),
                                Optional.of(FORBIDDEN),
                                Optional.of(List.of(ours("az1", 2))),
                                Optional.empty())
                        .action())
                .isEqualTo(new Nothing());
    }

    @Example
    void withArcDeafWhatWasKnownHoldsUntilItExpires() {
        assertThat(plan(Optional.of("az1"), Optional.empty(), Optional.empty(), Optional.of(ours("az1", 20))))
                .satisfies(plan -> {
                    assertThat(plan.action()).isEqualTo(new Nothing());
                    assertThat(plan.state()).isEqualTo(State.SHIFTED);
                });
        assertThat(plan(Optional.of("az1"), Optional.empty(), Optional.empty(), Optional.of(ours("az1", -1)))
                        .action())
                .isEqualTo(new Start("az1"));
    }

    @Example
    void oneThatSomebodyEndedIsKnownForIt() {
        Optional<List<ZonalShift>> none = Optional.of(List.of());
        assertThat(ShiftPlanner.endedByOthers(Optional.of(ours("az1", 20)), none, NOW))
                .isTrue();
        assertThat(ShiftPlanner.endedByOthers(Optional.of(ours("az1", -1)), none, NOW))
                .isFalse();
        assertThat(ShiftPlanner.endedByOthers(Optional.of(ours("az1", 20)), Optional.empty(), NOW))
                .isFalse();
        assertThat(ShiftPlanner.endedByOthers(Optional.empty(), none, NOW)).isFalse();
    }

    @Property
    void otherPeoplesShiftsAreNeverTouched(@ForAll("situations") ShiftSituation situation) {
        switch (ShiftPlanner.plan(situation, NOW).action()) {
            case Cancel(ZonalShift shift) ->
                assertThat(ShiftComment.ours(shift, situation.uids())).isTrue();
            case Renew(ZonalShift shift) ->
                assertThat(ShiftComment.ours(shift, situation.uids())).isTrue();
            case Start(String zone) -> {
                assertThat(situation.active().orElse(List.of()))
                        .noneMatch(shift -> shift.kind() == Kind.AUTOSHIFT
                                && shift.expires().orElseThrow().isAfter(NOW));
                assertThat(situation.awayFrom()).contains(zone);
                assertThat(situation.objection()).isEmpty();
                assertThat(situation.active().orElse(List.of()))
                        .noneMatch(shift -> shift.awayFrom().equals(zone)
                                && !shift.kind().exercise()
                                && shift.expires().orElseThrow().isAfter(NOW));
            }
            case Nothing() -> {}
        }
    }

    @Property
    void donePlansComeToRest(@ForAll("situations") ShiftSituation situation) {
        List<ZonalShift> active = new ArrayList<>(situation.active().orElse(List.of()));
        ShiftSituation now = situation;
        for (int step = 0; step < 10; step++) {
            ShiftPlan plan = ShiftPlanner.plan(now, NOW);
            switch (plan.action()) {
                case Nothing() -> {
                    return;
                }
                case Start(String zone) -> active.add(ours(zone, 30));
                case Cancel(ZonalShift shift) -> active.remove(shift);
                case Renew(ZonalShift shift) -> {
                    active.remove(shift);
                    active.add(ours(shift.awayFrom(), 30));
                }
            }
            now = new ShiftSituation(
                    situation.awayFrom(),
                    situation.objection(),
                    Optional.of(List.copyOf(active)),
                    Optional.empty(),
                    situation.uids(),
                    LIFE);
        }
        throw new AssertionError("does not come to rest: " + situation);
    }

    @Provide
    Arbitrary<ShiftSituation> situations() {
        Arbitrary<String> zones = Arbitraries.of("az1", "az2", "az3");
        Arbitrary<ZonalShift> shifts = Combinators.combine(
                        Arbitraries.of("a", "b", "c", "d"),
                        zones,
                        Arbitraries.of(Kind.class),
                        Arbitraries.integers().between(-5, 40),
                        Arbitraries.of("", "by hand", ShiftComment.of("uid-1", "s/w"), ShiftComment.of("uid-9", "s/w")))
                .as(ShiftPlannerTest::shift);
        return Combinators.combine(
                        zones.optional(),
                        Arbitraries.just(FORBIDDEN).optional(0.2),
                        shifts.list().uniqueElements().ofMaxSize(4).optional(0.8),
                        shifts.optional(0.3))
                .as((away, objection, active, known) ->
                        new ShiftSituation(away, objection, active, known, Set.of("uid-1"), LIFE));
    }
}
