package io.zonekeeper.core.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import io.zonekeeper.core.cordon.CordonHistory;
import io.zonekeeper.core.cordon.CordonPolicy;
import io.zonekeeper.core.cordon.StackDecider;
import io.zonekeeper.core.cordon.StackDecisions;
import io.zonekeeper.core.cordon.ZoneDecision;
import io.zonekeeper.core.evacuation.StackDecision;
import io.zonekeeper.core.health.Observation;
import io.zonekeeper.core.health.ProbeMatrix;
import io.zonekeeper.core.health.Sensitivity;
import io.zonekeeper.core.health.StackJudge;
import io.zonekeeper.core.health.StackVerdict;
import io.zonekeeper.core.health.ZoneVerdict;
import io.zonekeeper.core.zone.Verdict;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A bad template is taken back, second by second, with the judge, the orders and the planner that the operator runs:
 * what fails until the last bad pod is gone is the template's fault, never the zone's.
 */
class RollbackTest {
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final String SERVICE = "shop/front";
    private static final int PODS = 4;

    /** Observers list a stack for so long after its last failure. */
    private static final int AFTERGLOW = 10;

    private final Map<String, String> told = new TreeMap<>();
    private final Map<String, String> runs = new TreeMap<>();
    private final Map<String, Integer> replacedAt = new HashMap<>();
    private final Map<String, Integer> lastFailure = new HashMap<>();
    private final Set<String> failsAnyway = new HashSet<>();
    private final List<String> left = new ArrayList<>();
    private final List<Observation> againstZones = new ArrayList<>();
    private Map<ProbeMatrix.Stack, StackVerdict> verdicts = new HashMap<>();
    private Optional<RolloutMemory> memory = Optional.empty();
    private Sensitivity sensitivity = Sensitivity.BALANCED;
    private Duration bake = Duration.ofSeconds(60);
    private String wanted = "bad";
    private int second;

    @ParameterizedTest(name = "{0} bad of {1} zones, bake {2}s, {3}")
    @CsvSource({
        "a,   abc,  60, balanced",
        "a,   abc,  1,  balanced",
        "a,   abc,  60, cautious",
        "a,   abc,  60, fast",
        "ab,  abc,  60, balanced",
        "ab,  abcd, 60, balanced",
        "abc, abcd, 5,  balanced",
        "abc, abc,  60, balanced"
    })
    void theZonesOfATemplateThatIsTakenBackAreNotLeft(String bad, String zones, int seconds, String preset) {
        given(bad, zones, seconds, preset);
        run(30);
        wanted = "good";
        run(2400);
        assertThat(left).isEmpty();
        assertThat(againstZones).isEmpty();
        assertThat(told.values()).containsOnly("good");
        assertThat(memory.orElseThrow().phase()).isEqualTo(RolloutPhase.COMPLETE);
    }

    @Test
    void twoRollbacksInARowAreNoEvidenceAgainstTheZoneEither() {
        given("a", "abc", 60, "balanced");
        for (int time = 0; time < 2; time++) {
            run(30);
            wanted = "good";
            run(40);
            wanted = "bad";
            run(120);
        }
        assertThat(left).isEmpty();
        assertThat(againstZones).isEmpty();
        assertThat(told.values()).filteredOn("bad"::equals).hasSizeLessThanOrEqualTo(1);
    }

    @Test
    void aZoneThatFailsWithEitherTemplateIsLeftInTheEnd() {
        given("a", "abc", 60, "balanced");
        run(30);
        failsAnyway.add("a");
        wanted = "good";
        run(120);
        assertThat(left).isEmpty();
        run(900);
        assertThat(left).contains("a");
    }

    private void given(String bad, String zones, int seconds, String preset) {
        sensitivity = switch (preset) {
            case "fast" -> Sensitivity.FAST;
            case "cautious" -> Sensitivity.CAUTIOUS;
            default -> Sensitivity.BALANCED;
        };
        bake = Duration.ofSeconds(seconds);
        for (String zone : zones.split("(?<=.)(?=.)", -1)) {
            told.put(zone, bad.contains(zone) ? "bad" : "good");
            runs.put(zone, told.get(zone));
        }
        String last = bad.substring(bad.length() - 1);
        memory = Optional.of(new RolloutMemory("bad", RolloutPhase.HALTED, Optional.of(last), START));
    }

