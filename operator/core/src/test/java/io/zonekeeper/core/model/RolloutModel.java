package io.zonekeeper.core.model;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import io.zonekeeper.core.model.Explorer.Step;
import io.zonekeeper.core.model.RolloutState.Template;
import io.zonekeeper.core.model.RolloutState.Write;
import io.zonekeeper.core.model.RolloutState.Zone;
import io.zonekeeper.core.rollout.Restarts;
import io.zonekeeper.core.rollout.RolloutPhase;
import io.zonekeeper.core.rollout.RolloutPlan;
import io.zonekeeper.core.rollout.RolloutPlanner;
import io.zonekeeper.core.rollout.RolloutSettings;
import io.zonekeeper.core.rollout.RolloutZone;
import io.zonekeeper.core.rollout.RolloutZone.Place;
import io.zonekeeper.core.rollout.StackPods;

import static io.zonekeeper.core.model.ModelTime.NOW;

/**
 * Templates that users give and take back while zones become suspect, are left and come home.
 *
 * <ol>
 *   <li>A reconcile writes the status first where a step begins; then workloads; then the status. Between any two
 *       writes anything may happen, and the process may end.
 *   <li>A workload replaces its pods once those of its template are ready; pods of a stuck one never are.
 *   <li>Health checks and the judge find at once what there is to find. Time passes only when all others have done what
 *       they can, so nothing is missed for being looked at too late, and a suspicion is over or its zone is left before
 *       any deadline; a halted rollout has none, and its zone may be suspect whenever it likes.
 * </ol>
 */
final class RolloutModel implements Explorer.Model<RolloutState> {
    private static final int PODS = 3;

    private final List<String> zoneNames;
    private final Set<Template> templates;
    private final boolean zonesFail;
    private final int most;
    private final RolloutSettings settings =
            new RolloutSettings(true, ModelTime.TICK, ModelTime.TICK.multipliedBy(2), false);

    /**
     * Creates it.
     *
     * @param zones how many
     * @param templates that users may give
     * @param zonesFail whether zones become suspect and are left
     * @param most how much may happen
     */
    RolloutModel(int zones, Set<Template> templates, boolean zonesFail, int most) {
        this.zoneNames = List.of("a", "b", "c").subList(0, zones);
        this.templates = Set.copyOf(templates);
        this.zonesFail = zonesFail;
        this.most = most;
    }

    @Override
    public List<RolloutState> beginnings() {
        TreeMap<String, Zone> zones = new TreeMap<>();
        zoneNames.forEach(zone -> zones.put(zone, new Zone(Template.GOOD, Template.GOOD, true, Place.SERVES)));
        RolloutState state = new RolloutState(Template.GOOD, zones, Optional.empty(), List.of(), most);
        for (Optional<RolloutState> next = onward(state); next.isPresent(); next = onward(state)) {
            state = next.get();
        }
        return List.of(state);
    }

    @Override
    public List<Step<RolloutState>> steps(RolloutState state) {
        List<Step<RolloutState>> steps = new ArrayList<>(moves(state));
        if (steps.isEmpty() && state.zones().values().stream().allMatch(Zone::leftOrTrusted)) {
            steps.add(new Step<>("a minute passes", state.later()));
        }
        if (!state.writes().isEmpty()) {
            steps.add(new Step<>("the process ends", state.writes(List.of())));
        }
        if (state.happenings() > 0) {
            happen(state.happenings(state.happenings() - 1), steps);
        }
        return steps;
    }

    private List<Step<RolloutState>> moves(RolloutState state) {
        List<Step<RolloutState>> steps = new ArrayList<>();
        if (state.writes().isEmpty()) {
            RolloutPlan plan = plan(state);
            List<Write> writes = writes(state, plan);
            if (!writes.isEmpty()) {
                steps.add(new Step<>("plans " + writes, state.writes(writes), wrong(state, plan)));
            }
        } else {
            steps.add(new Step<>("writes " + state.writes().getFirst(), written(state)));
        }
        state.zones().forEach((name, zone) -> {
            if (!zone.complete() && zone.told() != Template.STUCK) {
                steps.add(new Step<>("the pods of " + name + " are replaced", state.zone(name, zone.replaced())));
            }
        });
        return steps;
    }

    private static RolloutState written(RolloutState state) {
        RolloutState rest =
                state.writes(state.writes().subList(1, state.writes().size()));
        return switch (state.writes().getFirst()) {
            case Write.Status(var memory) -> rest.remembers(memory);
            case Write.Give(var zone, var template) ->
                rest.zone(zone, rest.zones().get(zone).told(template));
        };
    }

    private void happen(RolloutState state, List<Step<RolloutState>> steps) {
        templates.stream()
                .sorted()
                .filter(template -> template != state.wanted())
                .forEach(template -> steps.add(new Step<>("a user gives " + template, state.wants(template))));
        if (!zonesFail) {
            return;
        }
        state.zones().forEach((name, zone) -> {
            boolean late = state.memory()
                    .filter(step -> step.phase() != RolloutPhase.HALTED)
                    .filter(step -> !NOW.isBefore(step.since().plus(settings.deadline())))
                    .isPresent();
            if (!zone.trusted() || !late) {
                steps.add(new Step<>(
                        name + (zone.trusted() ? " becomes suspect" : " is trusted again"),
                        state.zone(name, zone.trusted(!zone.trusted()))));
            }
            boolean others = state.zones().entrySet().stream()
                    .anyMatch(other -> !other.getKey().equals(name)
                            && other.getValue().place() == Place.SERVES
                            && other.getValue().trusted());
            Optional<Place> next = switch (zone.place()) {
                case SERVES -> others ? Optional.of(Place.LEFT) : Optional.empty();
                case LEFT -> zone.trusted() ? Optional.of(Place.COMING_HOME) : Optional.empty();
                case COMING_HOME -> Optional.of(zone.comesHome() ? Place.SERVES : Place.LEFT);
                case REMOVING -> Optional.empty();
            };
            // Where a zone stands is written by the same reconcile, never amid its other writes.
            next.filter(place -> state.writes().isEmpty())
                    .ifPresent(place -> steps.add(new Step<>(name + " is " + place, state.zone(name, zone.at(place)))));
        });
    }

