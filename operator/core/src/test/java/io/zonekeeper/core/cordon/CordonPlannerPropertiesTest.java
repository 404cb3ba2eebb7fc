package io.zonekeeper.core.cordon;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

import io.zonekeeper.core.cordon.CordonPolicy.Mode;
import io.zonekeeper.core.evacuation.StackDecision.Cause;
import io.zonekeeper.core.health.Signal;
import io.zonekeeper.core.health.ZoneVerdict;
import io.zonekeeper.core.zone.Verdict;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever happens to three zones, one thing after the other, each followed by a plan that is carried out. */
class CordonPlannerPropertiesTest {

    /** One thing that happens to a zone. */
    record Happening(String zone, int kind, int minutes) {
        void to(Guards guards) {
            guards.later(Duration.ofMinutes(minutes));
            switch (kind) {
                case 0 -> guards.is(zone, Verdict.HEALTHY);
                case 1, 2 -> guards.is(zone, Verdict.UNHEALTHY);
                case 3 -> guards.is(zone, Verdict.SUSPECT);
                case 4 -> guards.is(zone, Verdict.UNKNOWN);
                case 5 -> guards.manual(zone);
                case 6 -> guards.manual(zone, true, guards.now.plus(Duration.ofMinutes(30)));
                case 7 -> guards.noManual(zone);
                case 8 -> guards.external(zone, true);
                case 9 -> guards.external(zone, false);
                case 10 -> guards.closes(zone, guards.now.plus(Duration.ofHours(1)), Duration.ofMinutes(30));
                case 11 -> guards.returnRequested(zone, true);
                case 12 -> guards.returnRequested(zone, false);
                default -> guards.failsAsOthersDo(zone);
            }
        }
    }

    @Property(tries = 500)
    void neverMoreAutomaticallyThanAllowed(
            @ForAll("happenings") List<Happening> happenings, @ForAll @IntRange(min = 1, max = 2) int most) {
        Guards guards = Guards.three().policy(Mode.AUTOMATIC, most, 1, 50);
        for (Happening happening : happenings) {
            Set<String> before = automatic(guards);
            happening.to(guards);
            guards.plan();
            Set<String> added = automatic(guards);
            assertThat(added).as(guards.text()).hasSizeLessThanOrEqualTo(most);
            added.removeAll(before);
            assertThat(added).as("made at once").hasSizeLessThanOrEqualTo(1);
        }
    }

    @Property(tries = 500)
    void weNeverTouchTheLastZone(
            @ForAll("happenings") List<Happening> happenings, @ForAll @IntRange(min = 1, max = 3) int most) {
        Guards guards = Guards.three().policy(Mode.AUTOMATIC, most, 1, 50);
        for (Happening happening : happenings) {
            Set<String> before = cordoned(guards);
            happening.to(guards);
            guards.plan();
            Set<String> added = cordoned(guards);
            added.removeAll(before);
            added.removeIf(zone -> guards.of(zone).cordon().orElseThrow().cause() == Cause.EXTERNAL);
            if (!added.isEmpty()) {
                assertThat(guards.planned().decisions().values())
                        .as("%s were cordoned, something must be left: %s", added, guards.text())
                        .anyMatch(decision ->
                                !decision.cordoned() && decision.zoneVerdict().verdict() != Verdict.UNHEALTHY);
            }
        }
    }

    /** A verdict may be older than what it rests on. */
    @Property(tries = 200)
    void noCordonBeginsWhereNoWitnessSpeaksAgainstTheZoneNow(
            @ForAll @Size(max = 4) Set<Signal> failing, @ForAll @IntRange(max = 60) int minutes) {
        Guards guards = Guards.three().policy(Mode.AUTOMATIC, 1, 1, 50).is("a", Verdict.UNHEALTHY);
        guards.plan().is("b", Verdict.UNHEALTHY).plan();
        guards.is("a", Verdict.HEALTHY).later(guards.policy.stableFor().plusMinutes(minutes));
        guards.failsBy("b", failing.toArray(Signal[]::new)).plan();
        boolean witnessed = guards.of("b").zoneVerdict().witnesses() > 0;
        assertThat(guards.of("b").cordoned()).as(guards.text()).isEqualTo(witnessed);
    }

    /** It was dark and cordoned, and two days ago its nodes were deleted: limits are not about it any more. */
    @Property(tries = 300)
    void aZoneThatIsGoneForGoodDecidesNothingOfOthers(@ForAll("happenings") List<Happening> happenings) {
        Guards alone = Guards.three().policy(Mode.AUTOMATIC, 1, 1, 50);
        Guards guards = Guards.three().policy(Mode.AUTOMATIC, 1, 1, 50).put(gone());
        for (Happening happening : happenings) {
            happening.to(alone);
            happening.to(guards);
            alone.plan();
            guards.plan();
            alone.planned().decisions().forEach((zone, decision) -> {
                assertThat(guards.of(zone).cordon()).as(guards.text()).isEqualTo(decision.cordon());
                assertThat(guards.of(zone).history()).as(guards.text()).isEqualTo(decision.history());
            });
        }
    }

    private static ZoneSituation gone() {
        Instant then = Guards.NOON.minus(Duration.ofDays(2));
        ZoneVerdict verdict = new ZoneVerdict(
                "d", Verdict.UNHEALTHY, then, Optional.empty(), Map.of(), List.of(), true, false, Optional.of(then));
        return new ZoneSituation(
                verdict,
                false,
                Optional.empty(),
                Optional.empty(),
                false,
                false,
                Optional.empty(),
                Optional.of(new Cordon(Cause.AUTOMATIC, "it failed", then, Optional.empty(), false)),
                CordonHistory.NONE);
    }

    /** Of two refusals that both hold, the one that is told may change once: what was decided after it counts then. */
    @Property(tries = 500)
    void planningAgainChangesNothing(@ForAll("happenings") List<Happening> happenings) {
        Guards guards = Guards.three().policy(Mode.AUTOMATIC, 1, 1, 3);
        for (Happening happening : happenings) {
            happening.to(guards);
            CordonPlan first = guards.plan().planned();
            CordonPlan second = guards.plan().planned();
            first.decisions().forEach((zone, decision) -> {
                assertThat(second.decisions().get(zone).cordon()).isEqualTo(decision.cordon());
                assertThat(second.decisions().get(zone).history()).isEqualTo(decision.history());
            });
            assertThat(guards.plan().planned()).isEqualTo(second);
        }
    }

    /** Those under a person's cordon too: when that is taken off, none of them is made. */
    private static Set<String> automatic(Guards guards) {
        Set<String> zones = cordoned(guards);
        zones.removeIf(
                zone -> guards.of(zone).cordon().orElseThrow().automaticPart().isEmpty());
        return zones;
    }

    private static Set<String> cordoned(Guards guards) {
        Set<String> zones = new TreeSet<>();
        guards.planned().decisions().forEach((zone, decision) -> {
            if (decision.cordoned()) {
                zones.add(zone);
            }
        });
        return zones;
    }

    @Provide
    Arbitrary<List<Happening>> happenings() {
        return Combinators.combine(
                        Arbitraries.of("a", "b", "c"),
                        Arbitraries.integers().between(0, 13),
                        Arbitraries.of(0, 1, 6, 20, 400))
                .as(Happening::new)
                .list()
                .ofMaxSize(25);
    }
}
