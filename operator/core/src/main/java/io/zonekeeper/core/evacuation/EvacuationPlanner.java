package io.zonekeeper.core.evacuation;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.placement.PlacementRequest;

/**
 * Plans how a service leaves zones and fails back to them.
 *
 * <ol>
 *   <li>{@link EvacuationTargets}: what each zone runs at home, and while zones are away.
 *   <li>{@link StateMachine}: each stack goes one state on, or is held back by a guard.
 *   <li><b>One thing at a time.</b> A plan that takes traffic off or lets it in scales nothing, so that the write of
 *       the selector is not delayed, and so that the others shrink only after the zone that failed back has its
 *       traffic. The first plan of an evacuation scales nothing either: home is in the status before anything moves
 *       away from it.
 *   <li><b>Numbers</b> of the zones that are left: their pods as they are while Shedding and Replacing (their home,
 *       where someone else cordoned the nodes), one canary when Drained, home when Returning. Where nothing is replaced
 *       they keep their home. The others are handed over as always.
 *   <li><b>Home</b> is recorded from the first step until every stack is Active and whole at home.
 * </ol>
 *
 * <p>Invariants: without orders and without a record of home nothing is decided here; working pods of a zone are
 * stopped only when all their replacements are ready; pods that cannot move are neither started nor stopped.
 */
public final class EvacuationPlanner {
    private final EvacuationInput input;
    private final EvacuationTargets targets;
    private final StateMachine machine;
    private final Sentences sentences;

    private EvacuationPlanner(PlacementRequest request, EvacuationInput input) {
        this.input = input;
        this.targets = EvacuationTargets.of(request, input);
        this.machine = StateMachine.run(input, targets);
        this.sentences = new Sentences(input, targets);
    }

    /**
     * Returns the evacuation of a service.
     *
     * @param request its placement with every zone available and what runs now as current
     * @param input all that decides
     */
    public static Evacuation plan(PlacementRequest request, EvacuationInput input) {
        return new EvacuationPlanner(request, input).plan();
    }

    private Evacuation plan() {
        boolean moved = zones().anyMatch(zone -> machine.state(zone) != input.before(zone));
        boolean frozen = zones().anyMatch(zone -> !zone.unborn() && trafficChanges(zone))
                || (replaces()
                        && zones().noneMatch(zone -> zone.home().isPresent())
                        && zones().anyMatch(EvacuationZone::exists));
        boolean away = zones().anyMatch(zone -> machine.state(zone) != StackState.ACTIVE);
        boolean record = recordsHome();
        Map<String, ZoneEvacuation> zones = new TreeMap<>();
        zones().forEach(zone -> zones.put(zone.zone(), evacuation(zone, frozen, record)));
        int floor = input.replicas() == 0 ? 0 : Math.max(1, input.settings().floor(input.replicas()));
        return new Evacuation(
                targets.home(),
                new TreeMap<>(zones),
                departingAway(),
                frozen,
                away ? floor : 0,
                heldBack(),
                moved || frozen,
                moved || frozen ? Optional.of(input.now()) : machine.nextByTime());
    }

    private ZoneEvacuation evacuation(EvacuationZone zone, boolean frozen, boolean record) {
        StackState state = machine.state(zone);
        boolean external = state == StackState.SHEDDING && keepsHome(zone);
        int home = targets.home(zone.zone());
        return new ZoneEvacuation(
                state,
                state == StackState.ACTIVE || machine.standsIn(zone),
                target(zone, state),
                home,
                frozen && zone.exists() ? OptionalInt.of(zone.desired()) : fixed(zone, state),
                record && !external ? OptionalInt.of(home) : OptionalInt.empty(),
                awaitsReplacements(zone, state),
                sentences.reason(zone, state, machine.refusal(zone)));
    }

