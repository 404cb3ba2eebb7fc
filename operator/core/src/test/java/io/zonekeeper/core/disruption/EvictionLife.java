package io.zonekeeper.core.disruption;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A service, those who evict its pods, the disruption controller and an operator that dies after any write, each at its
 * own pace and with a late view of what the others did. After each step it checks that never two budgets are open and
 * never two zones lack pods.
 */
final class EvictionLife {
    private static final int PODS = 3;
    private static final int MAX_UNAVAILABLE = 2;
    private static final Duration ROTATE = Duration.ofSeconds(30);

    private final Random random;
    private final Map<String, Zone> zones = new TreeMap<>();
    private final Set<String> wanted = new HashSet<>();
    private final Map<String, BudgetZone> cache = new TreeMap<>();
    private Instant now = Instant.parse("2026-11-24T12:00:00Z");
    private int names;
    private int writes;

    EvictionLife(long seed) {
        random = new Random(seed);
        for (String name : List.of("a", "b", "c").subList(0, 1 + random.nextInt(3))) {
            Zone zone = new Zone(name);
            for (int pod = 0; pod < PODS; pod++) {
                zone.ready.add(newName());
            }
            zone.controllerSees();
            zones.put(name, zone);
        }
        zones.keySet().forEach(this::refresh);
    }

    /** Lets whatever may happen, happen in any order. */
    void live(int steps) {
        for (int step = 0; step < steps; step++) {
            Zone zone = any();
            switch (random.nextInt(9)) {
                case 0, 1 -> zone.evictAny();
                case 2 -> zone.start();
                case 3 -> zone.controllerSees();
                case 4 -> zone.controllerSyncs();
                case 5 -> refresh(zone.name);
                case 6 -> operate(random.nextInt(4));
                case 7 -> now = now.plusMillis(random.nextInt(20_000));
                default -> zone.draining = random.nextInt(3) == 0;
            }
            check();
        }
    }

    /** Everyone does what is due, nobody dies, and somebody evicts all pods there are now; returns whether all went. */
    boolean evictAll() {
        zones.values().forEach(zone -> zone.draining = false);
        zones.values().forEach(zone -> wanted.addAll(zone.ready));
        for (int round = 0; round < 400 && !wanted.isEmpty(); round++) {
            round();
            for (Zone zone : zones.values()) {
                wanted.stream().filter(zone.ready::contains).toList().forEach(zone::evict);
                check();
            }
            wanted.removeIf(pod -> zones.values().stream().noneMatch(zone -> zone.ready.contains(pod)));
        }
        return wanted.isEmpty();
    }

    /** Opens where it is drained, as soon as all is well. */
    boolean opensWhereDrained(String name) {
        zones.values().forEach(zone -> zone.draining = zone.name.equals(name));
        for (int round = 0; round < 20; round++) {
            round();
        }
        return zones.get(name).open;
    }

    /** Returns how many writes come within a turn once all has settled. */
    int writesWhenSettled() {
        for (int round = 0; round < 20; round++) {
            round(Duration.ZERO);
        }
        int before = writes;
        for (int round = 0; round < 20; round++) {
            round(Duration.ZERO);
        }
        return writes - before;
    }

    List<String> names() {
        return List.copyOf(zones.keySet());
    }

    private void round() {
        round(Duration.ofSeconds(1));
    }

    private void round(Duration time) {
        now = now.plus(time);
        for (Zone zone : zones.values()) {
            while (zone.starting > 0) {
                zone.start();
            }
            zone.controllerSees();
            zone.controllerSyncs();
            refresh(zone.name);
        }
        operate(Integer.MAX_VALUE);
        check();
    }

    /** Plans from the cache and carries out so many writes before it dies; an opening is decided twice. */
    private void operate(int writesLeft) {
        BudgetPlan plan = BudgetPlanner.plan(observation(cache), now);
        int left = writesLeft;
        for (Map.Entry<String, Opening> budget : plan.budgets().entrySet()) {
            Zone zone = zones.get(budget.getKey());
            if (budget.getValue() == Opening.CLOSED
                    && (!zone.exists || cache.get(zone.name).open())
                    && left-- > 0) {
                write(zone, false);
            }
        }
        if (plan.open().isPresent() && plan.opens(observation(cache)) && left > 0) {
            Map<String, BudgetZone> asked = new TreeMap<>();
            cache.forEach((name, zone) ->
                    asked.put(name, withBudget(zone, zones.get(name).fact())));
            if (BudgetPlanner.plan(observation(asked), now).open().equals(plan.open())) {
                write(zones.get(plan.open().get()), true);
            }
        }
    }

