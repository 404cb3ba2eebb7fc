package io.zonekeeper.core.disruption;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A service of three zones with its budgets. */
record Budgets(SortedMap<String, BudgetZone> zones, Frame frame) {
    static final Duration ROTATE = Duration.ofMinutes(10);

    /** Zones a, b and c with two pods each, at rest: one budget over all of them. */
    static Budgets resting() {
        SortedMap<String, BudgetZone> zones = new TreeMap<>();
        for (String zone : List.of("a", "b", "c")) {
            zones.put(zone, whole(zone, 2));
        }
        return new Budgets(zones, new Frame()).service(open(1));
    }

    static BudgetZone whole(String zone, int pods) {
        return new BudgetZone(zone, Part.SERVING, pods, pods, true, Optional.empty(), new TreeSet<>());
    }

    static BudgetFact closed(int healthy, int expected) {
        return new BudgetFact(false, true, 0, 0, healthy, expected);
    }

    static BudgetFact open(int allowed) {
        return new BudgetFact(true, true, allowed, 0, 2, 2);
    }

    /** The budget over the zones. */
    Budgets service(BudgetFact fact, String... without) {
        return frame(
                changed -> changed.budget = Optional.of(new ServiceBudgetFact(fact, new TreeSet<>(List.of(without)))));
    }

    Budgets noBudget() {
        return frame(changed -> changed.budget = Optional.empty());
    }

    /** How many may go at once, in one zone. */
    Budgets maximum(int value) {
        return frame(changed -> changed.maximum = new MaxUnavailable(value, false));
    }

    Budgets percent(int value) {
        return frame(changed -> changed.maximum = new MaxUnavailable(value, true));
    }

    Budgets with(String zone, UnaryOperator<BudgetZone> change) {
        SortedMap<String, BudgetZone> changed = new TreeMap<>(zones);
        changed.compute(zone, (name, before) -> change.apply(before));
        return new Budgets(changed, frame);
    }

    Budgets budget(String zone, BudgetFact budget) {
        return with(
                zone,
                was -> new BudgetZone(
                        zone, was.part(), was.desired(), was.ready(), true, Optional.of(budget), was.draining()));
    }

    Budgets ready(String zone, int ready) {
        return with(
                zone,
                was -> new BudgetZone(zone, was.part(), was.desired(), ready, true, was.budget(), was.draining()));
    }

    Budgets desired(String zone, int desired) {
        return with(
                zone,
                was -> new BudgetZone(zone, was.part(), desired, was.ready(), true, was.budget(), was.draining()));
    }

    Budgets part(String zone, Part part) {
        return with(
                zone,
                was -> new BudgetZone(zone, part, was.desired(), was.ready(), true, was.budget(), was.draining()));
    }

    Budgets draining(String zone, String... nodes) {
        return with(
                zone,
                was -> new BudgetZone(
                        zone,
                        was.part(),
                        was.desired(),
                        was.ready(),
                        true,
                        was.budget(),
                        new TreeSet<>(List.of(nodes))));
    }

    Budgets only(String... names) {
        SortedMap<String, BudgetZone> left = new TreeMap<>();
        for (String name : names) {
            left.put(name, zones.get(name));
        }
        return new Budgets(left, frame);
    }

    private Budgets frame(Consumer<Frame> change) {
        Frame changed = new Frame(frame);
        change.accept(changed);
        return new Budgets(zones, changed);
    }

    Budgets foreign(String... names) {
        return frame(changed -> changed.foreign = List.of(names));
    }

    Budgets inStep(String zone) {
        return frame(changed -> changed.zoneInStep = Optional.of(zone));
    }

    Budgets aged(Duration age) {
        return frame(changed -> changed.age = age);
    }

    /** Another service was started a moment ago. */
    Budgets othersStart() {
        return frame(changed -> changed.othersStart = true);
    }

    Budgets replicas(int replicas) {
        return frame(changed -> changed.replicas = replicas);
    }

    BudgetObservation observed() {
        return new BudgetObservation(
                "shop/web",
                frame.replicas,
                frame.age,
                frame.othersStart,
                true,
                frame.maximum,
                ROTATE,
                List.of("a", "b", "c"),
                frame.budget,
                new ArrayList<>(zones.values()),
                frame.zoneInStep,
                frame.foreign);
    }

    /** What a plan says, as {@code *-b=CLOSED b=OPEN}: all zones but b are closed, b is open. */
    static String said(BudgetPlan plan) {
        List<String> said = new ArrayList<>();
        plan.service().ifPresent(budget -> {
            String without = budget.without().isEmpty() ? "" : "-" + String.join("-", budget.without());
            said.add("*" + without + "=" + budget.opening());
        });
        plan.zones().forEach((zone, opening) -> said.add(zone + "=" + opening));
        return String.join(" ", said);
    }

    /** What is seen beside the zones, where tests say it. */
    private static final class Frame {
        private int replicas = 6;
        private Duration age = Duration.ofDays(1);
        private boolean othersStart;
        private MaxUnavailable maximum = new MaxUnavailable(1, false);
        private Optional<ServiceBudgetFact> budget = Optional.empty();
        private Optional<String> zoneInStep = Optional.empty();
        private List<String> foreign = List.of();

        private Frame() {}

        private Frame(Frame before) {
            replicas = before.replicas;
            age = before.age;
            othersStart = before.othersStart;
            maximum = before.maximum;
            budget = before.budget;
            zoneInStep = before.zoneInStep;
            foreign = before.foreign;
        }
    }
}
