package io.zonekeeper.core.service;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;

import io.zonekeeper.core.evacuation.EvacuationSettings.Action;
import io.zonekeeper.core.evacuation.StackDecision.Cause;
import io.zonekeeper.core.evacuation.StackState;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A made-up life of a service: what happens is drawn from a seed, and every plan is held against what must always be
 * true. A twin lives the same changes of demand without any incident.
 */
final class Life {
    private static final Cause[] CAUSES = {Cause.AUTOMATIC, Cause.MANUAL, Cause.CLOSURE, Cause.EXTERNAL};

    private final Random random;
    private final List<String> zones = new ArrayList<>();
    private final World world;
    private final World twin;
    private final Set<String> dark = new HashSet<>();
    private final Set<String> leaving = new HashSet<>();
    private final int floorPercent;
    private int replicas;
    private int allowance = Integer.MAX_VALUE;
    private boolean capacity = true;
    private boolean restless;

    Life(long seed) {
        random = new Random(seed);
        int count = 2 + random.nextInt(4);
        for (int i = 0; i < count; i++) {
            zones.add(String.valueOf((char) ('a' + i)));
        }
        replicas = count + random.nextInt(20);
        int tolerated = random.nextInt(2);
        floorPercent = random.nextInt(101);
        world = newWorld(tolerated);
        twin = newWorld(tolerated);
        if (random.nextBoolean()) {
            allowance = 1 + random.nextInt(4);
            world.surges(allowance);
        }
    }

    private World newWorld(int tolerated) {
        World made = World.withZones(zones.toArray(String[]::new))
                .asks(replicas)
                .tolerates(tolerated)
                .floor(floorPercent);
        made.settle();
        return made;
    }

    Life stateful() {
        world.stateful();
        world.settle();
        return this;
    }

    Life acts(Action action) {
        world.acts(action);
        return this;
    }

    Life withoutTolerance() {
        world.tolerates(0);
        world.settle();
        return this;
    }

    /** The list of zones changes too; the twin does not live that. */
    Life restless() {
        restless = true;
        return this;
    }

    Life withoutCapacity() {
        capacity = false;
        return this;
    }

    /** Lets so many things happen, with changes of the demand among them. */
    void live(int steps) {
        for (int step = 0; step < steps; step++) {
            if (random.nextInt(8) == 0) {
                replicas = zones.size() + random.nextInt(20);
                world.asks(replicas);
                twin.asks(replicas);
                twin.settle();
            } else if (restless && random.nextInt(8) == 0) {
                world.asks(
                        replicas,
                        zones.stream().filter(zone -> random.nextBoolean()).toArray(String[]::new));
            } else {
                happen();
            }
            operate();
        }
    }

    void incidentsOnly(int steps) {
        for (int step = 0; step < steps; step++) {
            happen();
            operate();
        }
    }

    void leaveSome(int count) {
        zones.stream().limit(count).forEach(zone -> {
            leaving.add(zone);
            world.leave(zone);
        });
    }

    /** One thing happens to a zone, or only time passes. */
    private void happen() {
        String zone = zones.get(random.nextInt(zones.size()));
        switch (random.nextInt(7)) {
            case 0 -> {
                leaving.add(zone);
                dark.add(zone);
                world.breakPods(zone).dark(zone);
            }
            case 1, 2 -> {
                leaving.add(zone);
                dark.remove(zone);
                world.leave(zone, CAUSES[random.nextInt(CAUSES.length)]);
            }
            case 3 -> {
                leaving.remove(zone);
                dark.remove(zone);
                world.mendPods(zone).healthy(zone);
            }
            case 4 -> {
                leaving.remove(zone);
                dark.remove(zone);
                world.suspect(zone);
            }
            default -> world.pass(Duration.ofMinutes(2));
        }
    }

    /** Plans up to three times; the status is always written, what comes after it may be lost. */
    private void operate() {
        for (int times = random.nextInt(4); times > 0; times--) {
            ServicePlan plan = random.nextBoolean() ? plan() : plan().keepingDrained();
            check(plan);
            switch (random.nextInt(4)) {
                case 0 -> world.remember(plan);
                case 1 -> world.carryOutWithoutNewPods(plan);
                default -> world.carryOut(plan);
            }
        }
    }

