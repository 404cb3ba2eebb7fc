package io.zonekeeper.core.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import static org.assertj.core.api.Assertions.assertThat;

class ScalingStepPropertiesTest {
    private record Zone(int target, int desired, int ready) {}

    @Property
    void aMoveCostsNoPodThatTheTargetsPromise(@ForAll("zones") List<Zone> zones) {
        Map<String, Integer> now = ScalingStep.replicasNow(targets(zones), stacks(zones));
        int promised = zones.stream().mapToInt(Zone::target).sum();
        int readyBefore = zones.stream()
                .mapToInt(zone -> Math.min(zone.ready(), zone.desired()))
                .sum();
        int readyAfter = 0;
        for (StackFact stack : stacks(zones)) {
            readyAfter += Math.min(now.get(stack.zone()), Math.min(stack.ready(), stack.desired()));
        }
        assertThat(readyAfter).isGreaterThanOrEqualTo(Math.min(promised, readyBefore));
    }

    @Property
    void noZoneGetsLessThanItsTargetOrMoreThanItHad(@ForAll("zones") List<Zone> zones) {
        Map<String, Integer> targets = targets(zones);
        Map<String, Integer> now = ScalingStep.replicasNow(targets, stacks(zones));
        for (StackFact stack : stacks(zones)) {
            int target = targets.get(stack.zone());
            assertThat(now.get(stack.zone())).isBetween(target, Math.max(target, stack.desired()));
        }
    }

    @Property
    void endsAtTheTargetsOnceAllIsReady(@ForAll("zones") List<Zone> zones) {
        Map<String, Integer> targets = targets(zones);
        Map<String, Integer> now = ScalingStep.replicasNow(targets, stacks(zones));
        List<StackFact> allReady = new ArrayList<>();
        now.forEach((zone, replicas) ->
                allReady.add(new StackFact(zone, replicas, replicas, replicas, replicas, true, Optional.empty())));
        assertThat(ScalingStep.replicasNow(targets, allReady)).isEqualTo(targets);
    }

    @Provide
    Arbitrary<List<Zone>> zones() {
        Arbitrary<Integer> count = Arbitraries.integers().between(0, 12);
        return Combinators.combine(count, count, count)
                .as((target, desired, ready) -> new Zone(target, desired, Math.min(ready, desired)))
                .list()
                .ofMinSize(1)
                .ofMaxSize(5);
    }

    private static Map<String, Integer> targets(List<Zone> zones) {
        Map<String, Integer> targets = new TreeMap<>();
        for (int i = 0; i < zones.size(); i++) {
            targets.put("z" + i, zones.get(i).target());
        }
        return targets;
    }

    private static List<StackFact> stacks(List<Zone> zones) {
        List<StackFact> stacks = new ArrayList<>();
        for (int i = 0; i < zones.size(); i++) {
            Zone zone = zones.get(i);
            stacks.add(new StackFact(
                    "z" + i, zone.desired(), zone.desired(), zone.ready(), zone.desired(), true, Optional.empty()));
        }
        return stacks;
    }
}
