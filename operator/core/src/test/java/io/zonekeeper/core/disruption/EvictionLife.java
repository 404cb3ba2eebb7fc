package io.zonekeeper.core.disruption;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
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
 * own pace and with a late view of what the others did. After each step it checks that never two zones lack pods, that
 * never two budgets let pods go, and that every pod is selected by a budget once there is one.
 */
final class EvictionLife {
    static final String SERVICE = "";

    private static final int PODS = 3;
    private static final Duration ROTATE = Duration.ofSeconds(30);
    private static final List<Part> PARTS = List.of(Part.SERVING, Part.SERVING, Part.MOVING, Part.BETWEEN);
    private static final List<MaxUnavailable> MAXIMA = List.of(
            new MaxUnavailable(1, false),
            new MaxUnavailable(2, false),
            new MaxUnavailable(20, true),
            new MaxUnavailable(100, true));

    private final Random random;
    private final MaxUnavailable maximum;
    private final boolean moves;
    private final Map<String, Zone> zones = new TreeMap<>();
    private final Map<String, Budget> budgets = new TreeMap<>();
    private final Set<String> wanted = new HashSet<>();
    private final Map<String, BudgetZone> cachedZones = new TreeMap<>();
    private final Map<String, Budget.Seen> cachedBudgets = new TreeMap<>();
    /** What the disruption controller sees of the pods: one view for all budgets. */
    private Map<String, Set<String>> seen = Map.of();

    private Instant now = Instant.parse("2026-11-24T12:00:00Z");
    private boolean kept;
    private int names;
    private int writes;

    EvictionLife(long seed) {
        this(seed, MAXIMA.get(new Random(seed).nextInt(MAXIMA.size())));
    }

    EvictionLife(long seed, MaxUnavailable maximum) {
        this(seed, maximum, false);
    }

    /**
     * One in which the nodes of a zone may cease to take its pods again, or its traffic goes, and later all is as
     * before.
     */
    static EvictionLife withMoves(long seed) {
        return new EvictionLife(seed, MAXIMA.get(new Random(seed).nextInt(MAXIMA.size())), true);
    }

    private EvictionLife(long seed, MaxUnavailable maximum, boolean moves) {
        this.moves = moves;
        this.random = new Random(seed);
        this.maximum = maximum;
        for (String name : List.of("a", "b", "c").subList(0, 1 + random.nextInt(3))) {
            Zone zone = new Zone(name);
            for (int pod = 0; pod < PODS; pod++) {
                zone.ready.add(newName());
            }
            zones.put(name, zone);
        }
        controllerSees();
        refresh();
    }

    /** Lets whatever may happen, happen in any order. */
    void live(int steps) {
        for (int step = 0; step < steps; step++) {
            Zone zone = List.copyOf(zones.values()).get(random.nextInt(zones.size()));
            switch (random.nextInt(moves ? 11 : 10)) {
                case 0, 1 -> zone.evictAny();
                case 2 -> zone.start();
                case 3 -> controllerSees();
                case 4 -> anyBudget().ifPresent(Budget::sync);
                case 5 -> refreshZone(zone);
                case 6 -> anyBudget().ifPresent(budget -> refreshBudget(budget.name));
                case 7 -> operate(random.nextInt(4));
                case 8 -> now = now.plusMillis(random.nextInt(20_000));
                case 10 -> become(zone, PARTS.get(random.nextInt(PARTS.size())));
                default -> zone.draining = random.nextInt(3) == 0;
            }
            check();
        }
    }

    /**
     * The operator decides itself what a zone is. Only a zone without a budget of its own is left here: the pods of
     * others serve nobody while that lets one go, which is beside what is checked.
     */
    private void become(Zone zone, Part part) {
        boolean selected = Optional.ofNullable(cachedBudgets.get(SERVICE))
                .filter(budget -> budget.selects.contains(zone.name))
                .isPresent();
        if (part != Part.BETWEEN
                || (selected && !cachedBudgets.containsKey(zone.name) && !budgets.containsKey(zone.name))) {
            zone.part = part;
            refreshZone(zone);
        }
    }

    /** Everyone does what is due, nobody dies, and somebody evicts all pods there are now; returns whether all went. */
    boolean evictAll(boolean withOperator) {
        zones.values().forEach(Zone::rest);
        return evicts(zones.values().stream().toList(), withOperator);
    }

    /** Returns whether a drain of a zone ends that evicts what is left again and again. */
    boolean drains(String name) {
        zones.values().forEach(Zone::rest);
        zones.get(name).draining = true;
        return evicts(List.of(zones.get(name)), true);
    }

