package io.zonekeeper.core.model;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import io.zonekeeper.core.disruption.BudgetFact;
import io.zonekeeper.core.disruption.BudgetPlan;
import io.zonekeeper.core.disruption.BudgetWrite;
import io.zonekeeper.core.disruption.Opening;
import io.zonekeeper.core.disruption.Part;

/**
 * The pods and budgets of a service, what the disruption controller has seen of them, and what a reconcile under way
 * has still to write.
 *
 * @param zones by name
 * @param budgets by the name of their zone; that of the service by {@link #SERVICE}
 * @param kept whether there was a budget of the service once
 * @param turn counts the turns of zones that are drained
 * @param under the reconcile under way; empty for none
 * @param happenings how much more may happen
 */
record BudgetState(
        SortedMap<String, Zone> zones,
        SortedMap<String, Budget> budgets,
        boolean kept,
        int turn,
        Optional<Reconcile> under,
        int happenings) {
    static final String SERVICE = "";
    static final int PODS = 2;

    /**
     * A zone.
     *
     * @param ready pods that serve
     * @param seen pods that the disruption controller takes to serve
     * @param gone how many of those were evicted meanwhile
     * @param draining whether nodes of it are drained
     * @param part what its pods are to the service
     */
    record Zone(int ready, int seen, int gone, boolean draining, Part part) {
        Zone evicted() {
            boolean unseen = seen == gone;
            return new Zone(ready - 1, seen, unseen ? gone : gone + 1, draining, part);
        }

        Zone started() {
            return new Zone(ready + 1, seen, gone, draining, part);
        }

        Zone looked() {
            return new Zone(ready, ready, 0, draining, part);
        }

        Zone draining(boolean now) {
            return new Zone(ready, seen, gone, now, part);
        }

        Zone part(Part now) {
            return new Zone(ready, seen, gone, draining, now);
        }

        @Override
        public String toString() {
            return ready
                    + (seen == ready && gone == 0 ? "" : " (seen " + seen + ", " + gone + " gone)")
                    + (draining ? " draining" : "")
                    + (part == Part.SERVING ? "" : " " + part);
        }
    }

    /**
     * A budget at the API server.
     *
     * @param shape its spec
     * @param going by zone, pods whose eviction it admitted and that the disruption controller takes to serve
     * @param fact its status
     */
    record Budget(Shape shape, SortedMap<String, Integer> going, BudgetFact fact) {
        boolean admits() {
            return fact.observed() && fact.allowed() > 0;
        }

        Budget admitted(String zone, boolean seen) {
            SortedMap<String, Integer> more = new TreeMap<>(going);
            if (seen) {
                more.merge(zone, 1, Integer::sum);
            }
            return new Budget(
                    shape,
                    more,
                    new BudgetFact(
                            fact.open(),
                            fact.observed(),
                            fact.allowed() - 1,
                            fact.disrupted() + 1,
                            fact.healthy(),
                            fact.expected()));
        }

        Budget looked() {
            return new Budget(shape, new TreeMap<>(), fact);
        }

        /** As the disruption controller counts: pods that it takes to serve, without those that are going. */
        Budget synced(Map<String, Zone> zones, int most) {
            SortedMap<String, Integer> selected = new TreeMap<>(going);
            selected.keySet().retainAll(shape.selects());
            int disrupted =
                    selected.values().stream().mapToInt(Integer::intValue).sum();
            int healthy = shape.selects().stream()
                            .mapToInt(zone -> zones.get(zone).seen())
                            .sum()
                    - disrupted;
            int expected = PODS * shape.selects().size();
            int allowed = Math.max(0, healthy - (expected - most));
            return new Budget(
                    shape,
                    selected,
                    new BudgetFact(shape.opening() != Opening.CLOSED, true, allowed, disrupted, healthy, expected));
        }

        @Override
        public String toString() {
            return shape + (fact.observed() ? "" : " unobserved") + " allows " + fact.allowed() + " going " + going
                    + " " + fact.healthy() + "/" + fact.expected();
        }
    }

    /** The spec of a budget. */
    record Shape(Opening opening, SortedSet<String> selects) {
        Shape {
            selects = new TreeSet<>(selects);
        }

        @Override
        public String toString() {
            return opening + " " + selects;
        }
    }

    /**
     * A reconcile under way.
     *
     * @param plan what it planned
     * @param known the zones as it planned from them
     * @param acts what it has still to do
     */
    record Reconcile(BudgetPlan plan, SortedMap<String, Zone> known, List<Act> acts) {}

    /**
     * One write, or the question before one.
     *
     * @param of what it belongs to
     * @param asks whether the API server is asked first whether the plan still holds
     * @param name of the budget; empty where nothing is written
     * @param shape as it is made; empty where it is deleted
     */
    record Act(BudgetWrite of, boolean asks, Optional<String> name, Optional<Shape> shape) {
        @Override
        public String toString() {
            return (asks ? "ask, then " : "")
                    + name.map(budget -> "'" + budget + "' "
                                    + shape.map(Shape::toString).orElse("deleted"))
                            .orElse("nothing");
        }
    }

    BudgetState zone(String name, Zone zone) {
        SortedMap<String, Zone> changed = new TreeMap<>(zones);
        changed.put(name, zone);
        return new BudgetState(changed, budgets, kept, turn, under, happenings);
    }

    BudgetState budget(String name, Optional<Budget> budget) {
        SortedMap<String, Budget> changed = new TreeMap<>(budgets);
        budget.ifPresentOrElse(made -> changed.put(name, made), () -> changed.remove(name));
        return new BudgetState(zones, changed, kept || name.equals(SERVICE), turn, under, happenings);
    }

    BudgetState under(Optional<Reconcile> now) {
        return new BudgetState(zones, budgets, kept, turn, now, happenings);
    }

    BudgetState happenings(int left) {
        return new BudgetState(zones, budgets, kept, turn, under, left);
    }

    BudgetState nextTurn() {
        return new BudgetState(zones, budgets, kept, (turn + 1) % zones.size(), under, happenings);
    }

    /** The disruption controller's view of the pods, one for all budgets, is up to date. */
    BudgetState looked() {
        SortedMap<String, Zone> seen = new TreeMap<>(zones);
        seen.replaceAll((name, zone) -> zone.looked());
        SortedMap<String, Budget> cleared = new TreeMap<>(budgets);
        cleared.replaceAll((name, budget) -> budget.looked());
        return new BudgetState(seen, cleared, kept, turn, under, happenings);
    }

    /** The budgets that select a zone's pods. */
    List<String> over(String zone) {
        return budgets.entrySet().stream()
                .filter(budget -> budget.getValue().shape().selects().contains(zone))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public String toString() {
        return "turn " + turn + " " + zones + " budgets " + budgets
                + under.map(reconcile -> " to do " + reconcile.acts()).orElse("");
    }
}
