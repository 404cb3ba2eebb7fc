package io.zonekeeper.core.disruption;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.ServiceReason;

/**
 * Plans in which zone pods of a service may be evicted: in one at a time.
 *
 * <ol>
 *   <li>Foreign budgets over the pods make the API server refuse every eviction of a pod that has two: ours are
 *       withdrawn until they are gone.
 *   <li>A service that still starts for the first time has no budgets: until every zone has all its pods and no other
 *       service was started a moment ago, for a minute at most. Nobody relies on it yet; budgets made pod by pod are
 *       written and read twice as often, and those of the first of many services would hold up the pods of the last.
 *   <li><b>Wanted.</b> The zone in which a rollout works; else one where nodes are drained; else the one whose turn it
 *       is ({@link Rotation}), for autoscalers respect budgets and never ask. Among several zones that ask, turns
 *       decide too, so that none waits for another's end.
 *   <li><b>Obstacles.</b> It is open only while every other serving zone is closed and whole. Before it is opened, the
 *       budgets of all others must have been seen closed by the disruption controller, with every eviction that was
 *       admitted before made up for ({@link BudgetFact#closedAndHealed}). While a zone is left, the others must have
 *       all the pods that should serve.
 *   <li>With an obstacle, all serving zones are closed. So the opening moves in two writes with a check in between:
 *       close, see it closed and healed, open.
 *   <li>Zones that were left are free: their pods serve nobody, and draining them must not wait. Those whose pods are
 *       moved because no node of their zone would take them again are closed until others serve in their place.
 * </ol>
 *
 * <p>Which zone is open is read from the budgets themselves: there is no memory that could disagree with them.
 *
 * <p>Invariants: a plan has at most one open zone, and opens one only where no other serving zone lets a pod go or has
 * yet to replace one. What is planned again after it was carried out is the same.
 */
public final class BudgetPlanner {
    /** A status that does not come is looked for after this long; events come sooner. */
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);

    /** A service that is not whole by then may never be: its pods are not left without budgets for longer. */
    private static final Duration FIRST_START = Duration.ofMinutes(1);

    private BudgetPlanner() {}

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
        SortedMap<String, Opening> budgets = new TreeMap<>();
        observation.zones().stream()
                .filter(BudgetZone::needsBudget)
                .forEach(zone -> budgets.put(zone.zone(), zone.part() == Part.OUT ? Opening.FREE : Opening.CLOSED));

        Rotation rotation = Rotation.at(now, observation.rotate(), observation.service());
        Optional<BudgetZone> wanted = observation.never() ? Optional.empty() : wanted(observation, rotation);
        if (wanted.isEmpty()) {
            return new BudgetPlan(
                    false, budgets, Optional.empty(), Optional.empty(), moved(observation), Optional.empty());
        }
        BudgetZone zone = wanted.get();
        Optional<Obstacle> obstacle = Obstacle.to(zone, observation);
        boolean opens = obstacle.isEmpty() && budgets.containsKey(zone.zone());
        if (opens) {
            budgets.put(zone.zone(), Opening.OPEN);
        }
        Optional<String> asks = asks(zone, observation);
        return new BudgetPlan(
                false,
                budgets,
                opens ? Optional.of(zone.zone()) : Optional.empty(),
                opens ? asks : obstacle.filter(Obstacle::lasts).map(Obstacle::sentence),
                asks.flatMap(who -> obstacle.flatMap(found -> found.refusal(who)))
                        .or(() -> moved(observation)),
                obstacle.filter(found -> !found.lasts()).isPresent()
                        ? Optional.of(now.plus(LOOK_AGAIN))
                        : turnEnds(observation, rotation));
    }

    private static boolean startsFirst(BudgetObservation observation) {
        return observation.age().compareTo(FIRST_START) < 0
                && observation.zones().stream().noneMatch(zone -> zone.budget().isPresent())
                && (observation.othersStart() || !whole(observation));
    }

    private static boolean whole(BudgetObservation observation) {
        return observation.zones().stream().allMatch(BudgetZone::whole);
    }

    private static Optional<BudgetZone> wanted(BudgetObservation observation, Rotation rotation) {
        Optional<BudgetZone> inStep = observation.zones().stream()
                .filter(zone ->
                        observation.zoneInStep().filter(zone.zone()::equals).isPresent())
                .filter(BudgetZone::serving)
                .findFirst();
        if (inStep.isPresent()) {
            return inStep;
        }
        List<BudgetZone> all =
                observation.zones().stream().filter(BudgetZone::takesPart).toList();
        List<BudgetZone> asking =
                all.stream().filter(zone -> !zone.draining().isEmpty()).toList();
        List<BudgetZone> among = asking.isEmpty() ? all : asking;
        Set<String> names = among.stream().map(BudgetZone::zone).collect(Collectors.toSet());
        return rotation.first(observation.order(), names)
                .flatMap(name ->
                        among.stream().filter(zone -> zone.zone().equals(name)).findFirst());
    }

    /** Returns who waits for pods to be moved. */
    private static Optional<Refusal> moved(BudgetObservation observation) {
        return observation.zones().stream()
                .filter(zone ->
                        zone.kept() && zone.ready() > 0 && !zone.draining().isEmpty())
                .findFirst()
                .map(zone -> new Refusal(
                        ServiceReason.REPLACEMENTS_PENDING,
                        "drained in %s: %s, but its %d ready pods may be evicted only when their replacements in other zones are ready"
                                .formatted(zone.zone(), String.join(", ", zone.draining()), zone.ready())));
    }

    private static Optional<String> asks(BudgetZone zone, BudgetObservation observation) {
        if (observation.zoneInStep().filter(zone.zone()::equals).isPresent()) {
            return Optional.of("a rollout replaces pods in " + zone.zone());
        }
        return zone.draining().isEmpty()
                ? Optional.empty()
                : Optional.of("drained in %s: %s".formatted(zone.zone(), String.join(", ", zone.draining())));
    }

    /** With one zone alone there are no turns. */
    private static Optional<Instant> turnEnds(BudgetObservation observation, Rotation rotation) {
        return observation.zones().stream().filter(BudgetZone::takesPart).count() > 1
                ? Optional.of(rotation.next())
                : Optional.empty();
    }

    private static Refusal conflict(List<String> foreign) {
        return new Refusal(
                ServiceReason.BUDGET_CONFLICT,
                ("PodDisruptionBudget %s selects pods of this service too, and Kubernetes evicts no pod that has two budgets: Zonekeeper's are"
                                + " withdrawn; delete it, or set disruption.mode: None")
                        .formatted(String.join(", ", foreign)));
    }
}
