package io.zonekeeper.core.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.ServiceReason;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Pods of a new template that a quota or a policy refuses although the API server took the template: where the service
 * needs pods in that zone, the zone has the template that runs elsewhere.
 */
class RefusedPodsTest {
    private static final Duration DEADLINE = Duration.ofMinutes(10);
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");
    private static final String QUOTA = "pods \"web-c-1\" is forbidden: exceeded quota: cpu";

    private final Map<String, String> told = new TreeMap<>(Map.of("a", "old", "b", "old", "c", "old"));
    private final Map<String, RolloutZone.Place> places = new TreeMap<>();
    private final Map<String, Integer> desired = new TreeMap<>(Map.of("a", 3, "b", 3, "c", 3));
    private final Map<String, Integer> ready = new TreeMap<>(Map.of("a", 3, "b", 3, "c", 3));
    private Optional<String> refusal = Optional.empty();
    private boolean onlyOfTheNewTemplate = true;
    private boolean outdatedRun = true;
    private Optional<RolloutMemory> memory =
            Optional.of(new RolloutMemory("old", RolloutPhase.COMPLETE, Optional.empty(), START));
    private Instant now = START;
    private String step;
    private String away;

    @BeforeEach
    void refusedInTheZoneInStep() {
        step = follow(plan()).memory().zone().orElseThrow();
        away = step.equals("a") ? "b" : "a";
        refusal = Optional.of(QUOTA);
        now = now.plusSeconds(5);
    }

    @Test
    void haltsTheRolloutAndKeepsTheTemplateWhereNoPodIsNeeded() {
        RolloutPlan plan = follow(plan());
        assertThat(plan.memory().phase()).isEqualTo(RolloutPhase.HALTED);
        assertThat(plan.templates()).containsEntry(step, "new");
    }

    @Test
    void replacementsAreMadeOfTheTemplateThatRunsElsewhere() {
        follow(plan());
        places.put(away, RolloutZone.Place.LEFT);
        RolloutPlan plan = plan();
        assertThat(plan.templates()).containsEntry(step, "old");
        assertThat(plan.memory().phase()).isEqualTo(RolloutPhase.HALTED);
        assertThat(plan.memory().zone()).hasValue(step);
        assertThat(plan.begins())
                .as("in the status before the zone gets the template")
                .isTrue();
        assertThat(plan.held()).map(Refusal::reason).hasValue(ServiceReason.TEMPLATE_REFUSED);
        assertThat(plan.held().orElseThrow().message()).contains(QUOTA).contains(step);
        assertThat(plan.onlyAttempts(step)).isFalse();
    }

    /** Also where the evacuation was there before the refusal. */
    @Test
    void noPodOfTheNewTemplateIsWaitedForDuringAnEvacuation() {
        places.put(away, RolloutZone.Place.LEFT);
        assertThat(plan().templates()).containsEntry(step, "old");
    }

    @Test
    void planningAgainChangesNothingAndKeepsTheWords() {
        places.put(away, RolloutZone.Place.LEFT);
        RolloutPlan first = follow(plan());
        refusal = Optional.empty();
        now = now.plus(DEADLINE.multipliedBy(20));
        RolloutPlan next = plan();
        assertThat(next.memory()).isEqualTo(first.memory());
        assertThat(next.templates()).isEqualTo(first.templates());
        assertThat(next.held()).isEqualTo(first.held());
        assertThat(next.begins()).isFalse();
    }

    /** The process may die between the status and the stack. */
    @Test
    void theStackIsPutBackByWhoReadsTheStatusOnly() {
        places.put(away, RolloutZone.Place.LEFT);
        memory = Optional.of(plan().memory());
        RolloutPlan plan = plan();
        assertThat(told).containsEntry(step, "new");
        assertThat(plan.templates()).containsEntry(step, "old");
        assertThat(plan.begins()).isFalse();
    }

    @Test
    void isTriedAgainWhenNoZoneIsAwayButNotBeforeTheDeadline() {
        places.put(away, RolloutZone.Place.LEFT);
        Instant halted = now;
        follow(plan());
        refusal = Optional.empty();
        places.remove(away);
        now = now.plusSeconds(30);
        RolloutPlan early = follow(plan());
        assertThat(early.templates()).containsEntry(step, "old");
        assertThat(early.nextChange()).hasValue(halted.plus(DEADLINE));
        now = halted.plus(DEADLINE);
        RolloutPlan again = follow(plan());
        assertThat(again.templates()).containsEntry(step, "new");
        assertThat(again.memory()).isEqualTo(new RolloutMemory("new", RolloutPhase.UPDATING, Optional.of(step), now));
        assertThat(again.begins()).isTrue();
        assertThat(again.held()).isEmpty();
    }

