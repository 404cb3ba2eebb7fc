package io.zonekeeper.core.disruption;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/** A service of three zones with budgets, written down zone by zone. */
record Budgets(SortedMap<String, BudgetZone> zones, Frame frame) {
    static final Duration ROTATE = Duration.ofMinutes(10);

    /** Zones a, b and c with two pods each and all budgets closed. */
    static Budgets closed() {
        SortedMap<String, BudgetZone> zones = new TreeMap<>();
        for (String zone : List.of("a", "b", "c")) {
            zones.put(zone, whole(zone, 2));
        }
        return new Budgets(zones, new Frame());
    }

    static BudgetZone whole(String zone, int pods) {
        return new BudgetZone(zone, Part.SERVING, pods, pods, true, Optional.of(closed(pods, pods)), new TreeSet<>());
    }

    static BudgetFact closed(int healthy, int expected) {
        return new BudgetFact(false, true, 0, 0, healthy, expected);
    }

    static BudgetFact open(int allowed) {
        return new BudgetFact(true, true, allowed, 0, 2, 2);
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

    Budgets noBudget(String zone) {
        return with(
                zone,
                was -> new BudgetZone(
                        zone, was.part(), was.desired(), was.ready(), true, Optional.empty(), was.draining()));
    }

    Budgets ready(String zone, int ready) {
        return with(
                zone,
                was -> new BudgetZone(zone, was.part(), was.desired(), ready, true, was.budget(), was.draining()));
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

    Budgets never() {
        return frame(changed -> changed.never = true);
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
                frame.never,
                ROTATE,
                List.of("a", "b", "c"),
                new ArrayList<>(zones.values()),
                frame.zoneInStep,
                frame.foreign);
    }

    /** What a plan says, as {@code a=CLOSED b=OPEN c=CLOSED}. */
    static String said(BudgetPlan plan) {
        StringBuilder said = new StringBuilder();
        for (Map.Entry<String, Opening> budget : plan.budgets().entrySet()) {
            said.append(said.isEmpty() ? "" : " ")
                    .append(budget.getKey())
                    .append('=')
                    .append(budget.getValue());
        }
        return said.toString();
    }

    /** What is seen beside the zones, where tests say it. */
    private static final class Frame {
        private int replicas = 6;
        private Duration age = Duration.ofDays(1);
        private boolean othersStart;
        private boolean never;
        private Optional<String> zoneInStep = Optional.empty();
        private List<String> foreign = List.of();

        private Frame() {}

        private Frame(Frame before) {
            replicas = before.replicas;
            age = before.age;
            othersStart = before.othersStart;
            never = before.never;
            zoneInStep = before.zoneInStep;
            foreign = before.foreign;
        }
    }
}