    private void check(ServicePlan plan) {
        int floor = Math.ceilDiv(replicas * floorPercent, 100);
        Map<String, StackState> before = world.remembered();
        int servedBefore = 0;
        int servedAfter = 0;
        boolean takesFromAnswering = false;
        boolean idle = false;
        boolean trafficChanges = false;
        boolean scales = false;
        int surged = 0;
        for (StackPlan stack : plan.stacks()) {
            String zone = stack.zone().name();
            int answering = dark.contains(zone)
                    ? 0
                    : Math.min(stack.fact().ready(), stack.fact().desired());
            boolean served = inTraffic(before.getOrDefault(zone, StackState.ACTIVE));
            servedBefore += served ? answering : 0;
            servedAfter += stack.inTraffic() ? Math.min(answering, stack.replicas()) : 0;
            takesFromAnswering |= served && !stack.inTraffic() && answering > 0;
            if (stack.inTraffic() && stack.home().isPresent()) {
                int unpaced = Math.max(stack.fact().desired(), stack.home().getAsInt());
                surged += Math.max(0, stack.replicas() - unpaced);
            }
            idle |= !stack.inTraffic() && answering > 0 && stack.state() != StackState.REMOVING;
            // A zone that stands in gets traffic in the same state: no home has to be remembered for it first.
            trafficChanges |= before.containsKey(zone)
                    && !stack.standsIn()
                    && served != stack.inTraffic()
                    && stack.state() != StackState.REMOVING;
            scales |= stack.fact().desired() > 0
                    && stack.replicas() != stack.fact().desired();
        }
        assertThat(servedAfter).as(World.states(plan)).isGreaterThanOrEqualTo(Math.min(servedBefore, 1));
        if (takesFromAnswering) {
            assertThat(servedAfter).as(World.states(plan)).isGreaterThanOrEqualTo(Math.max(1, floor));
        }
        if (!plan.outOfTraffic().isEmpty()) {
            assertThat(servedAfter).as(World.states(plan)).isGreaterThanOrEqualTo(Math.min(servedBefore, floor));
        }
        if (servedAfter == 0) {
            assertThat(idle)
                    .as("ready pods are kept from traffic though no other serves: " + World.states(plan))
                    .isFalse();
        }
        assertThat(trafficChanges && scales)
                .as("traffic and scale in one plan: " + World.states(plan))
                .isFalse();
        assertThat(surged).as(World.states(plan)).isLessThanOrEqualTo(allowance);
        assertThat(plan.outOfTraffic()).hasSizeLessThan(zones.size());
        if (plan.zoneRedundant().holds()) {
            checkLosses(plan);
        }
    }

    /** With any zone lost, those that are ready in the others are as many as are asked for. */
    private void checkLosses(ServicePlan plan) {
        for (String lost : zones) {
            int left = plan.stacks().stream()
                    .filter(stack -> stack.inTraffic() && !stack.zone().name().equals(lost))
                    .mapToInt(stack -> stack.fact().ready())
                    .sum();
            assertThat(left).as("%s lost: %s", lost, World.states(plan)).isGreaterThanOrEqualTo(replicas);
        }
    }

    private static boolean inTraffic(StackState state) {
        return state == StackState.ACTIVE || state == StackState.REMOVING;
    }

    /** All zones heal, and enough time passes for all to come home. */
    void heal() {
        for (String zone : zones) {
            leaving.remove(zone);
            dark.remove(zone);
            world.mendPods(zone).healthy(zone);
        }
        world.settle();
        world.pass(Duration.ofMinutes(6));
        world.settle();
    }

    ServicePlan plan() {
        return world.plan();
    }

    ServicePlan settle() {
        for (int round = 0; round < 60; round++) {
            ServicePlan plan = world.plan();
            check(plan);
            Map<String, Object> before = world.everything();
            if (capacity) {
                world.carryOut(plan);
            } else {
                world.carryOutWithoutNewPods(plan);
            }
            if (before.equals(world.everything())) {
                return plan;
            }
        }
        throw new AssertionError("no fixpoint: " + World.states(world.plan()));
    }

    Map<String, Integer> spread() {
        return spread(world);
    }

    Map<String, Integer> spreadWithoutTheIncident() {
        return spread(twin);
    }

    private static Map<String, Integer> spread(World of) {
        Map<String, Integer> spread = new TreeMap<>();
        of.plan()
                .stacks()
                .forEach(stack -> spread.put(stack.zone().name(), stack.fact().desired()));
        return spread;
    }
}
