package io.zonekeeper.core.service;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.placement.LossForecast;
import io.zonekeeper.core.placement.Placement;
import io.zonekeeper.core.placement.PlacementPlanner;
import io.zonekeeper.core.placement.PlacementRequest;
import io.zonekeeper.core.placement.ZoneShare;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.ZoneIdentity;
import io.zonekeeper.core.zone.ZoneObjectName;

/**
 * Plans what a ZonedService runs in each zone.
 *
 * <ol>
 *   <li>{@link ZoneChoice}: which zones are the service's. The same zone named twice, or no zone at all: nothing is
 *       done.
 *   <li>{@link PlacementPlanner}: how many pods each gets in the end.
 *   <li>{@link Handover}: how many each is asked for now, so that a move costs no ready pod.
 *   <li>A stack in a zone that is not the service's any more leaves: it is handed over, and deleted when it is empty. A
 *       stack of an entry that stands for no known zone is left alone.
 *   <li>What there is to tell.
 * </ol>
 *
 * <p>Invariants: the plan of its own result changes nothing; a refusal of one zone leaves the others to go on.
 */
public final class ServicePlanner {
    private ServicePlanner() {}

    /** Returns what the service is to run; needs no clock, for nothing here changes by time alone. */
    public static ServicePlan plan(ServiceObservation observation) {
        ZoneChoice choice = ZoneChoice.of(observation);
        if (choice.ambiguous() || choice.wishes().isEmpty()) {
            return untouched(observation, choice);
        }
        PlacementRequest request = request(observation, choice);
        Placement placement = PlacementPlanner.plan(request);

        Map<String, Integer> targets = new TreeMap<>(placement.targets());
        List<StackFact> ours = new ArrayList<>();
        List<KnownZone> leaving = new ArrayList<>();
        for (StackFact stack : observation.stacks()) {
            if (targets.containsKey(stack.zone())) {
                ours.add(stack);
            } else if (!choice.unresolved().contains(stack.zone())) {
                ours.add(stack);
                leaving.add(known(observation, stack.zone()));
            }
        }
        Map<String, Integer> now = Handover.replicasNow(targets, ours);

        List<StackPlan> stacks = new ArrayList<>();
        List<KnownZone> remove = new ArrayList<>();
        for (KnownZone zone : choice.wishes().keySet()) {
            stacks.add(active(observation, zone, targets.get(zone.name()), now.get(zone.name())));
        }
        for (KnownZone zone : leaving) {
            StackFact fact = observation.stack(zone.name());
            if (fact.desired() == 0 && fact.pods() == 0 && fact.settled()) {
                remove.add(zone);
            } else {
                stacks.add(leaving(zone, fact, now.getOrDefault(zone.name(), 0)));
            }
        }
        stacks.sort(Comparator.comparing(stack -> stack.zone().name()));

        return new ServicePlan(
                stacks,
                remove,
                choice.refusals(),
                LossForecast.of(observation.demand().replicas(), readyByZone(stacks)),
                balanced(placement, stacks),
                RedundancyAnswer.of(request, placement));
    }

    private static ServicePlan untouched(ServiceObservation observation, ZoneChoice choice) {
        Refusal first = choice.refusals().getFirst();
        List<StackPlan> stacks = observation.stacks().stream()
                .map(fact -> new StackPlan(
                        known(observation, fact.zone()),
                        StackPlan.State.ACTIVE,
                        fact.desired(),
                        fact.desired(),
                        fact,
                        Optional.of(first.message())))
                .sorted(Comparator.comparing(stack -> stack.zone().name()))
                .toList();
        return new ServicePlan(
                stacks,
                List.of(),
                choice.refusals(),
                LossForecast.of(observation.demand().replicas(), readyByZone(stacks)),
                ConditionFact.no("Balanced", first.reason(), first.message()),
                ConditionFact.no("ZoneRedundant", first.reason(), first.message()));
    }

    private static PlacementRequest request(ServiceObservation observation, ZoneChoice choice) {
        ServiceDemand demand = observation.demand();
        List<ZoneShare> shares = choice.wishes().entrySet().stream()
                .map(entry -> new ZoneShare(
                        entry.getKey().name(),
                        entry.getValue().weight(),
                        entry.getValue().minReplicas(),
                        entry.getValue().maxReplicas(),
                        observation.stack(entry.getKey().name()).desired(),
                        true))
                .toList();
        return new PlacementRequest(
                observation.namespace() + "/" + observation.name(),
                demand.replicas(),
                demand.toleratedZoneFailures(),
                demand.restoreTolerance(),
                demand.maxSkew(),
                !demand.holdsVolumes(),
                shares);
    }

    private static StackPlan active(ServiceObservation observation, KnownZone zone, int target, int replicas) {
        StackFact fact = observation.stack(zone.name());
        Optional<String> reason = fact.trouble();
        if (reason.isEmpty() && !zone.present()) {
            reason = Optional.of("no node in the zone takes pods");
        } else if (reason.isEmpty() && replicas > target) {
            reason = Optional.of(
                    "%d more than its %d until their replacements are ready".formatted(replicas - target, target));
        }
        return new StackPlan(zone, StackPlan.State.ACTIVE, target, replicas, fact, reason);
    }

    private static StackPlan leaving(KnownZone zone, StackFact fact, int replicas) {
        String reason = replicas > 0
                ? "no zone of the service any more: %d pods stay until their replacements are ready".formatted(replicas)
                : "no zone of the service any more: its pods are going";
        return new StackPlan(zone, StackPlan.State.LEAVING, 0, replicas, fact, Optional.of(reason));
    }

    private static ConditionFact balanced(Placement placement, List<StackPlan> stacks) {
        if (!placement.problems().isEmpty()) {
            Refusal problem = placement.problems().getFirst();
            return ConditionFact.no("Balanced", problem.reason(), problem.message());
        }
        List<String> moving = stacks.stream()
                .filter(stack ->
                        stack.fact().desired() != stack.target() || stack.fact().ready() < stack.target())
                .map(stack -> "%s has %d of %d ready"
                        .formatted(stack.zone().name(), Math.min(stack.fact().ready(), stack.target()), stack.target()))
                .toList();
        if (!moving.isEmpty()) {
            return ConditionFact.no("Balanced", "Spreading", String.join(", ", moving));
        }
        return ConditionFact.yes("Balanced", "Balanced", "every zone has its share");
    }

    private static Map<String, Integer> readyByZone(List<StackPlan> stacks) {
        Map<String, Integer> ready = new TreeMap<>();
        stacks.forEach(stack -> ready.put(stack.zone().name(), stack.fact().ready()));
        return ready;
    }

    private static KnownZone known(ServiceObservation observation, String name) {
        return observation.catalog().zones().stream()
                .filter(zone -> zone.name().equals(name))
                .findFirst()
                .orElseGet(() ->
                        new KnownZone(ZoneIdentity.named(name), ZoneObjectName.of(name), false, OptionalInt.empty()));
    }
}
