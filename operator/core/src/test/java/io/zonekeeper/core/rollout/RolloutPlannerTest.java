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
import java.util.TreeSet;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.ServiceReason;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RolloutPlannerTest {
    private static final Duration BAKE = Duration.ofSeconds(60);
    private static final Instant START = Instant.parse("2026-11-24T12:00:00Z");

    private final Map<String, String> told = new TreeMap<>(Map.of("a", "old", "b", "old", "c", "old"));
    private final Set<String> broken = new HashSet<>();
    private final Set<String> dark = new HashSet<>();
    private final Set<String> left = new HashSet<>();
    private final Set<String> failing = new HashSet<>();
    private final Set<String> comingHome = new HashSet<>();
    private final Set<String> givenUp = new HashSet<>();
    private final Set<String> empty = new HashSet<>();
    private final Map<String, String> troubles = new HashMap<>();
    private String wanted = "new";
    private boolean paused;
    private boolean zoneByZone = true;
    private Optional<RolloutMemory> memory =
            Optional.of(new RolloutMemory("old", RolloutPhase.COMPLETE, Optional.empty(), START));
    private Instant now = START;

    @Test
    void zonesFollowEachOtherEachAfterABake() {
        List<String> order = new ArrayList<>();
        for (int step = 0; step < 3; step++) {
            RolloutPlan plan = go();
            assertThat(plan.memory().phase()).isEqualTo(RolloutPhase.UPDATING);
            order.add(plan.memory().zone().orElseThrow());
            assertThat(told.values()).filteredOn("new"::equals).hasSize(step + 1);
            assertThat(go().memory().phase()).isEqualTo(RolloutPhase.BAKING);
            now = now.plus(BAKE).minusSeconds(1);
            assertThat(go().memory().phase()).isEqualTo(RolloutPhase.BAKING);
            now = now.plusSeconds(1);
        }
        assertThat(go().memory().phase()).isEqualTo(RolloutPhase.COMPLETE);
        assertThat(order).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void aDarkZoneNeverHoldsAFixBackAndGetsItWhenItIsTrusted() {
        dark.add("b");
        broken.add("b");
        finish();
        assertThat(told).isEqualTo(Map.of("a", "new", "b", "old", "c", "new"));
        assertThat(plan().held()).map(Refusal::reason).hasValue(ServiceReason.ZONE_EXCLUDED);
        dark.clear();
        broken.clear();
        finish();
        assertThat(told).containsEntry("b", "new");
        assertThat(memory.orElseThrow().phase()).isEqualTo(RolloutPhase.COMPLETE);
    }

    /**
     * While a service replaces the pods of a zone it lost, the verdicts of the others may blink: nothing is rolled out.
     */
    @Test
    void aRolloutThatIsCompleteStaysSoWhateverBecomesOfZones() {
        finish();
        left.add("a");
        broken.addAll(List.of("b", "c"));
        dark.addAll(List.of("b", "c"));
        assertThat(go().memory().phase()).isEqualTo(RolloutPhase.COMPLETE);
        dark.clear();
        failing.add("b");
        RolloutPlan plan = go();
        assertThat(plan.memory().phase()).isEqualTo(RolloutPhase.COMPLETE);
        assertThat(plan.held()).isEmpty();
    }

    @Test
    void aZoneLostInItsStepLetsTheOthersGoOnAfterItsDeadline() {
        String first = go().memory().zone().orElseThrow();
        dark.add(first);
        broken.add(first);
        assertThat(go().nextChange())
                .hasValueSatisfying(next -> assertThat(next).isAfter(now));
        now = now.plus(Duration.ofMinutes(10));
        finish();
        assertThat(told.values()).containsOnly("new");
    }

    @Test
    void aBlinkOfSuspicionInItsStepGivesNoSecondZoneTheTemplate() {
        String first = go().memory().zone().orElseThrow();
        dark.add(first);
        for (int seconds = 0; seconds < 500; seconds++) {
            assertThat(go().held()).map(Refusal::reason).hasValue(ServiceReason.WAITING_FOR_ZONE);
            assertThat(told.values()).filteredOn("new"::equals).hasSize(1);
            now = now.plusSeconds(1);
        }
        dark.clear();
        go();
        assertThat(memory.orElseThrow().zone()).contains(first);
        assertThat(memory.orElseThrow().phase()).isEqualTo(RolloutPhase.BAKING);
        finish();
        assertThat(told.values()).containsOnly("new");
    }

    @Test
    void aZoneThatWasLeftGetsTheTemplateLast() {
        left.add("a");
        go();
        assertThat(told).containsEntry("a", "old");
        finish();
        assertThat(told).containsEntry("a", "new");
    }

    @Test
    void aBadTemplateStopsInItsFirstZoneAndTheWayBackBeginsThere() {
        String first = go().memory().zone().orElseThrow();
        broken.add(first);
        go();
        now = now.plus(Duration.ofMinutes(10));
        RolloutPlan halted = go();
        assertThat(halted.held()).map(Refusal::reason).hasValue(ServiceReason.ROLLOUT_HALTED);
        assertThat(halted.held().orElseThrow().message()).contains(first, "only 0 of 3 pods are ready");
        assertThat(told.values()).filteredOn("new"::equals).hasSize(1);

        wanted = "old";
        assertThat(go().memory().zone()).contains(first);
        assertThat(told.values()).containsOnly("old");
    }

    @Test
    void podsThatCannotStartHaltBeforeTheDeadlineAndAreLookedForEachBake() {
        String first = go().memory().zone().orElseThrow();
        broken.add(first);
        assertThat(go().nextChange()).contains(START.plus(BAKE));
        now = START.plus(BAKE).plusSeconds(1);
        assertThat(go().nextChange()).contains(START.plus(BAKE.multipliedBy(2)));
        now = START.plus(Duration.ofMinutes(9)).plusSeconds(30);
        assertThat(go().nextChange()).contains(START.plus(Duration.ofMinutes(10)));
        troubles.put(first, "container web cannot start: ImagePullBackOff");
        assertThat(go().held().orElseThrow().message()).contains(first, "ImagePullBackOff");
        assertThat(go().memory().phase()).isEqualTo(RolloutPhase.HALTED);
        broken.clear(); // the image was pushed after all: what the pods said before does not matter
        assertThat(go().memory().phase()).isEqualTo(RolloutPhase.BAKING);
    }

    @Test
    void aHaltEndsWhenTheZoneWasWellForABake() {
        String first = go().memory().zone().orElseThrow();
        go();
        failing.add(first);
        assertThat(go().held()).map(Refusal::reason).hasValue(ServiceReason.ROLLOUT_HALTED);
        failing.clear();
        assertThat(go().memory().phase()).isEqualTo(RolloutPhase.BAKING);
        assertThat(told.values()).filteredOn("new"::equals).hasSize(1);
        now = now.plus(BAKE);
        assertThat(go().memory().phase()).isEqualTo(RolloutPhase.UPDATING);
    }

    @Test
    void aFixReachesZonesThatTheOldTemplateBrokeFirst() {
        broken.add("b");
        assertThat(go().memory().zone()).contains("b");
        assertThat(go().memory().phase()).isEqualTo(RolloutPhase.UPDATING);
    }

    @Test
    void noSecondZoneIsTouchedWhileAnUpdatedOneIsNotWhole() {
        String first = go().memory().zone().orElseThrow();
        go();
        now = now.plus(BAKE);
        String second = go().memory().zone().orElseThrow();
        go();
        broken.add(first);
        now = now.plus(BAKE);
        RolloutPlan waits = go();
        assertThat(second).isNotEqualTo(first);
        assertThat(waits.held()).map(Refusal::reason).hasValue(ServiceReason.WAITING_FOR_ZONE);
        assertThat(told.values()).filteredOn("new"::equals).hasSize(2);
    }

    @Test
    void pausedHoldsBackAndANewZoneGetsTheOldTemplate() {
        paused = true;
        told.put("d", "");
        go();
        assertThat(told).isEqualTo(Map.of("a", "old", "b", "old", "c", "old", "d", "old"));
        paused = false;
        finish();
        assertThat(told.values()).containsOnly("new");
    }

    /** What happens to the zone says nothing of the template: it stays halted where it is. */
    @ParameterizedTest
    @ValueSource(strings = {"suspect", "dark", "left", "left and dark", "coming home", "given up", "gone"})
    void aHaltedRolloutStaysHaltedWhateverBecomesOfItsZone(String what) {
        String first = go().memory().zone().orElseThrow();
        failing.add(first);
        assertThat(go().memory().phase()).isEqualTo(RolloutPhase.HALTED);
        failing.clear();
        switch (what) {
            case "suspect", "dark" -> dark.add(first);
            case "left" -> left.add(first);
            case "left and dark" -> {
                left.add(first);
                dark.add(first);
            }
            case "coming home" -> comingHome.add(first);
            case "given up" -> givenUp.add(first);
            default -> told.remove(first);
        }
        for (int seconds = 0; seconds < (what.equals("suspect") ? 1 : 1000); seconds++) {
            RolloutPlan plan = go();
            assertThat(plan.memory().phase()).isEqualTo(RolloutPhase.HALTED);
            assertThat(plan.held().orElseThrow().message()).contains(first, "apply another template");
            now = now.plusSeconds(1);
        }
        told.remove(first);
        assertThat(told.values()).containsOnly("old");
    }

    @Test
    void aBlinkOfSuspicionDoesNotTakeABadTemplateFurther() {
        String first = go().memory().zone().orElseThrow();
        broken.add(first);
        troubles.put(first, "container web cannot start: ImagePullBackOff");
        assertThat(go().memory().phase()).isEqualTo(RolloutPhase.HALTED);
        for (int seconds = 0; seconds < 4000; seconds++) {
            dark.clear();
            if (seconds % 900 == 0) {
                dark.add(first);
            }
            go();
            now = now.plusSeconds(1);
        }
        assertThat(told.values()).filteredOn("new"::equals).hasSize(1);
    }

    /** Pods that crash after they were ready: the time they were made is counted from, and must not begin anew. */
    @Test
    void aZoneThatIsNotWholeAnyMoreKeepsTheBeginOfItsStep() {
        String first = go().memory().zone().orElseThrow();
        now = now.plusSeconds(3);
        assertThat(go().memory().phase()).isEqualTo(RolloutPhase.BAKING);
        now = now.plusSeconds(5);
        broken.add(first);
        assertThat(go().memory().phase()).isEqualTo(RolloutPhase.UPDATING);
        assertThat(memory.orElseThrow().begun()).contains(START);
        assertThat(memory.orElseThrow().since()).isEqualTo(now);
    }

    @Test
    void aZoneThatBakesForLongIsNotLateWhenOnePodIsReplaced() {
        String first = go().memory().zone().orElseThrow();
        go();
        now = now.plus(Duration.ofSeconds(59));
        broken.add(first);
        go();
        now = now.plus(Duration.ofMinutes(9));
        assertThat(go().memory().phase()).isEqualTo(RolloutPhase.UPDATING);
        now = now.plus(Duration.ofMinutes(1));
        assertThat(go().memory().phase()).isEqualTo(RolloutPhase.HALTED);
    }

    @Test
    void whereNothingRunsTheTemplateGoesEverywhereAtOnce() {
        empty.addAll(List.of("a", "b", "c"));
        RolloutPlan plan = go();
        assertThat(told.values()).containsOnly("new");
        assertThat(plan.memory().phase()).isEqualTo(RolloutPhase.COMPLETE);
    }

    @Test
    void aFixOfAServiceWithoutAReadyPodGoesEverywhereAtOnce() {
        broken.addAll(List.of("a", "b", "c"));
        RolloutPlan plan = go();
        assertThat(told.values()).containsOnly("new");
        assertThat(plan.memory().phase()).isEqualTo(RolloutPhase.UPDATING);
        assertThat(plan.memory().zone()).isEmpty();
        now = now.plusSeconds(30);
        assertThat(go().memory().phase()).isEqualTo(RolloutPhase.UPDATING);
        broken.clear();
        assertThat(go().memory().phase()).isEqualTo(RolloutPhase.COMPLETE);
    }

    @Test
    void aHaltedTemplateDoesNotGoEverywhereBecauseNothingIsReady() {
        String first = go().memory().zone().orElseThrow();
        failing.add(first);
        assertThat(go().memory().phase()).isEqualTo(RolloutPhase.HALTED);
        broken.addAll(List.of("a", "b", "c"));
        go();
        assertThat(told.values()).filteredOn("new"::equals).hasSize(1);
    }

    @Test
    void aZoneWithoutPodsProvesNothingAndGetsTheTemplateWithTheLast() {
        empty.add("b");
        List<String> order = new ArrayList<>();
        for (int step = 0; step < 2; step++) {
            order.add(go().memory().zone().orElseThrow());
            assertThat(told).containsEntry("b", "old");
            go();
            now = now.plus(BAKE);
        }
        assertThat(order).containsExactlyInAnyOrder("a", "c");
        assertThat(go().memory().phase()).isEqualTo(RolloutPhase.COMPLETE);
        assertThat(told).containsEntry("b", "new");
    }

    @Test
    void allZonesGoAtOnceWhereAskedFor() {
        zoneByZone = false;
        assertThat(go().memory().phase()).isEqualTo(RolloutPhase.UPDATING);
        assertThat(told.values()).containsOnly("new");
        assertThat(go().memory().phase()).isEqualTo(RolloutPhase.COMPLETE);
    }

    @Test
    void whatRestartsMoreThanElsewhereIsWorse() {
        assertThat(new Restarts(10, 1).worseThan(new Restarts(20, 0))).isFalse();
        assertThat(new Restarts(10, 2).worseThan(new Restarts(20, 0))).isTrue();
        assertThat(new Restarts(10, 2).worseThan(new Restarts(20, 8))).isFalse();
        assertThat(new Restarts(1, 1).worseThan(Restarts.NONE)).isTrue();
    }

    @Test
    void templatesThatDifferAreOnTrial() {
        Map<String, String> mixed = Map.of("a", "new", "b", "old", "c", "old");
        Optional<RolloutMemory> step =
                Optional.of(new RolloutMemory("new", RolloutPhase.HALTED, Optional.of("a"), START));
        assertThat(UnprovenTemplates.of(mixed, "new", step)).containsExactly("a");
        assertThat(UnprovenTemplates.of(Map.of("a", "new", "b", "new"), "new", step))
                .isEmpty();
        assertThat(UnprovenTemplates.of(Map.of("a", "old", "b", "old"), "old", Optional.empty()))
                .isEmpty();
    }

    /** Templates change, zones break, go dark, are left and mend, and the leader dies between any two writes. */
    @Property
    void neverTwoWholeZonesAtOnceAndAlwaysAnEnd(@ForAll @Size(max = 40) List<Integer> happenings) {
        for (int what : happenings) {
            String zone = List.of("a", "b", "c").get(Math.floorMod(what / 16, 3));
            switch (Math.floorMod(what, 16)) {
                case 0 -> wanted = "new" + Math.floorMod(what / 64, 3);
                case 1 -> wanted = "old";
                case 2 -> broken.add(zone);
                case 3, 4 -> broken.remove(zone);
                case 5 -> dark.add(zone);
                case 6, 7 -> dark.remove(zone);
                case 8 -> left.add(zone);
                case 9 -> left.remove(zone);
                case 10 -> now = now.plus(BAKE);
                case 11 -> memory = Optional.of(plan().memory()); // and dies before any zone is told
                default -> step();
            }
        }
        broken.clear();
        dark.clear();
        left.clear();
        finish();
        assertThat(told.values()).containsOnly(wanted);
        assertThat(memory.orElseThrow().phase()).isEqualTo(RolloutPhase.COMPLETE);
        RolloutPlan again = plan();
        assertThat(again.memory()).isEqualTo(memory.orElseThrow());
        assertThat(again.templates()).isEqualTo(told);
    }

    private void step() {
        Map<String, String> before = new HashMap<>(told);
        Optional<RolloutMemory> was = memory;
        go();
        Set<String> touched = new TreeSet<>();
        told.forEach((zone, template) -> {
            if (!template.equals(before.get(zone)) && !left.contains(zone)) {
                touched.add(zone);
            }
        });
        if (broken.containsAll(told.keySet()) && memory.orElseThrow().zone().isEmpty()) {
            return; // nothing is ready: it went everywhere at once
        }
        assertThat(touched).hasSizeLessThanOrEqualTo(1);
        assertThat(memory.orElseThrow().zone().map(Set::of).orElse(Set.of())).containsAll(touched);
        boolean begun = was.filter(known -> known.zone().isPresent()
                        && known.zone().equals(memory.orElseThrow().zone())
                        && known.revision().equals(wanted))
                .isPresent();
        for (String zone : touched) {
            assertThat(dark).doesNotContain(zone);
            if (!broken.contains(zone) && !begun) {
                assertThat(told.keySet().stream().filter(other -> !dark.contains(other) && !left.contains(other)))
                        .noneMatch(broken::contains);
            }
        }
    }

    private void finish() {
        for (int i = 0; i < 12; i++) {
            go();
            now = now.plus(BAKE);
        }
    }

    /** Plans, and carries the plan out. */
    private RolloutPlan go() {
        RolloutPlan plan = plan();
        memory = Optional.of(plan.memory());
        told.replaceAll((zone, before) -> plan.templates().getOrDefault(zone, before));
        return plan;
    }

    private RolloutPlan plan() {
        return RolloutPlanner.plan(
                "shop/web",
                wanted,
                new RolloutSettings(zoneByZone, BAKE, Duration.ofMinutes(10), paused),
                told.entrySet().stream()
                        .map(zone -> zone(zone.getKey(), zone.getValue()))
                        .toList(),
                memory,
                now);
    }

    private RolloutZone zone(String name, String template) {
        boolean whole = !broken.contains(name);
        return new RolloutZone(
                name,
                place(name),
                !dark.contains(name),
                !template.isEmpty(),
                Optional.of(template).filter(text -> !text.isEmpty()),
                empty.contains(name) ? 0 : 3,
                whole && !empty.contains(name) ? 3 : 0,
                true,
                whole,
                Optional.ofNullable(troubles.get(name)),
                failing.contains(name),
                Restarts.NONE);
    }

    private RolloutZone.Place place(String name) {
        if (left.contains(name)) {
            return RolloutZone.Place.LEFT;
        }
        if (comingHome.contains(name)) {
            return RolloutZone.Place.COMING_HOME;
        }
        return givenUp.contains(name) ? RolloutZone.Place.REMOVING : RolloutZone.Place.SERVES;
    }
}
