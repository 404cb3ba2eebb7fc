package io.zonekeeper.core.rollout;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.ServiceReason;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A template that the API server does not take: the rollout is halted, and nothing else waits for it. */
class RefusedTemplateTest {
    private static final Duration BAKE = Duration.ofSeconds(60);
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

    private final Map<String, String> told = new TreeMap<>(Map.of("a", "old", "b", "old", "c", "old"));
    private final Map<String, RolloutZone.Place> places = new TreeMap<>();
    private boolean zoneByZone = true;
    private Optional<RolloutMemory> memory =
            Optional.of(new RolloutMemory("old", RolloutPhase.COMPLETE, Optional.empty(), START));
    private Instant now = START;

    @Test
    void isHaltedInTheZoneInStepAndStaysSo() {
        String step = refused().memory().zone().orElseThrow();
        RolloutMemory halted = memory.orElseThrow();
        assertThat(halted.phase()).isEqualTo(RolloutPhase.HALTED);
        now = now.plusSeconds(900);
        RolloutPlan next = plan();
        assertThat(next.memory()).isEqualTo(halted);
        assertThat(next.held()).map(Refusal::reason).hasValue(ServiceReason.TEMPLATE_REFUSED);
        assertThat(next.begins()).isFalse();
        assertThat(next.templates()).containsEntry(step, "new");
        assertThat(next.onlyAttempts(step)).isTrue();
        assertThat(next.refused("not so", memory, now).memory()).isEqualTo(halted);
    }

    /** Else a zone could not return before the template is mended, nor be made at all. */
    @Test
    void aZoneThatReturnsOrIsMadeGetsTheTemplateThatTheOthersHave() {
        String step = refused().memory().zone().orElseThrow();
        String returning = step.equals("a") ? "b" : "a";
        places.put(returning, RolloutZone.Place.COMING_HOME);
        told.put("d", "");
        RolloutPlan plan = plan();
        assertThat(plan.templates()).containsEntry(returning, "old").containsEntry("d", "old");
        assertThat(plan.onlyAttempts(returning)).isFalse();
    }

    @Test
    void goesOnWhenTheApiServerTakesIt() {
        String step = refused().memory().zone().orElseThrow();
        told.put(step, "new");
        RolloutPlan plan = plan();
        assertThat(plan.memory().phase()).isEqualTo(RolloutPhase.BAKING);
        assertThat(plan.held()).isEmpty();
    }

    @Test
    void anotherTemplateStartsAnew() {
        refused();
        RolloutPlan plan = plan("mended");
        assertThat(plan.memory().phase()).isEqualTo(RolloutPhase.UPDATING);
        assertThat(plan.held()).isEmpty();
    }

    @Test
    void isHaltedWhereAllZonesGoAtOnce() {
        zoneByZone = false;
        refused();
        RolloutMemory halted = memory.orElseThrow();
        assertThat(halted.phase()).isEqualTo(RolloutPhase.HALTED);
        assertThat(halted.zone()).isEmpty();
        RolloutPlan next = plan();
        assertThat(next.memory()).isEqualTo(halted);
        assertThat(next.held()).map(Refusal::reason).hasValue(ServiceReason.TEMPLATE_REFUSED);
        assertThat(next.onlyAttempts("a")).isTrue();
        places.put("b", RolloutZone.Place.COMING_HOME);
        assertThat(plan().templates()).containsEntry("a", "new").containsEntry("b", "old");
    }

    private RolloutPlan refused() {
        memory = Optional.of(plan().memory());
        RolloutPlan refused = plan().refused("the API server refuses it", memory, now);
        memory = Optional.of(refused.memory());
        return refused;
    }

    private RolloutPlan plan() {
        return plan("new");
    }

    private RolloutPlan plan(String wanted) {
        return RolloutPlanner.plan(
                "shop/web",
                wanted,
                new RolloutSettings(zoneByZone, BAKE, Duration.ofMinutes(10), false),
                told.entrySet().stream()
                        .map(zone -> zone(zone.getKey(), zone.getValue()))
                        .toList(),
                memory,
                now);
    }

    private RolloutZone zone(String name, String template) {
        boolean exists = !template.isEmpty();
        return new RolloutZone(
                name,
                places.getOrDefault(name, RolloutZone.Place.SERVES),
                true,
                exists,
                Optional.of(template).filter(text -> exists),
                3,
                3,
                true,
                true,
                Optional.empty(),
                false,
                Restarts.NONE);
    }
}