    @Test
    void isNotTriedAgainWhileAnotherZoneIsNotWhole() {
        places.put(away, RolloutZone.Place.LEFT);
        follow(plan());
        places.remove(away);
        ready.put(away, 2);
        now = now.plus(DEADLINE);
        assertThat(plan().templates()).containsEntry(step, "old");
    }

    /** A StatefulSet makes new pods of the new template alone: none of those that are asked for would come. */
    @Test
    void moreReplicasAreMadeOfTheTemplateThatRunsElsewhere() {
        follow(plan());
        desired.replaceAll((zone, pods) -> 6);
        ready.putAll(Map.of("a", 6, "b", 6, "c", 6));
        ready.put(step, 2);
        assertThat(plan().templates()).containsEntry(step, "old");
    }

    /** As many as any rolling update is without. */
    @Test
    void onePodThatIsMissingIsNoReason() {
        follow(plan());
        ready.put(step, 2);
        assertThat(plan().templates()).containsEntry(step, "new");
    }

    @Test
    void staysHaltedWhenItsZoneIsNotTrustedAnyMore() {
        places.put(away, RolloutZone.Place.LEFT);
        follow(plan());
        places.put(step, RolloutZone.Place.LEFT);
        RolloutPlan plan = follow(plan());
        assertThat(plan.memory().phase()).isEqualTo(RolloutPhase.HALTED);
        assertThat(plan.templates().values()).containsOnly("old");
        places.put(step, RolloutZone.Place.SERVES);
        assertThat(plan().templates()).containsEntry(step, "old");
    }

    @Test
    void whereNoOtherZoneHasAnotherTemplateNothingIsPutBack() {
        told.replaceAll((zone, template) -> "new");
        places.put(away, RolloutZone.Place.LEFT);
        assertThat(plan().templates().values()).containsOnly("new");
    }

    /** A quota of pods: nothing would be gained, and who looks at the evacuation is told what refuses its pods. */
    @Test
    void whatRefusesPodsOfEveryTemplateIsLeftToTheEvacuation() {
        onlyOfTheNewTemplate = false;
        places.put(away, RolloutZone.Place.LEFT);
        RolloutPlan plan = plan();
        assertThat(plan.templates()).containsEntry(step, "new");
        assertThat(plan.held().orElseThrow().message()).contains(QUOTA);
    }

    @Test
    void aZoneThatRunsTheNewTemplateOnlyKeepsIt() {
        outdatedRun = false;
        places.put(away, RolloutZone.Place.LEFT);
        assertThat(plan().templates()).containsEntry(step, "new");
    }

    @Test
    void aMendedTemplateBeginsAnew() {
        places.put(away, RolloutZone.Place.LEFT);
        follow(plan());
        refusal = Optional.empty();
        RolloutPlan plan = plan("mended");
        assertThat(plan.memory().phase()).isEqualTo(RolloutPhase.UPDATING);
        assertThat(plan.memory().refused()).isEmpty();
    }

    private RolloutPlan follow(RolloutPlan plan) {
        memory = Optional.of(plan.memory());
        told.putAll(plan.templates());
        return plan;
    }

    private RolloutPlan plan() {
        return plan("new");
    }

    private RolloutPlan plan(String wanted) {
        return RolloutPlanner.plan(
                "shop/web",
                wanted,
                new RolloutSettings(true, Duration.ofSeconds(60), DEADLINE, false),
                told.entrySet().stream()
                        .map(zone -> zone(zone.getKey(), zone.getValue()))
                        .toList(),
                memory,
                now);
    }

    private RolloutZone zone(String name, String template) {
        Optional<String> refused = refusal.filter(words -> !onlyOfTheNewTemplate || template.equals("new"));
        boolean whole = ready.get(name) >= desired.get(name) && refused.isEmpty();
        return new RolloutZone(
                name,
                places.getOrDefault(name, RolloutZone.Place.SERVES),
                true,
                true,
                Optional.of(template),
                desired.get(name),
                ready.get(name),
                true,
                whole,
                refused,
                false,
                Restarts.NONE,
                new StackPods(
                        whole || !outdatedRun ? 0 : ready.get(name),
                        Optional.empty(),
                        Optional.empty(),
                        refused,
                        Optional.empty(),
                        false));
    }
}
