package io.zonekeeper.core.evacuation;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.zonekeeper.core.Refusal;

/**
 * Moves each stack of a service one state on.
 *
 * <ol>
 *   <li><b>Born away.</b> A stack that is still to be made in a zone that is to be left starts as Drained, or as
 *       Shedding where nothing is replaced: there is no traffic to take from it.
 *   <li><b>On the way</b>, for stacks without traffic:
 *       <ul>
 *         <li>Shedding, nothing drained yet: home at once when it may return and is whole; else Replacing; where
 *             nothing is replaced it stays. Left for someone else's cordon, it stays too and keeps its pods, though
 *             they are replaced elsewhere, and comes home when the cordon is lifted.
 *         <li>Replacing: Returning when it may return, else Drained once all replacements are ready, be the zone healed
 *             or not.
 *         <li>Drained: Returning when it may return. Nothing returns to a zone in which no node takes pods.
 *         <li>Returning: Active when it is whole. Told to leave, no longer known to be healthy, or without a node that
 *             takes its pods, it goes back to Replacing, and that is Drained at once while the replacements are still
 *             there.
 *       </ul>
 *   <li><b>Leaving traffic.</b> Active stacks that are to be left are put to the {@link TrafficGuards} one by one:
 *       those in the dark first, from which nothing is lost, then by name. Those that pass are Shedding.
 *   <li><b>Last guard.</b> While no zone with traffic has a pod that answers, stacks that were left before and have
 *       some stand in: they get traffic, for a selector that leaves no ready pod is never kept. They stay in their
 *       state, and lose it again when the others have as many as the floor asks for: that others are not ready is no
 *       way home.
 * </ol>
 *
 * <p>Invariants: a stack moves at most one state at a time; traffic is taken only by step 3 and only within its guards;
 * without orders and without memory every stack is Active; the result follows from the situation alone, so whoever
 * plans next goes on from the status.
 */
final class StateMachine {
    private final Situation situation;
    private final EvacuationTargets targets;
    private final TrafficGuards guards;
    private final Map<String, StackState> states = new TreeMap<>();
    private final Map<String, Refusal> refusals = new TreeMap<>();
    private final Set<String> standIns = new TreeSet<>();

    private StateMachine(Situation situation, EvacuationTargets targets) {
        this.situation = situation;
        this.targets = targets;
        this.guards = new TrafficGuards(situation, targets);
    }

    static StateMachine run(Situation situation, EvacuationTargets targets) {
        StateMachine machine = new StateMachine(situation, targets);
        situation.stands().forEach(machine::goOn);
        situation.stands().stream()
                .filter(stand -> situation.served(stand) && stand.leaves())
                .filter(stand -> machine.state(stand) == StackState.ACTIVE)
                .sorted(Comparator.comparing((ZoneStand stand) -> !stand.dark()).thenComparing(ZoneStand::zone))
                .forEach(machine::leave);
        machine.standIn();
        return machine;
    }

    StackState state(ZoneStand stand) {
        return states.get(stand.zone());
    }

    /** Returns whether a zone gets traffic although it was evacuated, for want of a ready pod in any other. */
    boolean standsIn(ZoneStand stand) {
        return standIns.contains(stand.zone());
    }

    /** Returns why a zone that is to be left has its traffic still. */
    Optional<Refusal> refusal(ZoneStand stand) {
        return Optional.ofNullable(refusals.get(stand.zone()));
    }

    /** Returns the refusals in the order of the zones. */
    List<Refusal> refusals() {
        return new ArrayList<>(refusals.values());
    }

    private void goOn(ZoneStand stand) {
        states.put(stand.zone(), bornAway(stand) ? firstState(stand) : next(stand));
    }

    private boolean bornAway(ZoneStand stand) {
        return stand.unborn()
                && stand.leaves()
                && acts()
                && situation.switchable(stand)
                && situation.hasZoneToStayIn()
                && !guards.patient(stand);
    }

    private StackState firstState(ZoneStand stand) {
        return replaced(stand) ? StackState.DRAINED : StackState.SHEDDING;
    }

    private StackState next(ZoneStand stand) {
        return switch (situation.before(stand)) {
            case ACTIVE, REMOVING -> StackState.ACTIVE;
            case SHEDDING -> afterShedding(stand);
            case REPLACING -> situation.mayRefill(stand) ? StackState.RETURNING : replacingOrDrained();
            case DRAINED -> situation.mayRefill(stand) ? StackState.RETURNING : StackState.DRAINED;
            case RETURNING -> {
                if (Situation.healthySince(stand).isEmpty() || !stand.present()) {
                    yield replacingOrDrained();
                }
                yield whole(stand) ? StackState.ACTIVE : StackState.RETURNING;
            }
        };
    }

    private StackState afterShedding(ZoneStand stand) {
        boolean uncordoned = situation.leftByOthers(stand) && !stand.leaves();
        if ((uncordoned || situation.mayReturn(stand)) && whole(stand)) {
            return StackState.ACTIVE;
        }
        if (!replaced(stand) || situation.leftByOthers(stand)) {
            return StackState.SHEDDING;
        }
        return situation.mayRefill(stand) ? StackState.RETURNING : StackState.REPLACING;
    }

    private void leave(ZoneStand stand) {
        if (!acts() || guards.patient(stand)) {
            return;
        }
        guards.refusal(stand)
                .ifPresentOrElse(
                        refusal -> refusals.put(stand.zone(), refusal),
                        () -> states.put(stand.zone(), StackState.SHEDDING));
    }

    private void standIn() {
        int answering = situation.stands().stream()
                        .filter(stand -> state(stand) == StackState.ACTIVE)
                        .mapToInt(ZoneStand::answering)
                        .sum()
                + situation.departing().stream()
                        .filter(stand -> !stand.away())
                        .mapToInt(ZoneStand::answering)
                        .sum();
        int floor = situation.settings().floor(situation.replicas());
        for (ZoneStand stand : situation.stands()) {
            boolean needed = answering == 0 || (stand.standsIn() && answering < floor);
            if (state(stand) != StackState.ACTIVE && stand.answering() > 0 && needed) {
                standIns.add(stand.zone());
                refusals.put(
                        stand.zone(),
                        new Refusal(
                                "NoReadyPodElsewhere",
                                "%s is evacuated, but gets traffic to its %d ready pods: the other zones have %d, and have to have %d; see why their pods are not ready"
                                        .formatted(stand.zone(), stand.answering(), answering, Math.max(1, floor))));
            }
        }
    }

    private StackState replacingOrDrained() {
        return targets.replaced(situation.stands()) ? StackState.DRAINED : StackState.REPLACING;
    }

    private boolean acts() {
        return situation.settings().action() != EvacuationSettings.Action.OBSERVE;
    }

    private boolean replaced(ZoneStand stand) {
        return targets.roles().get(stand.zone()) == Role.REPLACED;
    }

    private boolean whole(ZoneStand stand) {
        return stand.wholeWith(targets.home(stand.zone()));
    }
}
