package io.zonekeeper.core.model;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import io.zonekeeper.core.disruption.BudgetFact;
import io.zonekeeper.core.disruption.BudgetObservation;
import io.zonekeeper.core.disruption.BudgetPlan;
import io.zonekeeper.core.disruption.BudgetPlanner;
import io.zonekeeper.core.disruption.BudgetWrite;
import io.zonekeeper.core.disruption.BudgetZone;
import io.zonekeeper.core.disruption.MaxUnavailable;
import io.zonekeeper.core.disruption.Opening;
import io.zonekeeper.core.disruption.Part;
import io.zonekeeper.core.disruption.ServiceBudgetFact;
import io.zonekeeper.core.model.BudgetState.Act;
import io.zonekeeper.core.model.BudgetState.Budget;
import io.zonekeeper.core.model.BudgetState.Reconcile;
import io.zonekeeper.core.model.BudgetState.Shape;
import io.zonekeeper.core.model.BudgetState.Zone;
import io.zonekeeper.core.model.Explorer.Step;

import static io.zonekeeper.core.model.BudgetState.PODS;
import static io.zonekeeper.core.model.BudgetState.SERVICE;

/**
 * Evictions, drains and pods that are to be moved, while the budgets of a service are changed over.
 *
 * <ol>
 *   <li>A reconcile plans from what is there, then writes one budget after the other; before what loosens it asks
 *       again. Between any two writes anything may happen, and the process may end: so what it knows may be as old as
 *       that.
 *   <li>The API server evicts a pod that one budget selects, where that allows it: never under two. Before there was a
 *       budget nobody evicts.
 *   <li>The disruption controller has one view of the pods for all budgets, which may be late, and counts for each of
 *       them at another time.
 * </ol>
 */
final class BudgetModel implements Explorer.Model<BudgetState> {
    private static final Duration ROTATE = Duration.ofSeconds(30);
    private static final MaxUnavailable SEVERAL = new MaxUnavailable(PODS, false);
    /** Amid a turn. */
    private static final Instant FIRST_TURN = Instant.ofEpochSecond(90L * 20_000_000 + 15);

    private final List<String> zoneNames;
    private final boolean moves;
    private final int most;

    /**
     * Creates it.
     *
     * @param zones how many
     * @param moves whether nodes of a zone may cease to take its pods again
     * @param most how much may happen
     */
    BudgetModel(int zones, boolean moves, int most) {
        this.zoneNames = List.of("a", "b", "c").subList(0, zones);
        this.moves = moves;
        this.most = most;
    }

    @Override
    public List<BudgetState> beginnings() {
        SortedMap<String, Zone> zones = new TreeMap<>();
        zoneNames.forEach(zone -> zones.put(zone, new Zone(PODS, PODS, 0, false, Part.SERVING)));
        BudgetState state = new BudgetState(zones, new TreeMap<>(), false, 0, Optional.empty(), most);
        for (Optional<BudgetState> next = onward(state); next.isPresent(); next = onward(state)) {
            state = next.get();
        }
        return List.of(state);
    }

    @Override
    public List<Step<BudgetState>> steps(BudgetState state) {
        List<Step<BudgetState>> steps = new ArrayList<>(moves(state));
        if (state.under().isPresent()) {
            steps.add(new Step<>("the process ends", state.under(Optional.empty())));
        }
        if (state.happenings() > 0) {
            happen(state.happenings(state.happenings() - 1), steps);
        }
        return steps;
    }

    private List<Step<BudgetState>> moves(BudgetState state) {
        List<Step<BudgetState>> steps = new ArrayList<>();
        if (state.under().isPresent()) {
            Act act = state.under().get().acts().getFirst();
            steps.add(new Step<>("does: " + act, done(state, state.under().get())));
        } else {
            BudgetPlan plan = BudgetPlanner.plan(observation(state, state.zones()), now(state));
            List<Act> acts = acts(state, plan);
            if (acts.stream().anyMatch(act -> act.name().isPresent())) {
                steps.add(new Step<>(
                        "plans " + acts,
                        state.under(Optional.of(new Reconcile(plan, state.zones(), acts))),
                        blocked(state, acts)));
            }
        }
        state.zones().forEach((name, zone) -> {
            if (zone.ready() < PODS) {
                steps.add(new Step<>("a pod starts in " + name, state.zone(name, zone.started())));
            }
        });
        BudgetState looked = state.looked();
        if (!looked.equals(state)) {
            steps.add(new Step<>("the disruption controller sees the pods", looked));
        }
        state.budgets().forEach((name, budget) -> {
            Budget synced = synced(state, budget);
            if (!synced.equals(budget)) {
                steps.add(new Step<>("it counts for '" + name + "'", state.budget(name, Optional.of(synced))));
            }
        });
        return steps;
    }

