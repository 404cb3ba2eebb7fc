package io.zonekeeper.core.evacuation;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.ServiceReason;

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
 *             they are replaced elsewhere, and fails back when the cordon is lifted.
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
 *       failback.
 * </ol>
 *
 * <p>Invariants: a stack moves at most one state at a time; traffic is taken only by step 3 and only within its guards;
 * without orders and without memory every stack is Active; the result follows from the situation alone, so whoever
 * plans next continues from the status.
 */
final class StateMachine {
    private final EvacuationInput input;
    private final EvacuationTargets targets;
    private final TrafficGuards guards;
    private final Map<String, StackState> states = new TreeMap<>();
    private final Map<String, Refusal> refusals = new TreeMap<>();
    private final Set<String> standIns = new TreeSet<>();

    private StateMachine(EvacuationInput input, EvacuationTargets targets) {
        this.input = input;
        this.targets = targets;
        this.guards = new TrafficGuards(input, targets);
    }

    static StateMachine run(EvacuationInput input, EvacuationTargets targets) {
        StateMachine machine = new StateMachine(input, targets);
        input.zones().forEach(machine::goOn);
        input.zones().stream()
                .filter(zone -> input.served(zone) && zone.leaves())
                .filter(zone -> machine.state(zone) == StackState.ACTIVE)
                .sorted(Comparator.comparing((EvacuationZone zone) -> !zone.dark())
                        .thenComparing(EvacuationZone::zone))
                .forEach(machine::leave);
        machine.standIn();
        return machine;
    }

    StackState state(EvacuationZone zone) {
        return states.get(zone.zone());
    }

    /** Returns whether a zone gets traffic although it was evacuated, for want of a ready pod in any other. */
    boolean standsIn(EvacuationZone zone) {
        return standIns.contains(zone.zone());
    }

    /** Returns why a zone that is to be left has its traffic still. */
    Optional<Refusal> refusal(EvacuationZone zone) {
        return Optional.ofNullable(refusals.get(zone.zone()));
    }

    /** Returns the refusals in the order of the zones. */
    List<Refusal> refusals() {
        return new ArrayList<>(refusals.values());
    }

    /** Returns when time alone moves a stack on. */
    Optional<Instant> nextByTime() {
        return input.zones().stream()
                .flatMap(zone -> switch (state(zone)) {
                    case SHEDDING, REPLACING, DRAINED -> input.homeFrom(zone).stream();
                    case ACTIVE -> TrafficGuards.hurriesFrom(zone).stream();
                    case RETURNING, REMOVING -> Stream.<Instant>empty();
                })
                .filter(time -> time.isAfter(input.now()))
                .min(Instant::compareTo);
    }

    private void goOn(EvacuationZone zone) {
        states.put(zone.zone(), bornAway(zone) ? firstState(zone) : next(zone));
    }

    private boolean bornAway(EvacuationZone zone) {
        return zone.unborn()
                && zone.leaves()
                && acts()
                && input.switchable(zone)
                && input.hasZoneToStayIn()
                && !guards.patient(zone);
    }

    private StackState firstState(EvacuationZone zone) {
        return replaced(zone) ? StackState.DRAINED : StackState.SHEDDING;
    }

    private StackState next(EvacuationZone zone) {
        return switch (input.before(zone)) {
            case ACTIVE, REMOVING -> StackState.ACTIVE;
            case SHEDDING -> afterShedding(zone);
            case REPLACING -> input.mayRefill(zone) ? StackState.RETURNING : replacingOrDrained();
            case DRAINED -> input.mayRefill(zone) ? StackState.RETURNING : StackState.DRAINED;
            case RETURNING -> {
                if (EvacuationInput.healthySince(zone).isEmpty() || !zone.present()) {
                    yield replacingOrDrained();
                }
                yield whole(zone) ? StackState.ACTIVE : StackState.RETURNING;
            }
        };
    }

    private StackState afterShedding(EvacuationZone zone) {
        boolean uncordoned = input.leftByOthers(zone) && !zone.leaves();
        if ((uncordoned || input.mayReturn(zone)) && whole(zone)) {
            return StackState.ACTIVE;
        }
        if (!replaced(zone) || input.leftByOthers(zone)) {
            return StackState.SHEDDING;
        }
        return input.mayRefill(zone) ? StackState.RETURNING : StackState.REPLACING;
    }

    private void leave(EvacuationZone zone) {
        if (!acts() || guards.patient(zone)) {
            return;
        }
        guards.refusal(zone)
                .ifPresentOrElse(
                        refusal -> refusals.put(zone.zone(), refusal),
                        () -> states.put(zone.zone(), StackState.SHEDDING));
    }

    private void standIn() {
        int answering = input.zones().stream()
                        .filter(zone -> state(zone) == StackState.ACTIVE)
                        .mapToInt(EvacuationZone::answering)
                        .sum()
                + input.departing().stream()
                        .filter(zone -> !zone.away())
                        .mapToInt(EvacuationZone::answering)
                        .sum();
        int floor = input.settings().floor(input.replicas());
        for (EvacuationZone zone : input.zones()) {
            boolean needed = answering == 0 || (zone.standsIn() && answering < floor);
            if (state(zone) != StackState.ACTIVE && zone.answering() > 0 && needed) {
                standIns.add(zone.zone());
                refusals.put(
                        zone.zone(),
                        new Refusal(
                                ServiceReason.NO_READY_POD_ELSEWHERE,
                                "%s is evacuated, but gets traffic to its %d ready pods: the other zones have %d and need %d; check why their pods are not ready"
                                        .formatted(zone.zone(), zone.answering(), answering, Math.max(1, floor))));
            }
        }
    }

    private StackState replacingOrDrained() {
        return targets.replaced(input.zones()) ? StackState.DRAINED : StackState.REPLACING;
    }

    private boolean acts() {
        return input.settings().action() != EvacuationSettings.Action.OBSERVE;
    }

    private boolean replaced(EvacuationZone zone) {
        return targets.roles().get(zone.zone()) == Role.REPLACED;
    }

    private boolean whole(EvacuationZone zone) {
        return zone.wholeWith(targets.home(zone.zone()));
    }
}
