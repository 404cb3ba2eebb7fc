package io.zonekeeper.core.drill;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.zonekeeper.core.cordon.CordonPolicy.Mode;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.zone.Verdict;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/** Whatever happens on a game day, its invariants hold at every plan. */
class DrillPropertiesTest {
    private static final List<String> ZONES = List.of("a", "b", "c");

    @Property(tries = 500)
    void atMostOneHealthyZoneIsLostAndEachWishIsCarriedOutOnce(
            @ForAll("happenings") @Size(max = 40) List<Happening> happenings) {
        var day = new GameDay();
        Map<String, Integer> begun = new HashMap<>();
        for (Happening happening : happenings) {
            happening.to(day);
            Map<String, DrillMemory> before = day.plan.memories();
            day.plan();
            assertThat(day.plan.lost().size()).isLessThanOrEqualTo(1);
            day.plan.lost().keySet().forEach(zone -> {
                assertThat(happening.verdict(day, zone)).isNotIn(Verdict.UNHEALTHY, Verdict.SUSPECT);
                boolean goesOn = before.containsKey(zone) && before.get(zone).phase() == DrillPhase.RUNNING;
                if (!goesOn) {
                    begun.merge(day.plan.memories().get(zone).order(), 1, Integer::sum);
                }
            });
            DrillPlan planned = day.plan;
            if (planned.memories().values().stream().noneMatch(drill -> drill.phase() == DrillPhase.RETURNING)) {
                day.plan();
                assertThat(day.plan.memories()).as("planned again").isEqualTo(planned.memories());
            }
        }
        assertThat(begun.values()).allMatch(times -> times == 1);
    }

    /** Something that happens; wishes get an ID of their own, so that each is new. */
    record Happening(int kind, int zone, int detail) {
        void to(GameDay day) {
            String name = ZONES.get(zone);
            day.later(Duration.ofSeconds(detail));
            switch (kind) {
                case 0 -> day.request(name, "wish of " + day.now, Duration.ofSeconds(10L * (1 + detail)));
                case 1 -> day.takeBack(name);
                case 2 -> day.is(name, one(Verdict.values(), detail));
                case 3 -> day.is(name, Verdict.HEALTHY);
                case 4 -> day.move(name, one(StackState.values(), detail), 2 + detail % 5);
                case 5 -> day.move(name, StackState.ACTIVE, 6);
                case 6 -> day.mode(one(Mode.values(), detail));
                default -> day.servicesKnown = detail % 4 != 0;
            }
        }

        private static <T> T one(T[] values, int detail) {
            return List.of(values).get(detail % values.length);
        }

        Verdict verdict(GameDay day, String name) {
            return day.cordons.decisions().get(name).zoneVerdict().verdict();
        }
    }

    @Provide
    Arbitrary<List<Happening>> happenings() {
        Arbitrary<Integer> kinds = Arbitraries.integers().between(0, 7);
        Arbitrary<Integer> zones = Arbitraries.integers().between(0, 2);
        Arbitrary<Integer> details = Arbitraries.integers().between(1, 60);
        return Combinators.combine(kinds, zones, details).as(Happening::new).list();
    }
}
