package io.zonekeeper.core.disruption;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.ServiceReason;

/**
 * Plans which pods of a service may be evicted: never in two zones at the same time, and with nobody's help wherever
 * that can be.
 *
 * <ol>
 *   <li>Foreign budgets over the pods make the API server refuse every eviction of a pod that has two: ours are
 *       withdrawn until they are gone.
 *   <li>A service that still starts for the first time has no budgets: until every zone has all its pods and no other
 *       service was started a moment ago, for a minute at most. Nobody relies on it yet; a budget made pod by pod is
 *       read twice as often, and those of the first of many services would hold up the pods of the last.
 *   <li><b>At rest</b> one budget selects the pods of all serving zones and lets one of them go at a time: so two zones
 *       are never disrupted, whoever evicts, and whether an operator runs or not. It is what should be left when the
 *       operator is gone.
 *   <li><b>A zone's own budget</b>, which lets go what the service states, is there only while nodes of the zone are
 *       drained, and only where more than one pod may go. Meanwhile the other zones are closed. Of several drained
 *       zones the one whose turn it is ({@link Rotation}); but while a rollout replaces pods in a zone, only that one.
 *   <li><b>Changing over</b>: what lets pods go is closed first, and the other is opened when the disruption controller
 *       has seen that ({@link BudgetFact#quiet}). Only then does the budget of the service select the zone no longer,
 *       for it remembers whom it let go only of the pods it selects. To let several go it also takes that every
 *       eviction before was made up for ({@link BudgetFact#closedAndHealed}), and that all other zones have all their
 *       pods.
 *   <li>Zones that were left have no budget: their pods serve nobody, and draining them must not wait. While too few
 *       pods are asked for elsewhere in their place, the budget of the service is closed. A zone that was left a moment
 *       ago, whose replacements are on the way, stays selected until they serve: the disruption controller counts both,
 *       and admits no eviction while any is missing. So a failed zone costs two writes, and one that recovers at once
 *       none.
 *   <li>Pods that are moved because no node of their zone would take them again have a budget of their own, closed
 *       until others serve in their place. They serve meanwhile, so the budget of the service is closed, and has them
 *       all, before it selects them no longer. Pods without traffic that may get it soon have one that lets one go.
 * </ol>
 *
 * <p>What stands is read from the budgets themselves: there is no memory that could disagree with them.
 *
 * <p>Invariants: of the budget of the service and those of its serving zones a plan has at most one that lets pods go,
 * and opens one only where no eviction under another is unaccounted for. What is planned again after it was carried out
 * is the same.
 */
public final class BudgetPlanner {
    /** A status that does not come is looked for after this long; events come sooner. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    /** A service that is not whole by then may never be: its pods are not left without budgets for longer. */
    private static final Duration FIRST_START = Duration.ofMinutes(1);

    private final BudgetObservation observation;
    private final Instant now;
    private final Rotation rotation;
    private final List<BudgetZone> asking;

    private BudgetPlanner(BudgetObservation observation, Instant now) {
        this.observation = observation;
        this.now = now;
        this.rotation = Rotation.at(now, observation.rotate(), observation.service());
        this.asking = observation.serving().stream()
                .filter(zone -> zone.drained() && zone.needsBudget())
                .toList();
    }

    /** Returns how the budgets are to stand at a time. */
    public static BudgetPlan plan(BudgetObservation observation, Instant now) {
        if (!observation.kept()) {
            return BudgetPlan.none();
        }
        if (!observation.foreign().isEmpty()) {
            return BudgetPlan.withdrawn(Optional.of(conflict(observation.foreign())));
        }
        if (startsFirst(observation)) {
            Duration most = FIRST_START.minus(observation.age());
            // Its pods tell when they are ready; of the other services nobody tells.
            boolean looksAgain = whole(observation) && LOOK_AGAIN.compareTo(most) < 0;
            return BudgetPlan.later(now.plus(looksAgain ? LOOK_AGAIN : most));
        }
        return new BudgetPlanner(observation, now).plan();
    }