    /** Nobody can evict a pod with two budgets: where it has one, a plan that is carried out leaves it with one. */
    private Optional<String> blocked(BudgetState state, List<Act> acts) {
        BudgetState after = state;
        for (Act act : acts) {
            if (act.name().isPresent()) {
                String name = act.name().get();
                after = after.budget(
                        name,
                        act.shape()
                                .map(shape -> written(
                                        Optional.ofNullable(state.budgets().get(name)), shape)));
            }
        }
        BudgetState then = after;
        return zoneNames.stream()
                .filter(zone -> then.over(zone).size() > 1 && state.over(zone).size() <= 1)
                .findFirst()
                .map(zone -> "two budgets would select the pods of %s: %s".formatted(zone, then.over(zone)));
    }

    private void happen(BudgetState state, List<Step<BudgetState>> steps) {
        state.zones().forEach((name, zone) -> {
            List<String> over = state.over(name);
            if (zone.ready() > 0
                    && over.size() == 1
                    && state.budgets().get(over.getFirst()).admits()) {
                Budget budget = state.budgets().get(over.getFirst()).admitted(name, zone.seen() > zone.gone());
                steps.add(new Step<>(
                        "a pod of " + name + " is evicted",
                        state.zone(name, zone.evicted()).budget(over.getFirst(), Optional.of(budget))));
            }
            steps.add(new Step<>(
                    name + (zone.draining() ? " is drained no more" : " is drained"),
                    state.zone(name, zone.draining(!zone.draining()))));
            if (moves) {
                Part next = zone.part() == Part.SERVING ? Part.MOVING : Part.SERVING;
                steps.add(new Step<>(name + " is " + next, state.zone(name, zone.part(next))));
            }
        });
        if (state.zones().values().stream().filter(Zone::draining).count() > 1) {
            steps.add(new Step<>("another turn", state.nextTurn()));
        }
    }

    private BudgetState done(BudgetState state, Reconcile reconcile) {
        Act act = reconcile.acts().getFirst();
        if (act.asks()) {
            BudgetObservation asked = observation(state, reconcile.known());
            BudgetPlan again = BudgetPlanner.plan(asked, now(state));
            if (!reconcile.plan().confirmedBy(act.of(), asked, again)) {
                return state.under(Optional.empty());
            }
        }
        List<Act> rest = reconcile.acts().subList(1, reconcile.acts().size());
        BudgetState after = state.under(
                rest.isEmpty()
                        ? Optional.empty()
                        : Optional.of(new Reconcile(reconcile.plan(), reconcile.known(), List.copyOf(rest))));
        return act.name()
                .map(name -> after.budget(
                        name,
                        act.shape()
                                .map(shape -> written(
                                        Optional.ofNullable(state.budgets().get(name)), shape))))
                .orElse(after);
    }

    private static Budget written(Optional<Budget> before, Shape shape) {
        if (before.filter(budget -> budget.shape().equals(shape)).isPresent()) {
            return before.get();
        }
        BudgetFact status = before.map(Budget::fact).orElse(new BudgetFact(false, false, 0, 0, 0, 0));
        return new Budget(
                shape,
                before.map(Budget::going).orElse(new TreeMap<>()),
                new BudgetFact(
                        shape.opening() != Opening.CLOSED,
                        false,
                        status.allowed(),
                        status.disrupted(),
                        status.healthy(),
                        status.expected()));
    }

    private Budget synced(BudgetState state, Budget budget) {
        int allowed = switch (budget.shape().opening()) {
            case CLOSED -> 0;
            case ONE -> 1;
            case OPEN -> PODS;
        };
        return budget.synced(state.zones(), allowed);
    }