    private boolean evicts(List<Zone> from, boolean withOperator) {
        wanted.clear();
        from.forEach(zone -> wanted.addAll(zone.ready));
        for (int round = 0; round < 400 && !wanted.isEmpty(); round++) {
            round(Duration.ofSeconds(1), withOperator);
            for (Zone zone : from) {
                wanted.stream().filter(zone.ready::contains).toList().forEach(zone::evict);
                check();
            }
            wanted.removeIf(pod -> from.stream().noneMatch(zone -> zone.ready.contains(pod)));
        }
        return wanted.isEmpty();
    }

    /** Nothing is drained, and everyone does what is due, until nothing changes any more. */
    void rest() {
        zones.values().forEach(Zone::rest);
        settle();
    }

    /** Returns how many writes come once all has settled. */
    int writesWhenSettled() {
        int before = writes;
        settle();
        return writes - before;
    }

    int writes() {
        return writes;
    }

    List<String> names() {
        return List.copyOf(zones.keySet());
    }

    /** Returns the names of the budgets that let pods go: of a zone, or of the service. */
    List<String> open() {
        return budgets.values().stream()
                .filter(budget -> budget.opening != Opening.CLOSED && budget.selectsAlone())
                .map(budget -> budget.name)
                .toList();
    }

    private void settle() {
        for (int round = 0; round < 20; round++) {
            round(Duration.ZERO, true);
        }
    }

    private void round(Duration time, boolean withOperator) {
        now = now.plus(time);
        for (Zone zone : zones.values()) {
            while (zone.starting > 0) {
                zone.start();
            }
        }
        controllerSees();
        budgets.values().forEach(Budget::sync);
        refresh();
        if (withOperator) {
            operate(Integer.MAX_VALUE);
        }
        check();
    }

    /** Plans from the cache and carries out so many writes before it dies; an opening is decided twice. */
    private void operate(int writesLeft) {
        BudgetObservation cached = observation(cachedBudgets);
        BudgetPlan plan = BudgetPlanner.plan(cached, now);
        int left = writesLeft;
        for (BudgetWrite write : plan.writes(cached)) {
            BudgetObservation asked = observation(asked());
            if (write.loosens() && !plan.confirmedBy(write, asked, BudgetPlanner.plan(asked, now))) {
                return;
            }
            left -= switch (write) {
                case BudgetWrite.OfService(ServiceBudget budget, boolean loosens) ->
                    make(SERVICE, budget.opening(), selected(budget.without()), left);
                case BudgetWrite.OfZone(String zone, Opening opening, boolean loosens) ->
                    make(zone, opening, Set.of(zone), left);
                case BudgetWrite.DeleteOthers(boolean loosens) -> deleteOthers(plan, left);
            };
            if (left < 0) {
                return;
            }
        }
    }

    private int make(String name, Opening opening, Set<String> selects, int left) {
        Budget.Seen before = cachedBudgets.get(name);
        if (before != null && before.opening == opening && before.selects.equals(selects)) {
            return 0;
        }
        if (left > 0) {
            Budget budget = budgets.computeIfAbsent(name, Budget::new);
            if (budget.generation == 0 || budget.opening != opening || !budget.selects.equals(selects)) {
                budget.generation++;
                writes++;
            }
            budget.opening = opening;
            budget.selects = Set.copyOf(selects);
            written(name);
        }
        return 1;
    }

    private int deleteOthers(BudgetPlan plan, int left) {
        int deleted = 0;
        for (String zone : zones.keySet()) {
            if (cachedBudgets.containsKey(zone) && !plan.zones().containsKey(zone)) {
                if (deleted < left) {
                    writes += budgets.remove(zone) == null ? 0 : 1;
                    written(zone);
                }
                deleted++;
            }
        }
        return deleted;
    }

    private void written(String name) {
        kept |= budgets.containsKey(SERVICE);
        check();
        if (random.nextBoolean()) {
            refreshBudget(name);
        }
    }

    private Set<String> selected(Set<String> without) {
        Set<String> selected = new TreeSet<>(zones.keySet());
        selected.removeAll(without);
        return selected;
    }

    private BudgetObservation observation(Map<String, Budget.Seen> known) {
        return new BudgetObservation(
                "shop/web",
                moves ? PODS : PODS * zones.size(),
                Duration.ofDays(1),
                false,
                true,
                maximum,
                ROTATE,
                List.of("a", "b", "c"),
                Optional.ofNullable(known.get(SERVICE)).map(seenBudget -> {
                    Set<String> without = new TreeSet<>(zones.keySet());
                    without.removeAll(seenBudget.selects);
                    return new ServiceBudgetFact(seenBudget.fact, new TreeSet<>(without));
                }),
                cachedZones.values().stream()
                        .map(zone -> withBudget(
                                zone,
                                Optional.ofNullable(known.get(zone.zone())).map(Budget.Seen::fact)))
                        .toList(),
                Optional.empty(),
                List.of());
    }