    private static boolean startsFirst(BudgetObservation observation) {
        return observation.age().compareTo(FIRST_START) < 0
                && observation.budget().isEmpty()
                && observation.zones().stream().noneMatch(zone -> zone.budget().isPresent())
                && (observation.othersStart() || !whole(observation));
    }

    private static boolean whole(BudgetObservation observation) {
        return observation.zones().stream().allMatch(BudgetZone::whole);
    }

    private BudgetPlan plan() {
        Optional<BudgetZone> asks = first();
        Optional<Obstacle> obstacle =
                asks.flatMap(zone -> Obstacle.to(zone, observation)).or(() -> Obstacle.capacity(observation));
        Optional<BudgetZone> own = asks.filter(zone -> obstacle.isEmpty() && takesSeveral(zone));
        List<BudgetZone> unsettled = observation.zones().stream()
                .filter(zone -> zone.counts() && own.filter(zone::equals).isEmpty())
                .filter(zone -> zone.serving() ? !zone.quiet(observation.covers(zone)) : zone.lacks())
                .toList();

        SortedMap<String, Opening> zones = new TreeMap<>();
        unsettled.forEach(zone -> zones.put(zone.zone(), Opening.CLOSED));
        Optional<BudgetZone> parting = observation.zones().stream()
                .filter(zone -> zone.part() == Part.MOVING && zone.needsBudget() && observation.covers(zone))
                .findFirst();
        observation.zones().stream()
                .filter(zone -> zone.kept() && zone.needsBudget() && mayPart(zone) && !staysSelected(zone))
                .forEach(zone -> zones.put(
                        zone.zone(), zone.part() == Part.MOVING || zone.drained() ? Opening.CLOSED : Opening.ONE));
        boolean opens = own.filter(zone -> unsettled.isEmpty() && mayOpen(zone)).isPresent();
        Optional<BudgetZone> parted = own.filter(this::mayPart);
        // Nobody can evict a pod with two budgets, not even later: so it has them only from one write to the next.
        own.filter(zone -> parted.isPresent() || zone.budget().isPresent())
                .ifPresent(zone -> zones.put(zone.zone(), opens ? Opening.OPEN : Opening.CLOSED));

        boolean closed = own.isPresent()
                || parting.isPresent()
                || !unsettled.isEmpty()
                || observation.maximum().none();
        boolean held = Obstacle.capacity(observation).isPresent();
        Optional<ServiceBudget> service = Optional.of(new ServiceBudget(
                        closed || held ? Opening.CLOSED : rest(), without(parted, unsettled, zones.keySet())))
                .filter(budget -> observation.budget().isPresent()
                        || observation.serving().stream().anyMatch(BudgetZone::needsBudget));
        boolean onTheWay = !unsettled.isEmpty() || parting.isPresent() || (own.isPresent() && !opens);
        return new BudgetPlan(
                false,
                service,
                zones,
                own.filter(zone -> opens).map(BudgetZone::zone),
                opens ? asks.map(BudgetPlanner::sentence) : obstacle.map(Obstacle::sentence),
                obstacle.flatMap(found -> asks.map(zone -> found.refusal(sentence(zone))))
                        .or(this::moved),
                onTheWay
                        ? Optional.of(now.plus(LOOK_AGAIN))
                        : Optional.of(rotation.next())
                                .filter(turn ->
                                        asking.size() > 1 && asking.stream().anyMatch(this::takesSeveral)));
    }

    /** The drained zone that comes first: the one in which a rollout works, else the one whose turn it is. */
    private Optional<BudgetZone> first() {
        Optional<BudgetZone> inStep =
                asking.stream().filter(observation::stepsIn).findFirst();
        Set<String> names = asking.stream().map(BudgetZone::zone).collect(Collectors.toSet());
        return inStep.or(() -> rotation.first(observation.order(), names)
                .flatMap(name ->
                        asking.stream().filter(zone -> zone.zone().equals(name)).findFirst()));
    }