    private List<Act> acts(BudgetState state, BudgetPlan plan) {
        List<Act> acts = new ArrayList<>();
        for (BudgetWrite write : plan.writes(observation(state, state.zones()))) {
            List<Act> own = switch (write) {
                case BudgetWrite.OfService(var budget, boolean loosens) ->
                    put(state, write, SERVICE, new Shape(budget.opening(), without(budget.without())));
                case BudgetWrite.OfZone(String zone, Opening opening, boolean loosens) ->
                    put(state, write, zone, new Shape(opening, new TreeSet<>(Set.of(zone))));
                case BudgetWrite.DeleteOthers(boolean loosens) ->
                    state.budgets().keySet().stream()
                            .filter(name ->
                                    !name.equals(SERVICE) && !plan.zones().containsKey(name))
                            .map(name -> new Act(write, false, Optional.of(name), Optional.empty()))
                            .toList();
            };
            if (write.loosens()) {
                acts.add(new Act(write, true, Optional.empty(), Optional.empty()));
            }
            acts.addAll(own);
        }
        return List.copyOf(acts);
    }

    private static List<Act> put(BudgetState state, BudgetWrite write, String name, Shape shape) {
        boolean same = Optional.ofNullable(state.budgets().get(name))
                .filter(budget -> budget.shape().equals(shape))
                .isPresent();
        return same ? List.of() : List.of(new Act(write, false, Optional.of(name), Optional.of(shape)));
    }

    private SortedSet<String> without(Set<String> left) {
        SortedSet<String> selected = new TreeSet<>(zoneNames);
        selected.removeAll(left);
        return selected;
    }

    private BudgetObservation observation(BudgetState state, SortedMap<String, Zone> known) {
        return new BudgetObservation(
                "shop/web",
                PODS * zoneNames.size(),
                Duration.ofDays(1),
                false,
                true,
                SEVERAL,
                ROTATE,
                zoneNames,
                Optional.ofNullable(state.budgets().get(SERVICE))
                        .map(budget -> new ServiceBudgetFact(
                                budget.fact(), without(budget.shape().selects()))),
                known.entrySet().stream()
                        .map(zone -> new BudgetZone(
                                zone.getKey(),
                                zone.getValue().part(),
                                PODS,
                                zone.getValue().ready(),
                                true,
                                Optional.ofNullable(state.budgets().get(zone.getKey()))
                                        .map(Budget::fact),
                                zone.getValue().draining() ? new TreeSet<>(Set.of("node")) : new TreeSet<>()))
                        .toList(),
                Optional.empty(),
                List.of());
    }

    private static Instant now(BudgetState state) {
        return FIRST_TURN.plus(ROTATE.multipliedBy(state.turn()));
    }

    @Override
    public Optional<String> wrong(BudgetState state) {
        List<String> open = state.budgets().entrySet().stream()
                .filter(budget -> budget.getValue().fact().open())
                .filter(budget -> budget.getValue().shape().selects().stream()
                        .anyMatch(zone -> state.over(zone).size() == 1))
                .map(Map.Entry::getKey)
                .toList();
        if (open.size() > 1) {
            return Optional.of("budgets that let pods go: " + open);
        }
        List<String> lacking = state.zones().entrySet().stream()
                .filter(zone -> zone.getValue().ready() < PODS)
                .map(Map.Entry::getKey)
                .toList();
        if (lacking.size() > 1) {
            return Optional.of("zones that lack pods at once: " + lacking);
        }
        return zoneNames.stream()
                .filter(zone -> state.kept() && state.over(zone).isEmpty())
                .findFirst()
                .map(zone -> "no budget selects the pods of " + zone);
    }

    @Override
    public boolean resting(BudgetState state) {
        return moves(state).isEmpty();
    }

    /** No node is drained, and each zone takes its pods again. */
    @Override
    public BudgetState mended(BudgetState state) {
        BudgetState mended = state.happenings(0);
        for (String name : zoneNames) {
            mended = mended.zone(name, mended.zones().get(name).draining(false).part(Part.SERVING));
        }
        return mended;
    }

    @Override
    public Optional<BudgetState> onward(BudgetState state) {
        List<Step<BudgetState>> moves = moves(state);
        return moves.isEmpty() ? Optional.empty() : Optional.of(moves.getFirst().to());
    }

    @Override
    public Optional<String> notAtHome(BudgetState state) {
        boolean whole = state.zones().values().stream().allMatch(zone -> zone.ready() == PODS);
        Shape rest = new Shape(zoneNames.size() > 1 ? Opening.ONE : Opening.OPEN, new TreeSet<>(zoneNames));
        boolean resting = state.budgets().keySet().equals(Set.of(SERVICE))
                && state.budgets().get(SERVICE).shape().equals(rest);
        return whole && resting ? Optional.empty() : Optional.of("there is more than one budget, or it is not open");
    }
}