    private void write(Zone zone, boolean open) {
        if (!zone.exists || zone.open != open) {
            zone.generation++;
        }
        zone.exists = true;
        zone.open = open;
        writes++;
        check();
        if (random.nextBoolean()) {
            cache.put(zone.name, withBudget(cache.get(zone.name), zone.fact()));
        }
    }

    private BudgetObservation observation(Map<String, BudgetZone> known) {
        return new BudgetObservation(
                "shop/web",
                PODS * zones.size(),
                Duration.ofDays(1),
                false,
                true,
                false,
                ROTATE,
                List.of("a", "b", "c"),
                new ArrayList<>(known.values()),
                Optional.empty(),
                List.of());
    }

    private void refresh(String name) {
        Zone zone = zones.get(name);
        cache.put(
                name,
                new BudgetZone(
                        name,
                        Part.SERVING,
                        PODS,
                        zone.ready.size(),
                        true,
                        zone.fact(),
                        zone.draining ? new TreeSet<>(Set.of("node")) : new TreeSet<>()));
    }

    private static BudgetZone withBudget(BudgetZone zone, Optional<BudgetFact> budget) {
        return new BudgetZone(
                zone.zone(), zone.part(), zone.desired(), zone.ready(), zone.settled(), budget, zone.draining());
    }

    private void check() {
        assertThat(zones.values().stream().filter(zone -> zone.open).map(zone -> zone.name))
                .as("open at once")
                .hasSizeLessThanOrEqualTo(1);
        assertThat(zones.values().stream()
                        .filter(zone -> zone.ready.size() < PODS)
                        .map(zone -> zone.name))
                .as("lacking pods at once")
                .hasSizeLessThanOrEqualTo(1);
    }

    private Zone any() {
        return List.copyOf(zones.values()).get(random.nextInt(zones.size()));
    }

    private String newName() {
        return "pod-" + names++;
    }

    /** One zone's pods and budget at the API server, and what the disruption controller sees of the pods. */
    private final class Zone {
        private final String name;
        private final Set<String> ready = new TreeSet<>();
        private final Set<String> disrupted = new TreeSet<>();
        private Set<String> seen = Set.of();
        private int starting;
        private boolean draining;
        private boolean exists;
        private boolean open;
        private long generation;
        private long observedGeneration;
        private int allowed;
        private int healthy;
        private int expected;

        Zone(String name) {
            this.name = name;
        }

        /** As the eviction API decides; before there is a budget nobody evicts here. */
        void evict(String pod) {
            if (exists && observedGeneration >= generation && allowed > 0) {
                allowed--;
                disrupted.add(pod);
                ready.remove(pod);
                starting++;
            }
        }

        void evictAny() {
            if (!ready.isEmpty()) {
                evict(List.copyOf(ready).get(random.nextInt(ready.size())));
            }
        }

        void start() {
            if (starting > 0) {
                starting--;
                ready.add(newName());
            }
        }

        void controllerSees() {
            seen = Set.copyOf(ready);
        }

        /** Counts what it sees, without those that the budget says are going. */
        void controllerSyncs() {
            if (!exists) {
                return;
            }
            disrupted.retainAll(seen);
            healthy =
                    (int) seen.stream().filter(pod -> !disrupted.contains(pod)).count();
            expected = PODS;
            allowed = Math.max(0, healthy - (expected - (open ? MAX_UNAVAILABLE : 0)));
            observedGeneration = generation;
        }

        Optional<BudgetFact> fact() {
            return exists
                    ? Optional.of(new BudgetFact(
                            open, observedGeneration >= generation, allowed, disrupted.size(), healthy, expected))
                    : Optional.empty();
        }
    }
}