    /** Whether a budget of its own lets more go than that of the service. */
    private boolean takesSeveral(BudgetZone zone) {
        return observation.maximum().of(zone.desired()) > 1
                && !alone()
                && observation.serving().stream().filter(observation::stepsIn).allMatch(zone::equals);
    }

    /** With one zone alone there is none that would have to be closed. */
    private boolean alone() {
        return observation.serving().stream().filter(zone -> zone.desired() > 0).count() <= 1;
    }

    /** Pods of a second zone that it selects would lend theirs to the only one that serves. */
    private Opening rest() {
        return alone() && observation.zones().stream().noneMatch(BudgetZone::kept) ? Opening.OPEN : Opening.ONE;
    }

    /**
     * Whether the budget of the service may select a zone no longer: it forgets whom it let go there, and what counts
     * the pods of the zone from then on may not have seen yet that they are going. Of pods that are moved none must be
     * missing, for nobody counts them afterwards; of pods that serve nobody any may.
     */
    private boolean mayPart(BudgetZone zone) {
        if (!zone.counts() || !observation.covers(zone)) {
            return true;
        }
        return observation
                .budget()
                .map(ServiceBudgetFact::fact)
                .filter(fact -> zone.serving() ? fact.quiet() : fact.closedAndHealed(observation.desiredOfCovered()))
                .isPresent();
    }

    /** Whether the other zones are closed and have all their pods, by the disruption controller's own count. */
    private boolean mayOpen(BudgetZone own) {
        List<BudgetZone> others =
                observation.serving().stream().filter(zone -> !zone.equals(own)).toList();
        boolean othersClosed = !observation.opened() && others.stream().allMatch(observation::covers);
        return othersClosed
                && (own.open()
                        || observation
                                .budget()
                                .filter(service -> !service.covers(own)
                                        && service.fact().closedAndHealed(observation.desiredOfCovered()))
                                .isPresent());
    }

    /**
     * A zone that has to be closed before it is selected again stays out until then, and one whose pods are moved is in
     * until it has a budget of its own.
     */
    private SortedSet<String> without(Optional<BudgetZone> own, List<BudgetZone> unsettled, Set<String> withOwn) {
        Predicate<BudgetZone> staysOut =
                zone -> unsettled.contains(zone) && observation.budget().isPresent() && !observation.covers(zone);
        Predicate<BudgetZone> left = zone -> (!zone.counts() && !staysSelected(zone))
                || (zone.part() == Part.MOVING && withOwn.contains(zone.zone()))
                || own.filter(zone::equals).isPresent()
                || staysOut.test(zone);
        return observation.zones().stream()
                .filter(left)
                .map(BudgetZone::zone)
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private boolean staysSelected(BudgetZone zone) {
        return zone.part() == Part.BETWEEN && zone.budget().isEmpty() && observation.covers(zone);
    }

    /** Returns who waits for pods to be moved. */
    private Optional<Refusal> moved() {
        return observation.zones().stream()
                .filter(zone -> zone.kept() && zone.ready() > 0 && zone.drained())
                .findFirst()
                .map(zone -> new Refusal(
                        ServiceReason.REPLACEMENTS_PENDING,
                        "%s, but its %d ready pods may be evicted only when their replacements in other zones are ready"
                                .formatted(sentence(zone), zone.ready())));
    }

    private static String sentence(BudgetZone zone) {
        return "drained in %s: %s".formatted(zone.zone(), String.join(", ", zone.draining()));
    }

    private static Refusal conflict(List<String> foreign) {
        return new Refusal(
                ServiceReason.BUDGET_CONFLICT,
                ("PodDisruptionBudget %s selects pods of this service too, and Kubernetes evicts no pod that has two budgets: Zonekeeper's are"
                                + " withdrawn; delete it, or set disruption.mode: None")
                        .formatted(String.join(", ", foreign)));
    }
}