    private void run(int seconds) {
        for (int end = second + seconds; second < end; second++) {
            look();
        }
    }

    private void look() {
        Instant now = START.plusSeconds(second);
        told.forEach((zone, template) -> {
            if (!template.equals(runs.get(zone))) {
                // It takes 25 s until the last pod of the other template is gone.
                if (second >= replacedAt.computeIfAbsent(zone, z -> second + 25)) {
                    runs.put(zone, template);
                    replacedAt.remove(zone);
                }
            }
        });
        Map<ProbeMatrix.Stack, ProbeMatrix.StackView> views = new HashMap<>();
        for (String zone : told.keySet()) {
            boolean fails = runs.get(zone).equals("bad") || failsAnyway.contains(zone);
            if (fails) {
                lastFailure.put(zone, second);
            }
            if (second - lastFailure.getOrDefault(zone, -AFTERGLOW) < AFTERGLOW) {
                int failures = fails ? PODS : 0;
                views.put(stack(zone), new ProbeMatrix.StackView(PODS, failures, failures));
            }
        }
        verdicts = new HashMap<>(new StackJudge(sensitivity).judge(views, verdicts, now));
        Set<String> onTrial = UnprovenTemplates.of(told, wanted, memory);
        StackDecisions decided = StackDecider.decide(
                SERVICE,
                told.keySet().stream()
                        .map(zone -> new StackDecider.Subject(zone, false, false, false, false))
                        .toList(),
                decisions(),
                verdicts,
                CordonPolicy.DEFAULT,
                20,
                onTrial);
        decided.byZone().forEach((zone, decision) -> {
            if (decision instanceof StackDecision.Leave) {
                left.add(zone);
            }
        });
        Set<ProbeMatrix.Stack> notEvidence = new HashSet<>();
        onTrial.forEach(zone -> notEvidence.add(stack(zone)));
        Map<String, Integer> probed = new HashMap<>();
        told.keySet().forEach(zone -> probed.put(zone, 2));
        StackJudge.services(probed, verdicts, notEvidence).stream()
                .filter(observation -> observation.failures() > 0)
                .forEach(againstZones::add);

        RolloutPlan plan = RolloutPlanner.plan(
                SERVICE,
                wanted,
                new RolloutSettings(true, bake, Duration.ofMinutes(5), false),
                told.keySet().stream().map(this::zone).toList(),
                memory,
                now);
        memory = Optional.of(plan.memory());
        told.replaceAll((zone, before) -> plan.templates().getOrDefault(zone, before));
    }

    private RolloutZone zone(String name) {
        StackVerdict zoneVerdict = verdicts.get(stack(name));
        return new RolloutZone(
                name,
                RolloutZone.Place.SERVES,
                true,
                true,
                Optional.of(told.get(name)),
                PODS,
                PODS,
                true,
                told.get(name).equals(runs.get(name)),
                Optional.empty(),
                zoneVerdict != null && zoneVerdict.failing(),
                Restarts.NONE);
    }

    private Map<String, ZoneDecision> decisions() {
        Map<String, ZoneDecision> decisions = new HashMap<>();
        told.keySet()
                .forEach(zone -> decisions.put(
                        zone,
                        new ZoneDecision(
                                new ZoneVerdict(
                                        zone,
                                        Verdict.HEALTHY,
                                        START,
                                        Optional.of(START),
                                        Map.of(),
                                        List.of(),
                                        false,
                                        false),
                                Optional.empty(),
                                Optional.empty(),
                                CordonHistory.NONE)));
        return decisions;
    }

    private static ProbeMatrix.Stack stack(String zone) {
        return new ProbeMatrix.Stack(SERVICE, zone);
    }
}
