package io.zonekeeper.core.evacuation;

import java.time.Instant;
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
 * Plans how a service leaves zones and comes home to them.
 *
 * <ol>
 *   <li>{@link EvacuationTargets}: what each zone runs at home, and while zones are away.
 *   <li>{@link StateMachine}: each stack goes one state on, or is held back by a guard.
 *   <li><b>One thing at a time.</b> A plan that takes traffic off or lets it in scales nothing, so that the write of
 *       the selector is not delayed, and so that the others shrink only after the zone that came home has its traffic.
 *       The first plan of an evacuation scales nothing either: home is in the status before anything moves away from
 *       it.
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
    private final Situation situation;
    private final EvacuationTargets targets;
    private final StateMachine machine;
    private final Sentences sentences;

    private EvacuationPlanner(PlacementRequest request, Situation situation) {
        this.situation = situation;
        this.targets = EvacuationTargets.of(request, situation);
        this.machine = StateMachine.run(situation, targets);
        this.sentences = new Sentences(situation, targets);
    }

    /**
     * Returns the evacuation of a service.
     *
     * @param request its placement with every zone available and what runs now as current
     * @param situation all that decides
     */
    public static Evacuation plan(PlacementRequest request, Situation situation) {
        return new EvacuationPlanner(request, situation).plan();
    }

    private Evacuation plan() {
        boolean moved = stands().anyMatch(stand -> machine.state(stand) != situation.before(stand));
        boolean frozen = stands().anyMatch(stand -> !stand.unborn() && trafficChanges(stand))
                || (replaces()
                        && stands().noneMatch(stand -> stand.home().isPresent())
                        && stands().anyMatch(ZoneStand::exists));
        boolean away = stands().anyMatch(stand -> machine.state(stand) != StackState.ACTIVE);
        boolean record = recordsHome();
        Map<String, ZoneCourse> zones = new TreeMap<>();
        stands().forEach(stand -> zones.put(stand.zone(), course(stand, frozen, record)));
        int floor =
                situation.replicas() == 0 ? 0 : Math.max(1, situation.settings().floor(situation.replicas()));
        return new Evacuation(
                targets.home(),
                new TreeMap<>(zones),
                departingAway(),
                frozen,
                away ? floor : 0,
                heldBack(),
                moved || frozen,
                moved || frozen ? Optional.of(situation.now()) : nextByTime());
    }

    private ZoneCourse course(ZoneStand stand, boolean frozen, boolean record) {
        StackState state = machine.state(stand);
        boolean external = state == StackState.SHEDDING && keepsHome(stand);
        int home = targets.home(stand.zone());
        return new ZoneCourse(
                state,
                state == StackState.ACTIVE || machine.standsIn(stand),
                target(stand, state),
                home,
                frozen && stand.exists() ? OptionalInt.of(stand.desired()) : fixed(stand, state),
                record && !external ? OptionalInt.of(home) : OptionalInt.empty(),
                awaitsReplacements(stand, state),
                sentences.reason(stand, state, machine.refusal(stand)));
    }

    /**
     * While a stack has its traffic, and no node of its zone takes pods, its pods are all that serves in their place.
     * Without traffic they serve nobody: where there is no room for replacements they need not stay for them.
     */
    private boolean awaitsReplacements(ZoneStand stand, StackState state) {
        return isReplaced(stand)
                && switch (state) {
                    case ACTIVE -> stand.leaves() && !stand.present();
                    case SHEDDING ->
                        !targets.replaced(situation.stands())
                                && sentences.noCapacity().isEmpty();
                    case REPLACING, DRAINED, RETURNING, REMOVING -> false;
                };
    }

    private int target(ZoneStand stand, StackState state) {
        boolean comesHome = state == StackState.RETURNING || (state == StackState.ACTIVE && !situation.served(stand));
        if (comesHome) {
            return targets.home(stand.zone());
        }
        boolean heldBack = state == StackState.ACTIVE && isReplaced(stand);
        return heldBack ? stand.desired() : targets.target(stand.zone());
    }

    private boolean isReplaced(ZoneStand stand) {
        return targets.roles().get(stand.zone()) == Role.REPLACED;
    }

    /** Whether it is left only because someone else cordoned its nodes: its pods are its home, and stay. */
    private boolean keepsHome(ZoneStand stand) {
        return situation.served(stand) ? stand.leavesForOthers() : externalStill(stand);
    }

    private boolean externalStill(ZoneStand stand) {
        return situation.leftByOthers(stand) && stand.home().isEmpty();
    }

    private OptionalInt fixed(ZoneStand stand, StackState state) {
        boolean replaced = isReplaced(stand);
        int kept = Math.max(stand.desired(), targets.canary(stand.zone()));
        return switch (state) {
            case ACTIVE, REMOVING -> replaced ? OptionalInt.of(stand.desired()) : OptionalInt.empty();
            case SHEDDING -> OptionalInt.of(replaced && !keepsHome(stand) ? kept : targets.home(stand.zone()));
            case REPLACING -> OptionalInt.of(kept);
            case DRAINED -> OptionalInt.of(targets.canary(stand.zone()));
            case RETURNING -> OptionalInt.of(targets.home(stand.zone()));
        };
    }

    private boolean recordsHome() {
        boolean underWay = replaces()
                || stands().anyMatch(stand -> machine.state(stand) == StackState.SHEDDING
                        && !stand.leavesForOthers()
                        && !externalStill(stand));
        boolean recorded = stands().anyMatch(stand -> stand.home().isPresent());
        boolean home = stands().allMatch(stand -> situation.served(stand)
                && machine.state(stand) == StackState.ACTIVE
                && stand.wholeWith(targets.home(stand.zone())));
        return underWay || (recorded && !home);
    }

    private boolean replaces() {
        return targets.roles().containsValue(Role.REPLACED);
    }

    private boolean trafficChanges(ZoneStand stand) {
        return situation.served(stand) != (machine.state(stand) == StackState.ACTIVE);
    }

    /**
     * A zone that left the service while it had no traffic gets none on its way out, if others have some. From one that
     * had, it is taken within the floor.
     */
    private Set<String> departingAway() {
        int answering = stands().filter(stand -> machine.state(stand) == StackState.ACTIVE)
                .mapToInt(ZoneStand::answering)
                .sum();
        int floor = situation.settings().floor(situation.replicas());
        Set<String> away = new HashSet<>();
        for (ZoneStand stand : situation.departing()) {
            boolean losesNothing = stand.dark() || stand.before() != StackState.ACTIVE;
            if (stand.away() && situation.switchable(stand) && answering >= (losesNothing ? 1 : Math.max(1, floor))) {
                away.add(stand.zone());
            }
        }
        return away;
    }

    private List<Refusal> heldBack() {
        List<Refusal> heldBack = new ArrayList<>(machine.refusals());
        sentences.noCapacity().ifPresent(heldBack::add);
        stands().flatMap(stand -> sentences.noCapacityToReturn(stand, machine.state(stand)).stream())
                .forEach(heldBack::add);
        return heldBack;
    }

    private Optional<Instant> nextByTime() {
        return stands().flatMap(stand -> switch (machine.state(stand)) {
                    case SHEDDING, REPLACING, DRAINED -> situation.homeFrom(stand).stream();
                    case ACTIVE -> TrafficGuards.hurriesFrom(stand).stream();
                    case RETURNING, REMOVING -> Stream.<Instant>empty();
                })
                .filter(time -> time.isAfter(situation.now()))
                .min(Instant::compareTo);
    }

    private Stream<ZoneStand> stands() {
        return situation.stands().stream();
    }
}