    private RolloutPlan plan(RolloutState state) {
        List<RolloutZone> zones = new ArrayList<>();
        state.zones()
                .forEach((name, zone) -> zones.add(new RolloutZone(
                        name,
                        zone.place(),
                        zone.trusted(),
                        true,
                        Optional.of(zone.told().name()),
                        PODS,
                        PODS,
                        true,
                        zone.complete(),
                        Optional.empty(),
                        zone.failing(),
                        Restarts.NONE,
                        StackPods.of(zone.complete() ? 0 : PODS))));
        return RolloutPlanner.plan("shop/web", state.wanted().name(), settings, zones, state.memory(), NOW);
    }

    private static List<Write> writes(RolloutState state, RolloutPlan plan) {
        List<Write> writes = new ArrayList<>();
        if (plan.begins()) {
            writes.add(new Write.Status(plan.memory()));
        }
        plan.templates().forEach((zone, template) -> {
            if (!state.zones().get(zone).told().name().equals(template)) {
                writes.add(new Write.Give(zone, Template.valueOf(template)));
            }
        });
        if (!plan.begins() && !state.memory().equals(Optional.of(plan.memory()))) {
            writes.add(new Write.Status(plan.memory()));
        }
        return writes;
    }

    /** A rollout that every zone has done begins no more; a zone that is whole is touched only while all others are. */
    private static Optional<String> wrong(RolloutState state, RolloutPlan plan) {
        boolean done = state.memory()
                        .filter(known -> known.phase() == RolloutPhase.COMPLETE)
                        .filter(known -> known.revision().equals(state.wanted().name()))
                        .isPresent()
                && state.zones().values().stream().allMatch(zone -> zone.told() == state.wanted());
        if (done && plan.memory().phase() != RolloutPhase.COMPLETE) {
            return Optional.of("it was complete and is " + plan.memory().phase());
        }
        List<String> touched = state.zones().entrySet().stream()
                .filter(zone -> zone.getValue().place() == Place.SERVES
                        && !zone.getValue()
                                .told()
                                .name()
                                .equals(plan.templates().get(zone.getKey())))
                .map(Map.Entry::getKey)
                .toList();
        if (touched.size() > 1) {
            return Optional.of("zones %s are touched at once".formatted(touched));
        }
        boolean whole =
                touched.stream().allMatch(zone -> state.zones().get(zone).complete());
        Optional<String> other = state.zones().entrySet().stream()
                .filter(zone -> !touched.contains(zone.getKey()))
                .filter(zone -> zone.getValue().place() == Place.SERVES
                        && zone.getValue().trusted()
                        && !zone.getValue().complete())
                .map(Map.Entry::getKey)
                .findFirst();
        return !touched.isEmpty() && whole && other.isPresent()
                ? Optional.of("%s is touched while %s is not whole".formatted(touched, other.get()))
                : Optional.empty();
    }

    @Override
    public Optional<String> wrong(RolloutState state) {
        for (Template template : Template.values()) {
            List<String> have = state.zones().entrySet().stream()
                    .filter(zone -> zone.getValue().told() == template
                            && zone.getValue().place() == Place.SERVES)
                    .map(Map.Entry::getKey)
                    .toList();
            if (template.bad() && have.size() > 1) {
                return Optional.of("%s has passed its first zone: %s".formatted(template, have));
            }
        }
        return Optional.empty();
    }

    @Override
    public boolean resting(RolloutState state) {
        return moves(state).isEmpty();
    }

    /** A user gives a good template, and all zones are well and home. */
    @Override
    public RolloutState mended(RolloutState state) {
        RolloutState mended = state.happenings(0);
        if (state.wanted().bad()) {
            mended = mended.wants(Template.BETTER);
        }
        for (String name : zoneNames) {
            Zone zone = mended.zones().get(name).trusted(true);
            mended = mended.zone(name, zone.place() == Place.SERVES ? zone : zone.at(Place.COMING_HOME));
        }
        return mended;
    }

    @Override
    public Optional<RolloutState> onward(RolloutState state) {
        List<Step<RolloutState>> moves = moves(state);
        if (!moves.isEmpty()) {
            return Optional.of(moves.getFirst().to());
        }
        for (Map.Entry<String, Zone> zone : state.zones().entrySet()) {
            if (zone.getValue().place() == Place.COMING_HOME && zone.getValue().comesHome()) {
                return Optional.of(state.zone(zone.getKey(), zone.getValue().at(Place.SERVES)));
            }
        }
        RolloutState later = state.later();
        return later.equals(state) ? Optional.empty() : Optional.of(later);
    }

    @Override
    public Optional<String> notAtHome(RolloutState state) {
        boolean all = state.zones().values().stream()
                .allMatch(zone -> zone.told() == state.wanted() && zone.complete() && zone.place() == Place.SERVES);
        boolean complete = state.memory()
                .filter(known -> known.phase() == RolloutPhase.COMPLETE
                        && known.revision().equals(state.wanted().name()))
                .isPresent();
        return all && complete ? Optional.empty() : Optional.of("not every zone has " + state.wanted());
    }
}
