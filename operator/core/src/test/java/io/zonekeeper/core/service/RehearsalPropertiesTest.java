package io.zonekeeper.core.service;

import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.zonekeeper.core.evacuation.StackDecision.Cause;
import io.zonekeeper.core.evacuation.StackMemory;
import io.zonekeeper.core.evacuation.StackState;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

import static org.assertj.core.api.Assertions.assertThat;

/** Services of any size, with any room and zones to leave, of which one is lost. */
class RehearsalPropertiesTest {
    private static final Cause[] CAUSES = {Cause.AUTOMATIC, Cause.MANUAL, Cause.EXTERNAL};

    /** A service as drawn from a seed; it was settled before anything was said of its zones. */
    private record Given(
            World world, ServiceObservation start, Map<String, Integer> room, Set<String> lost, int floor) {
        static Given of(long seed) {
            Random random = new Random(seed);
            int count = 2 + random.nextInt(4);
            String[] zones = new String[count];
            for (int i = 0; i < count; i++) {
                zones[i] = String.valueOf((char) ('a' + i));
            }
            int replicas = count + random.nextInt(20);
            int percent = random.nextInt(101);
            World world = World.withZones(zones)
                    .asks(replicas)
                    .tolerates(random.nextInt(2))
                    .floor(percent);
            if (random.nextInt(4) == 0) {
                world.stateful();
            }
            world.settle();
            for (String zone : zones) {
                if (random.nextInt(4) == 0) {
                    world.leave(zone, CAUSES[random.nextInt(CAUSES.length)]);
                }
            }
            int asked = random.nextInt(3) == 0 ? count + random.nextInt(20) : replicas;
            world.asks(asked);
            Map<String, Integer> room = new TreeMap<>();
            for (String zone : zones) {
                if (random.nextBoolean()) {
                    room.put(zone, random.nextInt(6));
                }
            }
            ServiceObservation start = world.observation();
            Set<String> lost = new TreeSet<>();
            if (random.nextBoolean()) {
                lost.add(zones[random.nextInt(count)]);
                for (String zone : lost) {
                    start = Rehearsal.lose(start, zone, "lost");
                }
            }
            return new Given(world, start, room, lost, Math.ceilDiv(asked * percent, 100));
        }

        Rehearsal.Course play() {
            return Rehearsal.play(start, room, lost, world.now());
        }
    }

    @Property(tries = 1000)
    void itEndsWhereAPlanChangesNothingMore(@ForAll long seed) {
        Given given = Given.of(seed);
        Rehearsal.Course course = given.play();
        course.last()
                .stacks()
                .forEach(stack ->
                        assertThat(stack.replicas()).isEqualTo(stack.fact().desired()));
        Map<String, Integer> left = new TreeMap<>();
        given.room()
                .forEach((zone, more) -> left.put(
                        zone,
                        given.start().stack(zone).ready()
                                + more
                                - course.end().stack(zone).ready()));
        Rehearsal.Course again =
                Rehearsal.play(course.end(), left, given.lost(), given.world().now());
        assertThat(again.steps()).isEmpty();
        assertThat(again.last()).isEqualTo(course.last());
    }

    @Property(tries = 1000)
    void noStepTakesReadyPodsBelowTheFloor(@ForAll long seed) {
        Given given = Given.of(seed);
        given.play()
                .steps()
                .forEach(step -> assertThat(servingAfter(step, given.lost()))
                        .isGreaterThanOrEqualTo(Math.min(given.floor(), servingBefore(step, given.lost()))));
    }

    @Property(tries = 1000)
    void whatFindsNoNodeIsNeverCountedAsReady(@ForAll long seed) {
        Given given = Given.of(seed);
        Rehearsal.Course course = given.play();
        given.room()
                .forEach((zone, more) -> assertThat(course.end().stack(zone).ready())
                        .isLessThanOrEqualTo(given.start().stack(zone).ready() + more));
        given.lost()
                .forEach(zone -> assertThat(course.end().stack(zone).ready()).isZero());
    }

    private static int servingBefore(Rehearsal.Step step, Set<String> lost) {
        return step.before().stacks().stream()
                .filter(stack -> !lost.contains(stack.zone()))
                .filter(stack -> Optional.ofNullable(step.before().memory().get(stack.zone()))
                        .map(StackMemory::state)
                        .map(state -> state == StackState.ACTIVE || state == StackState.REMOVING)
                        .orElse(true))
                .mapToInt(StackFact::ready)
                .sum();
    }

    private static int servingAfter(Rehearsal.Step step, Set<String> lost) {
        return step.plan().inTraffic().stream()
                .filter(stack -> !lost.contains(stack.zone().name()))
                .mapToInt(stack -> Math.min(stack.fact().ready(), stack.replicas()))
                .sum();
    }
}
