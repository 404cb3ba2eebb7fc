package io.zonekeeper.core.health;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

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

class JudgePropertiesTest {
    private static final List<String> ZONES = List.of("a", "b", "c");
    private static final Map<String, Integer> NODES = Map.of("a", 12, "b", 12, "c", 12);

    private final Judge judge = new Judge(Sensitivity.BALANCED);

    /** Carries looks of one second out and returns what came of the last one. */
    private Judge.Outcome run(List<List<Observation>> looks, Map<String, ZoneMemory> memory, boolean sighted) {
        Judge.Outcome outcome = new Judge.Outcome(Map.of(), memory);
        Instant now = Story.START;
        for (List<Observation> look : looks) {
            outcome = judge.judge(new Evidence(sighted, NODES, look), outcome.memory(), now);
            now = now.plusSeconds(1);
        }
        return outcome;
    }

    @Property(tries = 300)
    void oneWitnessNeverCondemns(
            @ForAll("witnesses") Set<Signal> ofOneWitness,
            @ForAll @Size(min = 1, max = 30) List<@IntRange(max = 12) Integer> failures) {
        List<List<Observation>> looks = new ArrayList<>();
        for (int bad : failures) {
            List<Observation> look = new ArrayList<>();
            for (Signal signal : ofOneWitness) {
                look.add(new Observation("a", signal, 12, bad, Duration.ZERO));
                look.add(new Observation("b", signal, 12, 0, Duration.ZERO));
                look.add(new Observation("c", signal, 12, 0, Duration.ZERO));
            }
            looks.add(look);
        }
        Judge.Outcome outcome = new Judge.Outcome(Map.of(), Map.of());
        for (int i = 0; i < looks.size(); i++) {
            outcome =
                    judge.judge(new Evidence(true, NODES, looks.get(i)), outcome.memory(), Story.START.plusSeconds(i));
            assertThat(outcome.verdicts().values())
                    .extracting(ZoneVerdict::verdict)
                    .doesNotContain(Verdict.UNHEALTHY);
        }
    }

    @Property(tries = 300)
    void failuresSpreadEvenlyCondemnNobody(
            @ForAll @Size(min = 1, max = 20) List<@IntRange(max = 12) Integer> failures) {
        List<List<Observation>> looks = new ArrayList<>();
        for (int bad : failures) {
            List<Observation> look = new ArrayList<>();
            for (Signal signal : Signal.values()) {
                ZONES.forEach(zone -> look.add(new Observation(zone, signal, 12, bad, Duration.ZERO)));
            }
            looks.add(look);
        }
        assertThat(run(looks, Map.of(), true).verdicts().values())
                .extracting(ZoneVerdict::verdict)
                .doesNotContain(Verdict.UNHEALTHY);
    }

    @Property(tries = 300)
    void whileBlindNothingChangesForOrAgainstAZone(@ForAll("looks") List<List<Observation>> looks) {
        Map<String, ZoneMemory> before = zoneAIsUnhealthy();
        Judge.Outcome blind = run(looks, before, false);
        assertThat(blind.verdicts().get("a").verdict()).isEqualTo(Verdict.UNHEALTHY);
        Verdict ofOthers = looks.size() <= Judge.RETAINED.toSeconds() ? Verdict.HEALTHY : Verdict.UNKNOWN;
        assertThat(blind.verdicts().get("b").verdict()).isEqualTo(ofOthers);
        assertThat(blind.verdicts().get("c").verdict()).isEqualTo(ofOthers);
    }

    @Property(tries = 300)
    void atMostOneZoneBecomesUnhealthyAtATime(@ForAll("looks") List<List<Observation>> looks) {
        Judge.Outcome outcome = new Judge.Outcome(Map.of(), Map.of());
        for (int i = 0; i < looks.size(); i++) {
            Map<String, ZoneMemory> before = outcome.memory();
            outcome = judge.judge(new Evidence(true, NODES, looks.get(i)), before, Story.START.plusSeconds(i));
            long two = outcome.verdicts().values().stream()
                    .filter(zoneVerdict -> zoneVerdict.levels().entrySet().stream()
                                    .filter(level -> level.getValue() == Level.BAD)
                                    .filter(level -> level.getKey() == Signal.HEARTBEATS)
                                    .count()
                            == 1)
                    .count();
            assertThat(two).as("zones whose silence is their own").isLessThanOrEqualTo(1);
        }
    }

    /** Nothing runs there: that nothing fails there is no sign of health. */
    @Property(tries = 300)
    void anUnhealthyZoneWithoutNodesStaysUnhealthy(@ForAll("looks") List<List<Observation>> looks) {
        Map<String, ZoneMemory> memory = zoneAIsUnhealthy();
        Instant now = Story.START;
        for (List<Observation> look : looks) {
            now = now.plus(Duration.ofMinutes(1));
            Judge.Outcome outcome =
                    judge.judge(new Evidence(true, Map.of("a", 0, "b", 12, "c", 12), wellIn("a", look)), memory, now);
            assertThat(outcome.verdicts().get("a").verdict()).isEqualTo(Verdict.UNHEALTHY);
            memory = outcome.memory();
        }
    }

    /** What is remembered when a has failed and the others have not. */
    private Map<String, ZoneMemory> zoneAIsUnhealthy() {
        return run(
                        List.of(
                                Story.parse(
                                        "a: heartbeats 3/3 kubelets 12/12; b: heartbeats 0/12 kubelets 0/3; c: heartbeats 0/12")),
                        Map.of(),
                        true)
                .memory();
    }

    private static List<Observation> wellIn(String zone, List<Observation> look) {
        return look.stream()
                .map(seen -> seen.zone().equals(zone)
                        ? new Observation(zone, seen.signal(), seen.samples(), 0, seen.age())
                        : seen)
                .toList();
    }

    @Property(tries = 300)
    void theOrderOfObservationsMeansNothing(@ForAll("looks") List<List<Observation>> looks) {
        List<List<Observation>> reversed = looks.stream().map(List::reversed).toList();
        assertThat(run(reversed, Map.of(), true).memory())
                .isEqualTo(run(looks, Map.of(), true).memory());
    }

    @Provide
    Arbitrary<Set<Signal>> witnesses() {
        return Arbitraries.of(
                EnumSet.of(Signal.HEARTBEATS, Signal.NODES),
                EnumSet.of(Signal.HEARTBEATS, Signal.NODES, Signal.PODS),
                EnumSet.of(Signal.KUBELETS),
                EnumSet.of(Signal.PROBES, Signal.PODS, Signal.PROMETHEUS),
                EnumSet.of(Signal.PODS),
                EnumSet.of(Signal.SERVICES),
                EnumSet.of(Signal.AWS),
                EnumSet.of(Signal.SERVICES, Signal.PODS),
                EnumSet.of(Signal.AWS, Signal.PODS));
    }

    @Provide
    Arbitrary<List<List<Observation>>> looks() {
        Arbitrary<Observation> observation = Combinators.combine(
                        Arbitraries.of(ZONES),
                        Arbitraries.of(Signal.values()),
                        Arbitraries.integers().between(0, 12))
                .as((zone, signal, bad) -> new Observation(zone, signal, 12, bad, Duration.ZERO));
        return observation
                .list()
                .ofMaxSize(24)
                .uniqueElements(o -> o.zone() + o.signal())
                .list()
                .ofMinSize(1)
                .ofMaxSize(20);
    }
}