    /**
     * While a stack has its traffic, and no node of its zone takes pods, its pods are all that serves in their place.
     * Without traffic they serve nobody: where there is no room for replacements they need not stay for them.
     */
    private boolean awaitsReplacements(EvacuationZone zone, StackState state) {
        return isReplaced(zone)
                && switch (state) {
                    case ACTIVE -> zone.leaves() && !zone.present();
                    case SHEDDING ->
                        !targets.replaced(input.zones())
                                && sentences.noCapacity().isEmpty();
                    case REPLACING, DRAINED, RETURNING, REMOVING -> false;
                };
    }

    private int target(EvacuationZone zone, StackState state) {
        boolean comesHome = state == StackState.RETURNING || (state == StackState.ACTIVE && !input.served(zone));
        if (comesHome) {
            return targets.home(zone.zone());
        }
        boolean heldBack = state == StackState.ACTIVE && isReplaced(zone);
        return heldBack ? zone.desired() : targets.target(zone.zone());
    }

    private boolean isReplaced(EvacuationZone zone) {
        return targets.roles().get(zone.zone()) == Role.REPLACED;
    }

    /** Whether it is left only because someone else cordoned its nodes: its pods are its home, and stay. */
    private boolean keepsHome(EvacuationZone zone) {
        return input.served(zone) ? zone.leavesForOthers() : externalStill(zone);
    }

    private boolean externalStill(EvacuationZone zone) {
        return input.leftByOthers(zone) && zone.home().isEmpty();
    }

    private OptionalInt fixed(EvacuationZone zone, StackState state) {
        boolean replaced = isReplaced(zone);
        int kept = Math.max(zone.desired(), targets.canary(zone.zone()));
        return switch (state) {
            case ACTIVE, REMOVING -> replaced ? OptionalInt.of(zone.desired()) : OptionalInt.empty();
            case SHEDDING -> OptionalInt.of(replaced && !keepsHome(zone) ? kept : targets.home(zone.zone()));
            case REPLACING -> OptionalInt.of(kept);
            case DRAINED -> OptionalInt.of(targets.canary(zone.zone()));
            case RETURNING -> OptionalInt.of(targets.home(zone.zone()));
        };
    }

    private boolean recordsHome() {
        boolean underWay = replaces()
                || zones().anyMatch(zone ->
                        machine.state(zone) == StackState.SHEDDING && !zone.leavesForOthers() && !externalStill(zone));
        boolean recorded = zones().anyMatch(zone -> zone.home().isPresent());
        boolean home = zones().allMatch(zone -> input.served(zone)
                && machine.state(zone) == StackState.ACTIVE
                && zone.wholeWith(targets.home(zone.zone())));
        return underWay || (recorded && !home);
    }

    private boolean replaces() {
        return targets.roles().containsValue(Role.REPLACED);
    }

    private boolean trafficChanges(EvacuationZone zone) {
        return input.served(zone) != (machine.state(zone) == StackState.ACTIVE);
    }

    /**
     * A zone that left the service while it had no traffic gets none on its way out, if others have some. From one that
     * had, it is taken within the floor.
     */
    private Set<String> departingAway() {
        int answering = zones().filter(zone -> machine.state(zone) == StackState.ACTIVE)
                .mapToInt(EvacuationZone::answering)
                .sum();
        int floor = input.settings().floor(input.replicas());
        Set<String> away = new HashSet<>();
        for (EvacuationZone zone : input.departing()) {
            boolean losesNothing = zone.dark() || zone.before() != StackState.ACTIVE;
            if (zone.away() && input.switchable(zone) && answering >= (losesNothing ? 1 : Math.max(1, floor))) {
                away.add(zone.zone());
            }
        }
        return away;
    }

    private List<Refusal> heldBack() {
        List<Refusal> heldBack = new ArrayList<>(machine.refusals());
        sentences.noCapacity().ifPresent(heldBack::add);
        zones().flatMap(zone -> sentences.noCapacityToReturn(zone, machine.state(zone)).stream())
                .forEach(heldBack::add);
        return heldBack;
    }

    private Stream<EvacuationZone> zones() {
        return input.zones().stream();
    }
}
