package io.zonekeeper.core.cordon;

import java.time.Duration;
import java.time.Instant;

import io.zonekeeper.core.cordon.CordonPolicy.Mode;

import org.junit.jupiter.api.Test;

import static io.zonekeeper.core.health.Signal.PODS;
import static io.zonekeeper.core.health.Signal.PROBES;
import static io.zonekeeper.core.zone.Verdict.HEALTHY;
import static io.zonekeeper.core.zone.Verdict.SUSPECT;
import static io.zonekeeper.core.zone.Verdict.UNHEALTHY;
import static io.zonekeeper.core.zone.Verdict.UNKNOWN;
import static org.assertj.core.api.Assertions.assertThat;

class CordonPlannerTest {
    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);

    @Test
    void anUnhealthyZoneIsCordonedAndSuspectOnesAreNot() {
        assertThat(Guards.three().is("a", UNHEALTHY).plan().text()).isEqualTo("a:Automatic");
        assertThat(Guards.three().is("a", SUSPECT).is("b", UNKNOWN).plan().text())
                .isEmpty();
    }

    @Test
    void aCordonEndsAfterTheZoneWasHealthyForLongEnough() {
        Guards guards = Guards.three().is("a", UNHEALTHY).plan().later(MINUTE).is("a", HEALTHY);
        Instant healed = guards.now;
        assertThat(guards.plan().text()).isEqualTo("a:Automatic");
        assertThat(guards.nextChange()).contains(healed.plus(guards.policy.stableFor()));
        guards.later(guards.policy.stableFor().minus(SECOND));
        assertThat(guards.plan().text()).isEqualTo("a:Automatic");
        assertThat(guards.later(SECOND).plan().text()).isEmpty();
        assertThat(guards.of("a").history().returnedAt()).contains(guards.now);
    }

    @Test
    void aCordonStaysWhileTheZoneIsNotKnownToBeHealthy() {
        Guards guards = Guards.three().is("a", UNHEALTHY).plan().later(Duration.ofHours(3));
        assertThat(guards.is("a", UNKNOWN).plan().text()).isEqualTo("a:Automatic");
        assertThat(guards.is("a", SUSPECT).plan().text()).isEqualTo("a:Automatic");
    }

    @Test
    void twoUnhealthyAtOnceAreAmbiguous() {
        assertThat(Guards.three().is("a", UNHEALTHY).is("b", UNHEALTHY).plan().text())
                .isEqualTo("a!Ambiguous b!Ambiguous");
        assertThat(Guards.three()
                        .failsAsOthersDo("a")
                        .failsAsOthersDo("b")
                        .plan()
                        .text())
                .isEqualTo("a!Ambiguous b!Ambiguous");
    }

    @Test
    void cordonsAreCountedWhoeverMadeThem() {
        assertThat(Guards.three().manual("a").is("b", UNHEALTHY).plan().text())
                .isEqualTo("a:Manual b!MaxCordonedZones");
        assertThat(Guards.three().external("a", true).is("b", UNHEALTHY).plan().text())
                .isEqualTo("a:External b!MaxCordonedZones");
        assertThat(Guards.three().is("a", UNHEALTHY).plan().manual("b").plan().text())
                .isEqualTo("a:Automatic b!MaxCordonedZones");
        assertThat(Guards.three().external("a", true).manual("b").plan().text())
                .isEqualTo("a:External b!MaxCordonedZones");
    }

    @Test
    void forceOverridesTheCountButNotTheLastZone() {
        Guards guards = Guards.three().manual("a").manual("b", true, null);
        assertThat(guards.plan().text()).isEqualTo("a:Manual b:Manual");
        assertThat(guards.manual("c", true, null).plan().text()).isEqualTo("a:Manual b:Manual c!LastZone");
    }

    @Test
    void zonesThatAreBadThemselvesAreNoRefuge() {
        assertThat(Guards.three()
                        .policy(Mode.ADVISE, 3, 1, 2)
                        .is("a", UNHEALTHY)
                        .is("b", UNHEALTHY)
                        .manual("c", true, null)
                        .plan()
                        .text())
                .isEqualTo("a!Advised b!Advised c!LastZone");
        assertThat(Guards.three()
                        .without("b")
                        .without("c")
                        .manual("a", true, null)
                        .plan()
                        .text())
                .isEqualTo("a!LastZone");
    }

    @Test
    void healthyZonesMustBeLeft() {
        assertThat(Guards.three()
                        .policy(Mode.AUTOMATIC, 1, 2, 2)
                        .is("a", UNHEALTHY)
                        .is("b", SUSPECT)
                        .plan()
                        .text())
                .isEqualTo("a!MinHealthyZones");
        assertThat(Guards.three()
                        .is("a", UNHEALTHY)
                        .is("b", UNKNOWN)
                        .is("c", SUSPECT)
                        .plan()
                        .text())
                .isEqualTo("a!MinHealthyZones");
        assertThat(Guards.three()
                        .policy(Mode.AUTOMATIC, 1, 2, 2)
                        .is("a", UNHEALTHY)
                        .plan()
                        .text())
                .isEqualTo("a:Automatic");
    }

    @Test
    void automaticCordonsADayAreCountedOverAllZones() {
        Guards guards = Guards.three();
        Instant first = guards.now;
        for (String zone : new String[] {"a", "b"}) {
            assertThat(guards.is(zone, UNHEALTHY).plan().text()).isEqualTo(zone + ":Automatic");
            guards.is(zone, HEALTHY).later(guards.policy.stableFor()).plan().later(MINUTE);
        }
        assertThat(guards.is("c", UNHEALTHY).plan().text()).isEqualTo("c!ZoneCordonsPerDay");
        assertThat(guards.nextChange()).contains(first.plus(Duration.ofDays(1)));
        guards.later(Duration.between(guards.now, first.plus(Duration.ofDays(1))));
        assertThat(guards.plan().text()).isEqualTo("c:Automatic");
    }

    @Test
    void theHoldDownDoublesWithEveryCordonOfTheDay() {
        Guards guards = Guards.three().policy(Mode.AUTOMATIC, 1, 1, 20);
        Duration expected = guards.policy.holdDown();
        for (int i = 0; i < 5; i++) {
            assertThat(guards.is("a", UNHEALTHY).plan().text()).isEqualTo("a:Automatic");
            guards.is("a", HEALTHY).later(guards.policy.stableFor()).plan();
            assertThat(guards.later(MINUTE).is("a", UNHEALTHY).plan().text()).isEqualTo("a!HoldDown");
            assertThat(guards.nextChange()).contains(guards.now.minus(MINUTE).plus(expected));
            guards.later(expected.minus(MINUTE).minus(SECOND));
            assertThat(guards.plan().text()).isEqualTo("a!HoldDown");
            guards.later(SECOND);
            expected = expected.multipliedBy(2);
        }
    }

    /** Another zone's cordon has ended, and meanwhile this one gets new nodes: all that fails is that pods wait. */
    @Test
    void podsThatWaitDoNotCordonAZoneThatIsRecovering() {
        Guards guards = Guards.three().is("a", UNHEALTHY).plan().is("b", UNHEALTHY);
        assertThat(guards.plan().text()).isEqualTo("a:Automatic b!MaxCordonedZones");
        guards.is("a", HEALTHY).later(guards.policy.stableFor());
        assertThat(guards.failsBy("b", PODS).plan().text()).isEqualTo("b!Recovering");
        assertThat(guards.failsBy("b", PROBES).plan().text()).isEqualTo("b:Automatic");
    }

    @Test
    void aZoneThatIsRecoveringIsNotCordonedAnew() {
        assertThat(Guards.three().recovers("a").plan().text()).isEqualTo("a!Recovering");
        Guards guards = Guards.three().is("a", UNHEALTHY).plan().recovers("a");
        assertThat(guards.plan().text()).as("what stands, stays").isEqualTo("a:Automatic");
    }

    @Test
    void modesOtherThanAutomaticAdvise() {
        for (Mode mode : new Mode[] {Mode.ADVISE, Mode.DISABLED}) {
            Guards guards = Guards.three().policy(mode, 1, 1, 2).is("a", UNHEALTHY);
            assertThat(guards.plan().text()).isEqualTo("a!Advised");
            assertThat(guards.manual("a").plan().text()).isEqualTo("a:Manual");
        }
    }

    @Test
    void aCordonMadeBeforeTheModeChangedWaitsForAPerson() {
        Guards guards = Guards.three().is("a", UNHEALTHY).plan().policy(Mode.ADVISE, 1, 1, 2);
        guards.is("a", HEALTHY).later(guards.policy.stableFor());
        assertThat(guards.plan().text()).isEqualTo("a:Automatic!FailbackAdvised");
        assertThat(guards.returnRequested("a", true).plan().text()).isEmpty();
    }

    @Test
    void aPersonEndsAnAutomaticCordonAndTheHoldDownKeepsItEnded() {
        Guards guards = Guards.three().is("a", UNHEALTHY).plan().later(MINUTE).returnRequested("a", true);
        assertThat(guards.plan().text()).isEqualTo("a!HoldDown");
        assertThat(guards.later(guards.policy.holdDown()).plan().text()).isEqualTo("a!FailbackRequested");
        guards.later(guards.policy.holdDown().negated());
        assertThat(guards.returnRequested("a", false).later(MINUTE).plan().text())
                .isEqualTo("a!HoldDown");
    }

    @Test
    void aPersonsCordonEndsWhenItIsNotWantedOrItsTimeIsUp() {
        Guards guards = Guards.three();
        Instant until = guards.now.plus(MINUTE);
        assertThat(guards.manual("a", false, until).plan().text()).isEqualTo("a:Manual");
        assertThat(guards.nextChange()).contains(until);
        assertThat(guards.later(MINUTE).plan().text()).isEmpty();
        assertThat(guards.manual("a").plan().text()).isEqualTo("a:Manual");
        assertThat(guards.noManual("a").plan().text()).isEmpty();
        assertThat(guards.of("a").history()).isEqualTo(CordonHistory.NONE);
    }

    @Test
    void aClosureBeginsItsLeadTimeAhead() {
        Guards guards = Guards.three();
        Instant end = guards.now.plus(Duration.ofHours(3));
        guards.closes("a", end, Duration.ofHours(1));
        assertThat(guards.plan().text()).isEmpty();
        assertThat(guards.nextChange()).contains(end.minus(Duration.ofHours(1)));
        guards.later(Duration.ofHours(2));
        assertThat(guards.plan().text()).isEqualTo("a:Closure");
        assertThat(guards.of("a").cordon().orElseThrow().deadline()).contains(end);
        assertThat(guards.later(Duration.ofHours(2)).plan().text()).isEqualTo("a:Closure");
    }

    @Test
    void someoneElsesCordonIsNoBudgetOfOurs() {
        Guards guards = Guards.three().external("a", true).is("a", UNHEALTHY);
        assertThat(guards.plan().text()).isEqualTo("a:Automatic");
        assertThat(guards.is("a", HEALTHY)
                        .later(guards.policy.stableFor())
                        .plan()
                        .text())
                .as("our way home waits for theirs")
                .isEqualTo("a:Automatic!ExternallyCordoned");
        assertThat(guards.external("a", false).plan().text()).isEmpty();

        guards = Guards.three().external("a", true).plan();
        Instant since = guards.of("a").cordon().orElseThrow().since();
        assertThat(guards.later(MINUTE).plan().of("a").cordon().orElseThrow().since())
                .isEqualTo(since);
        assertThat(guards.of("a").history()).isEqualTo(CordonHistory.NONE);
        assertThat(guards.external("a", false).plan().text()).isEmpty();
    }

    @Test
    void aPersonTakesAnAutomaticCordonOver() {
        Guards guards = Guards.three().is("a", UNHEALTHY).plan().manual("a");
        assertThat(guards.plan().plan().text()).isEqualTo("a:Manual");
        assertThat(guards.is("a", HEALTHY).later(Duration.ofHours(1)).plan().text())
                .isEqualTo("a:Manual");
    }

    @Test
    void aPersonsCordonLiesOnTopOfTheAutomaticOneWhichGoesOnAfterwardsAndIsCountedOnce() {
        Guards guards = Guards.three().is("a", UNHEALTHY).plan();
        Cordon automatic = guards.of("a").cordon().orElseThrow();
        for (int times = 0; times < 5; times++) {
            guards.later(MINUTE).manual("a").plan();
            assertThat(guards.text()).isEqualTo("a:Manual");
            guards.later(MINUTE).noManual("a").plan();
            assertThat(guards.text()).as("the zone is dark all the time").isEqualTo("a:Automatic");
        }
        assertThat(guards.of("a").cordon()).contains(automatic);
        assertThat(guards.of("a").history().cordons()).hasSize(1);
        assertThat(guards.is("a", HEALTHY)
                        .later(guards.policy.stableFor())
                        .plan()
                        .text())
                .isEmpty();
    }

    @Test
    void aPersonsCordonThatRunsOutLeavesTheAutomaticOneInForce() {
        Guards guards = Guards.three().is("a", UNHEALTHY).plan();
        guards.manual("a", false, guards.now.plus(MINUTE));
        assertThat(guards.plan().text()).isEqualTo("a:Manual");
        guards.is("b", UNHEALTHY);
        assertThat(guards.later(MINUTE).plan().text())
                .as("whatever else would be refused by now")
                .isEqualTo("a:Automatic b!MaxCordonedZones");
    }

    @Test
    void underAPersonsCordonTheAutomaticOneEndsAsItWouldHave() {
        Guards guards = Guards.three().is("a", UNHEALTHY).plan().manual("a").plan();
        guards.is("a", HEALTHY).later(guards.policy.stableFor());
        assertThat(guards.plan().text()).isEqualTo("a:Manual");
        assertThat(guards.of("a").history().returnedAt()).contains(guards.now);
        assertThat(guards.noManual("a").plan().text()).isEmpty();

        guards = Guards.three().is("a", UNHEALTHY).plan().manual("a").plan();
        assertThat(guards.returnRequested("a", true).plan().text()).isEqualTo("a:Manual");
        assertThat(guards.returnRequested("a", false).noManual("a").plan().text())
                .isEqualTo("a!HoldDown");
    }

    @Test
    void aZoneThatFailsOnlyUnderAPersonsCordonIsCordonedAndCountedWhenTheirsEnds() {
        Guards guards = Guards.three().manual("a").plan().is("a", UNHEALTHY).plan();
        assertThat(guards.of("a").history().cordons()).isEmpty();
        assertThat(guards.noManual("a").plan().text()).isEqualTo("a:Automatic");
        assertThat(guards.of("a").history().cordons()).hasSize(1);
    }

    @Test
    void aZoneThatWasRemovedForGoodIsNoOtherZoneToAnybody() {
        Guards guards = Guards.three().is("a", UNHEALTHY).plan().empty("a");
        Duration retention = guards.policy.zoneRetention();
        guards.later(retention.minus(SECOND)).is("b", UNHEALTHY);
        assertThat(guards.plan().text())
                .as("its nodes may come back with the zone")
                .isEqualTo("a:Automatic b!MaxCordonedZones");
        assertThat(guards.nextChange()).contains(guards.now.plus(SECOND));
        assertThat(guards.later(SECOND).plan().text()).isEqualTo("a:Automatic b:Automatic");
        assertThat(guards.of("a").removed()).isTrue();
        assertThat(guards.of("b").removed()).isFalse();
        assertThat(guards.manual("c").plan().text())
                .as("the last zone that is left")
                .isEqualTo("a:Automatic b:Automatic c!LastZone");
    }

    @Test
    void aZoneThatWasRemovedForGoodIsNotBadAtTheSameTime() {
        Guards guards =
                Guards.three().returnRequested("a", true).is("a", UNHEALTHY).empty("a");
        guards.later(guards.policy.zoneRetention()).is("b", UNHEALTHY);
        assertThat(guards.plan().text()).isEqualTo("b:Automatic");
    }

    @Test
    void whoeverCordonedAZoneThatWasRemovedForGoodItIsNotCounted() {
        for (boolean closure : new boolean[] {false, true}) {
            Guards guards = Guards.three();
            if (closure) {
                guards.closes("a", guards.now, Duration.ZERO);
            } else {
                guards.manual("a");
            }
            guards.plan().is("a", UNKNOWN).empty("a").later(guards.policy.zoneRetention());
            assertThat(guards.is("b", UNHEALTHY).plan().text()).endsWith(" b:Automatic");
        }
        Guards guards = Guards.three().is("a", UNKNOWN).empty("a").later(Duration.ofDays(2));
        assertThat(guards.manual("b").manual("a").plan().text()).isEqualTo("a:Manual b:Manual");
    }

    /** No capacity went with it and none comes back to it: what limits protect is not touched by it. */
    @Test
    void aZoneWithoutNodesInWhichNoServiceHasAnythingIsCountedNoMore() {
        Guards guards = Guards.three().is("a", UNHEALTHY).plan().empty("a").abandoned("a");
        assertThat(guards.is("b", UNHEALTHY).plan().text())
                .as("its own cordon stays, for nothing was seen to be well")
                .isEqualTo("a:Automatic b:Automatic");
        assertThat(guards.of("a").removed()).isTrue();
        assertThat(guards.of("a").zoneVerdict().verdict()).isEqualTo(UNHEALTHY);
        assertThat(guards.manual("c").plan().text()).isEqualTo("a:Automatic b:Automatic c!LastZone");
    }

    @Test
    void aZoneWithoutNodesInWhichNoServiceHasAnythingIsNotBadAtTheSameTime() {
        Guards guards = Guards.three().is("a", UNHEALTHY).empty("a").is("b", UNHEALTHY);
        assertThat(guards.plan().text()).isEqualTo("a!Ambiguous b!Ambiguous");
        assertThat(guards.abandoned("a").plan().text()).isEqualTo("b:Automatic");
    }

    @Test
    void aCordonOfAPersonOrAClosureOfSuchAZoneIsCountedNoMore() {
        Guards guards = Guards.three().manual("a").plan().is("a", UNKNOWN).empty("a");
        assertThat(guards.is("b", UNHEALTHY).plan().text()).isEqualTo("a:Manual b!MaxCordonedZones");
        assertThat(guards.abandoned("a").plan().text()).isEqualTo("a:Manual b:Automatic");
    }

    /** What was listed is older than what is seen now. */
    @Test
    void aZoneThatHasNodesIsCountedWhateverWasListed() {
        Guards guards = Guards.three().is("a", UNHEALTHY).plan().abandoned("a");
        assertThat(guards.is("b", UNHEALTHY).plan().text()).isEqualTo("a:Automatic b!MaxCordonedZones");
    }

    @Test
    void aZoneWhoseNodesComeBackIsCountedAgain() {
        Guards guards = Guards.three().is("a", UNHEALTHY).plan().empty("a").later(Duration.ofDays(30));
        assertThat(guards.is("a", UNHEALTHY).is("b", UNHEALTHY).plan().text())
                .isEqualTo("a:Automatic b!MaxCordonedZones");
    }

    @Test
    void whatAClockThatWasAheadWroteDownHappenedByNow() {
        Guards guards = Guards.three().is("a", UNHEALTHY).plan();
        guards.later(MINUTE).returnRequested("a", true).plan();
        guards.returnRequested("a", false).later(Duration.ofHours(-3));
        assertThat(guards.plan().text()).isEqualTo("a!HoldDown");
        assertThat(guards.nextChange()).contains(guards.now.plus(guards.policy.holdDown()));
        assertThat(guards.of("a").history().cordons()).containsExactly(guards.now);
        assertThat(guards.later(guards.policy.holdDown()).plan().text()).isEqualTo("a:Automatic");
    }
}
