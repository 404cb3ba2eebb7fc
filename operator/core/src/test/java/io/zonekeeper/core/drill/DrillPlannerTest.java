package io.zonekeeper.core.drill;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import io.zonekeeper.core.cordon.CordonPolicy.Mode;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.zone.Verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

class DrillPlannerTest {
    private static final Duration MINUTES = Duration.ofMinutes(10);
    private static final Duration SECONDS = Duration.ofSeconds(5);

    @Test
    void aDrillRunsItsTimeAndTellsWhatHappened() {
        var day = new GameDay().request("b", "one", MINUTES).plan();
        assertThat(day.cordoned()).isEqualTo("b:Drill");
        assertThat(day.cordons.decisions().get("b").cordon().orElseThrow().reason())
                .isEqualTo("game day: practice");
        assertThat(day.story("b")).isEqualTo("Running");
        assertThat(day.plan.nextLook()).contains(day.now.plusSeconds(1));

        day.later(SECONDS).move("b", StackState.REPLACING, 4).plan();
        assertThat(day.report("b").trafficOffAfter()).contains(SECONDS);
        assertThat(day.report("b").replacedAfter()).isEmpty();
        day.later(SECONDS).move("b", StackState.DRAINED, 6).plan();
        assertThat(day.report("b").replacedAfter()).contains(Duration.ofSeconds(10));

        day.later(MINUTES).plan();
        assertThat(day.story("b")).isEqualTo("Returning Completed DurationElapsed");
        assertThat(day.cordoned()).isEmpty();
        day.later(SECONDS).plan();
        assertThat(day.story("b")).startsWith("Returning");
        day.later(SECONDS).move("b", StackState.ACTIVE, 6).plan();
        assertThat(day.story("b")).isEqualTo("Ended Completed DurationElapsed");
        DrillReport report = day.report("b");
        assertThat(report.homeAfter()).contains(Duration.ofSeconds(10));
        assertThat(report.services()).isEqualTo(1);
        assertThat(report.left()).isEqualTo(1);
        assertThat(report.lowest()).contains(new DrillReport.Lowest("web", 4, 6));
        assertThat(report.heldBack()).isEmpty();
        assertThat(day.cordons.decisions().get("b").history().cordons())
                .as("a practice run is no automatic cordon")
                .isEmpty();
    }

    @Test
    void theSameWishIsCarriedOutOnceAndAgainOnlyWhenItWasTakenBack() {
        var day = new GameDay()
                .request("b", "one", SECONDS)
                .plan()
                .later(SECONDS)
                .plan()
                .plan();
        assertThat(day.story("b")).isEqualTo("Ended Completed DurationElapsed");
        day.later(MINUTES).plan();
        assertThat(day.cordoned()).isEmpty();
        day.takeBack("b").plan();
        assertThat(day.story("b")).as("its story stays").isEqualTo("Ended Completed DurationElapsed");
        day.request("b", "one", SECONDS).plan();
        assertThat(day.cordoned()).isEqualTo("b:Drill");
        day.request("b", "two", SECONDS).plan();
        assertThat(day.story("b")).isEqualTo("Returning Aborted Replaced");
        day.plan();
        assertThat(day.story("b")).isEqualTo("Running");
    }

    @Test
    void aDrillDoesNotLastLongerBecauseTheClockIsSetBack() {
        var day = new GameDay()
                .request("b", "one", MINUTES)
                .plan()
                .later(SECONDS.negated())
                .plan();
        assertThat(day.story("b")).as("another operator's clock").isEqualTo("Running");
        day.later(Duration.ofHours(-3)).plan();
        assertThat(day.story("b")).isEqualTo("Returning Aborted ClockSetBack");
        assertThat(day.cordoned()).isEmpty();
    }

    @Test
    void aCordonedZoneThatWasRemovedForGoodForbidsNoDrill() {
        var day = new GameDay().cordon("c").withoutNodes("c").plan();
        day.request("b", "one", MINUTES).plan();
        assertThat(day.story("b")).isEqualTo("Ended Refused ZoneCordoned");
        day.later(day.policy.zoneRetention())
                .request("b", "two", MINUTES)
                .plan()
                .plan();
        assertThat(day.story("b")).isEqualTo("Running");
        assertThat(day.cordoned()).isEqualTo("b:Drill c:Manual");
    }

    @Test
    void aDrillWaitsForItsTimeAndForAllServicesToBeKnown() {
        var day = new GameDay()
                .wishAt("b", "one", GameDay.NOON.plus(MINUTES), MINUTES)
                .plan();
        assertThat(day.story("b")).isEqualTo("Waiting");
        assertThat(day.plan.nextLook()).contains(GameDay.NOON.plus(MINUTES));
        day.servicesKnown = false;
        day.later(MINUTES).plan();
        assertThat(day.story("b")).isEqualTo("Waiting");
        assertThat(day.cordoned()).isEmpty();
        day.servicesKnown = true;
        day.later(SECONDS).plan();
        assertThat(day.story("b")).isEqualTo("Running");
        assertThat(day.plan.memory("b").flatMap(DrillMemory::until))
                .as("what came late does not last longer")
                .contains(GameDay.NOON.plus(MINUTES).plus(MINUTES));
        day.takeBack("b").plan();
        assertThat(day.story("b")).isEqualTo("Returning Aborted Cancelled");
        assertThat(day.cordoned()).isEmpty();
    }

    @Test
    void aWishTakenBackBeforeItsTimeLeavesNothing() {
        var day = new GameDay()
                .wishAt("b", "one", GameDay.NOON.plus(MINUTES), MINUTES)
                .plan();
        day.takeBack("b").plan();
        assertThat(day.story("b")).isEqualTo("none");
    }