    private static BudgetZone withBudget(BudgetZone zone, Optional<BudgetFact> budget) {
        return new BudgetZone(
                zone.zone(), zone.part(), zone.desired(), zone.ready(), zone.settled(), budget, zone.draining());
    }

    private Map<String, Budget.Seen> asked() {
        Map<String, Budget.Seen> asked = new HashMap<>();
        budgets.forEach((name, budget) -> asked.put(name, budget.seen()));
        return asked;
    }

    private void refresh() {
        zones.values().forEach(this::refreshZone);
        Set<String> all = new HashSet<>(cachedBudgets.keySet());
        all.addAll(budgets.keySet());
        all.forEach(this::refreshBudget);
    }

    private void refreshZone(Zone zone) {
        cachedZones.put(
                zone.name,
                new BudgetZone(
                        zone.name,
                        zone.part,
                        PODS,
                        zone.ready.size(),
                        true,
                        Optional.empty(),
                        zone.draining ? new TreeSet<>(Set.of("node")) : new TreeSet<>()));
    }

    private void refreshBudget(String name) {
        if (budgets.containsKey(name)) {
            cachedBudgets.put(name, budgets.get(name).seen());
        } else {
            cachedBudgets.remove(name);
        }
    }

    private void controllerSees() {
        Map<String, Set<String>> view = new HashMap<>();
        zones.values().forEach(zone -> view.put(zone.name, Set.copyOf(zone.ready)));
        seen = view;
    }

    private void check() {
        assertThat(open()).as("budgets that let pods go").hasSizeLessThanOrEqualTo(1);
        assertThat(zones.values().stream()
                        .filter(zone -> zone.ready.size() < PODS)
                        .map(zone -> zone.name))
                .as("lacking pods at once")
                .hasSizeLessThanOrEqualTo(1);
        if (kept) {
            assertThat(zones.keySet())
                    .as("selected by a budget")
                    .allMatch(zone -> budgets.values().stream().anyMatch(budget -> budget.selects.contains(zone)));
        }
    }

    private Optional<Budget> anyBudget() {
        List<Budget> all = new ArrayList<>(budgets.values());
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
    }

    private String newName() {
        return "pod-" + names++;
    }

    /** One zone's pods. */
    private final class Zone {
        private final String name;
        private final Set<String> ready = new TreeSet<>();
        private int starting;
        private boolean draining;
        private Part part = Part.SERVING;

        Zone(String name) {
            this.name = name;
        }

        void rest() {
            draining = false;
            become(this, Part.SERVING);
        }

        /** As the eviction API decides: never under two budgets. Before there is one nobody evicts here. */
        void evict(String pod) {
            List<Budget> over = budgets.values().stream()
                    .filter(budget -> budget.selects.contains(name))
                    .toList();
            if (over.size() == 1 && over.getFirst().admits(pod)) {
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
    }

    /** A budget at the API server, and what the disruption controller counted for it. */
    private final class Budget {
        private final String name;
        private final Set<String> disrupted = new TreeSet<>();
        private Set<String> selects = Set.of();
        private Opening opening = Opening.CLOSED;
        private long generation;
        private long observedGeneration;
        private int allowed;
        private int healthy;
        private int expected;

        private record Seen(Opening opening, Set<String> selects, BudgetFact fact) {}

        Budget(String name) {
            this.name = name;
        }

        /** Kubernetes evicts no pod that two budgets select. */
        boolean selectsAlone() {
            return selects.stream()
                    .anyMatch(zone -> budgets.values().stream()
                            .allMatch(budget -> budget == this || !budget.selects.contains(zone)));
        }

        boolean admits(String pod) {
            if (observedGeneration < generation || allowed == 0) {
                return false;
            }
            allowed--;
            disrupted.add(pod);
            return true;
        }

        /** Counts what it sees, without those that the budget says are going. */
        void sync() {
            Set<String> pods = new TreeSet<>();
            selects.forEach(zone -> pods.addAll(seen.get(zone)));
            disrupted.retainAll(pods);
            healthy =
                    (int) pods.stream().filter(pod -> !disrupted.contains(pod)).count();
            expected = PODS * selects.size();
            int most = switch (opening) {
                case CLOSED -> 0;
                case ONE -> 1;
                case OPEN -> maximum.of(expected);
            };
            allowed = Math.max(0, healthy - (expected - most));
            observedGeneration = generation;
        }

        Seen seen() {
            return new Seen(
                    opening,
                    selects,
                    new BudgetFact(
                            opening != Opening.CLOSED,
                            observedGeneration >= generation,
                            allowed,
                            disrupted.size(),
                            healthy,
                            expected));
        }
    }
}