    static Object[][] objections() {
        return new Object[][] {
            {"ZoneNotHealthy", change(day -> day.is("b", Verdict.SUSPECT))},
            {"OtherZoneNotHealthy", change(day -> day.is("c", Verdict.SUSPECT))},
            {"OtherZoneNotHealthy", change(day -> day.is("c", Verdict.UNKNOWN).later(MINUTES))},
            {"ZoneCordoned", change(day -> day.cordon("b"))},
            {"ZoneCordoned", change(day -> day.cordon("c"))},
            {"NotJudged", change(day -> day.mode(Mode.DISABLED))},
            {"NoNodes", change(day -> day.withoutNodes("b"))},
            {"MinHealthyZones", change(day -> day.withoutNodes("a").withoutNodes("c"))},
            {"ServiceEvacuated", change(day -> day.move("a", StackState.DRAINED, 6))},
            {"Missed", change(day -> day.wishAt("b", "one", GameDay.NOON.minus(MINUTES), MINUTES))},
        };
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("objections")
    void isRefusedOnceAndForAll(String reason, Consumer<GameDay> change) {
        var day = new GameDay().request("b", "one", MINUTES);
        change.accept(day);
        day.plan();
        assertThat(day.story("b")).isEqualTo("Ended Refused " + reason);
        assertThat(day.plan
                        .memory("b")
                        .flatMap(DrillMemory::outcome)
                        .orElseThrow()
                        .why()
                        .message())
                .isNotEmpty();
        assertThat(day.plan.lost()).isEmpty();
    }

    @Test
    void aZoneWithoutNodesPlaysNoPart() {
        var day = new GameDay().withoutNodes("c").request("b", "one", MINUTES).plan();
        assertThat(day.cordoned()).isEqualTo("b:Drill");
    }

    @Test
    void aRefusedDrillDoesNotBeginLaterByItself() {
        var day = new GameDay()
                .is("c", Verdict.SUSPECT)
                .request("b", "one", MINUTES)
                .plan();
        day.is("c", Verdict.HEALTHY).later(MINUTES).plan();
        assertThat(day.cordoned()).isEmpty();
        assertThat(day.story("b")).isEqualTo("Ended Refused OtherZoneNotHealthy");
    }

    @Test
    void onlyOneZoneAtATime() {
        var day = new GameDay()
                .request("a", "one", MINUTES)
                .request("b", "two", MINUTES)
                .plan();
        assertThat(day.cordoned()).isEqualTo("a:Drill");
        assertThat(day.story("b")).isEqualTo("Ended Refused AnotherDrill");
    }

    static Object[][] breaches() {
        return new Object[][] {
            {"OtherZoneNotHealthy", change(day -> day.is("c", Verdict.SUSPECT)), ""},
            {"OtherZoneNotHealthy", change(day -> day.is("c", Verdict.UNHEALTHY)), "c:Automatic"},
            {"ZoneNotHealthy", change(day -> day.is("b", Verdict.UNHEALTHY)), "b:Automatic"},
            {"OtherZoneNotHealthy", change(day -> day.is("c", Verdict.UNKNOWN).later(Duration.ofSeconds(31))), ""},
            {"Superseded", change(day -> day.cordon("b")), "b:Manual"},
            {"NotJudged", change(day -> day.mode(Mode.DISABLED)), ""},
            {"BelowFloor", change(day -> day.move("b", StackState.DRAINED, 3)), ""},
            {"EvacuatedFromOtherZone", change(day -> day.move("c", StackState.SHEDDING, 6)), ""},
        };
    }

    @ParameterizedTest(name = "{0}, then {2}")
    @MethodSource("breaches")
    void theFirstBreachBreaksItOff(String reason, Consumer<GameDay> change, String after) {
        var day = new GameDay().request("b", "one", MINUTES).plan();
        change.accept(day);
        day.plan();
        assertThat(day.story("b")).isEqualTo("Returning Aborted " + reason);
        assertThat(day.cordoned()).isEqualTo(after);
    }

    @Test
    void aServiceThatDidNotLeaveIsToldAndIsNoBreach() {
        var day = new GameDay().request("b", "one", MINUTES).plan();
        day.service("web", 3, Map.of("a", StackState.ACTIVE, "b", StackState.ACTIVE))
                .held("web", "its floor is 4")
                .later(SECONDS)
                .plan();
        assertThat(day.story("b")).isEqualTo("Running");
        assertThat(day.report("b").heldBack()).containsExactly(Map.entry("web", "its floor is 4"));
        assertThat(day.report("b").trafficOffAfter()).isEmpty();
    }

    /** A new leader has judged nothing yet and knows no service: it goes on from the status. */
    @Test
    void aNewLeaderGoesOn() {
        var day = new GameDay().request("b", "one", MINUTES).plan();
        day.servicesKnown = false;
        day.is("a", Verdict.UNKNOWN)
                .is("b", Verdict.UNKNOWN)
                .is("c", Verdict.UNKNOWN)
                .later(SECONDS)
                .plan();
        assertThat(day.story("b")).isEqualTo("Running");
        assertThat(day.cordoned()).isEqualTo("b:Drill");
    }

    @Test
    void whoIsNotHomeAfterAnHourIsLeftToHisOwnStory() {
        var day = new GameDay()
                .request("b", "one", SECONDS)
                .plan()
                .later(SECONDS)
                .move("b", StackState.DRAINED, 6)
                .plan();
        day.later(Duration.ofHours(1)).plan();
        assertThat(day.story("b")).isEqualTo("Ended Completed DurationElapsed");
        assertThat(day.report("b").homeAfter()).isEqualTo(Optional.empty());
    }

    private static Consumer<GameDay> change(Consumer<GameDay> change) {
        return change;
    }
}
