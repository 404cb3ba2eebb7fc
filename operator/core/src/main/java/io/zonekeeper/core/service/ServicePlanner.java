package io.zonekeeper.core.service;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.evacuation.Evacuation;
import io.zonekeeper.core.evacuation.EvacuationPlanner;
import io.zonekeeper.core.evacuation.StackMemory;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.evacuation.ZoneEvacuation;
import io.zonekeeper.core.placement.LossForecast;
import io.zonekeeper.core.placement.Placement;
import io.zonekeeper.core.placement.PlacementPlanner;
import io.zonekeeper.core.placement.PlacementRequest;
import io.zonekeeper.core.placement.ZoneShare;
import io.zonekeeper.core.reasons.ServiceReason;
import io.zonekeeper.core.zone.KnownZone;

/**
 * Plans what a ZonedService runs in each zone.
 *
 * <ol>
 *   <li>{@link ZoneChoice}: which zones are the service's. The same zone named twice, or no zone at all: nothing is
 *       done. While an entry identifies no known zone, no stack leaves: those of no other entry are held as they are.
 *   <li>{@link EvacuationPlanner}: which of them get traffic, and how many pods each gets in the end.
 *   <li>{@link PodNumbers}: how many each is asked for now, so that a move costs no ready pod.
 *   <li>A stack in a zone that is not the service's any more leaves: it is handed over, and deleted when it is empty.
 *   <li>What there is to tell.
 * </ol>
 *
 * <p>Invariants: the plan of its own result changes nothing; a refusal of one zone leaves the others to continue.
 */
public final class ServicePlanner {
    private ServicePlanner() {}

    /** Returns what the service is to run at a time. */
    public static ServicePlan plan(ServiceObservation observation, Instant now) {
        ZoneChoice choice = ZoneChoice.of(observation);
        if (choice.undecided()) {
            return untouched(observation, choice);
        }
        List<StackFact> departing = observation.stacks().stream()
                .filter(stack -> choice.requests().keySet().stream()
                        .noneMatch(zone -> zone.name().equals(stack.zone())))
                .toList();
        PlacementRequest request = request(observation, choice);
        Evacuation evacuation = EvacuationPlanner.plan(
                request, EvacuationInputs.of(observation, choice.requests().keySet(), departing, now));
        PodNumbers numbers = PodNumbers.of(observation, evacuation, departing);

        List<StackPlan> stacks = new ArrayList<>();
        List<KnownZone> remove = new ArrayList<>();
        for (KnownZone zone : choice.requests().keySet()) {
            stacks.add(
                    choice.held().contains(zone.name())
                            ? held(observation, evacuation, zone, choice)
                            : stack(
                                    observation,
                                    evacuation,
                                    zone,
                                    numbers.replicas().get(zone.name())));
        }
        for (StackFact fact : departing) {
            KnownZone zone = EvacuationInputs.known(observation, fact.zone());
            if (fact.desired() == 0 && fact.pods() == 0 && fact.settled()) {
                remove.add(zone);
            } else {
                int replicas = numbers.replicas().getOrDefault(zone.name(), 0);
                boolean startsNoPods = fact.ready() > 0 && !observation.takesPods(zone);
                stacks.add(leaving(zone, evacuation.inTraffic(zone.name()), startsNoPods, fact, replicas));
            }
        }
        stacks.sort(Comparator.comparing(stack -> stack.zone().name()));

        LossForecast forecast = LossForecast.of(observation.demand().replicas(), readyByZone(observation, stacks));
        return new ServicePlan(
                stacks,
                remove,
                List.copyOf(choice.excluded().values()),
                choice.refusals(),
                evacuation.heldBack(),
                numbers.surgeWanted(),
                evacuation.again(),
                evacuation.nextChange(),
                forecast,
                balanced(evacuation.home(), stacks),
                redundancy(request, evacuation, stacks, forecast));
    }

    /**
     * Returns what stands while a plan is not carried out: every stack as it runs and where it was left, and what would
     * be left if a zone were lost now.
     *
     * @param observation what the plan was made from
     * @param plan the plan
     * @param why why nothing is written
     */
    public static ServicePlan standing(ServiceObservation observation, ServicePlan plan, Refusal why) {
        List<StackPlan> stacks = untouched(observation, why);
        return new ServicePlan(
                stacks,
                List.of(),
                plan.excluded(),
                plan.refusals(),
                plan.heldBack(),
                0,
                false,
                Optional.empty(),
                LossForecast.of(observation.demand().replicas(), readyByZone(observation, stacks)),
                plan.balanced(),
                plan.zoneRedundant());
    }

    private static List<StackPlan> untouched(ServiceObservation observation, Refusal why) {
        return observation.stacks().stream()
                .map(fact -> untouched(observation, fact, why))
                .sorted(Comparator.comparing(stack -> stack.zone().name()))
                .toList();
    }

    /** What was decided holds while nothing can be: a zone without traffic stays without. */
    private static ServicePlan untouched(ServiceObservation observation, ZoneChoice choice) {
        Refusal first = choice.refusals().getFirst();
        List<StackPlan> stacks = untouched(observation, first);
        return new ServicePlan(
                stacks,
                List.of(),
                List.copyOf(choice.excluded().values()),
                choice.refusals(),
                List.of(),
                0,
                false,
                Optional.empty(),
                LossForecast.of(observation.demand().replicas(), readyByZone(observation, stacks)),
                ConditionFact.no("Balanced", first.reason(), first.message()),
                ConditionFact.no("ZoneRedundant", first.reason(), first.message()));
    }

    private static StackPlan untouched(ServiceObservation observation, StackFact fact, Refusal why) {
        Optional<StackMemory> memory = Optional.ofNullable(observation.memory().get(fact.zone()));
        StackState state = memory.map(StackMemory::state).orElse(StackState.ACTIVE);
        return new StackPlan(
                EvacuationInputs.known(observation, fact.zone()),
                state,
                memory.map(StackMemory::inTraffic).orElse(true),
                fact.desired(),
                fact.desired(),
                memory.map(StackMemory::home).orElse(OptionalInt.empty()),
                false,
                fact,
                Optional.of(why.message()));
    }

    private static PlacementRequest request(ServiceObservation observation, ZoneChoice choice) {
        ServiceDemand demand = observation.demand();
        List<ZoneShare> shares = choice.requests().entrySet().stream()
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

    private static StackPlan stack(
            ServiceObservation observation, Evacuation evacuation, KnownZone zone, int replicas) {
        ZoneEvacuation course = evacuation.zones().get(zone.name());
        StackFact fact = observation.stack(zone.name());
        return new StackPlan(
                zone,
                course.state(),
                evacuation.inTraffic(zone.name()),
                course.target(),
                replicas,
                course.recorded(),
                course.awaitsReplacements(),
                fact,
                course.reason().or(() -> ordinaryReason(observation.takesPods(zone), course.target(), replicas, fact)));
    }

    private static StackPlan held(
            ServiceObservation observation, Evacuation evacuation, KnownZone zone, ZoneChoice choice) {
        ZoneEvacuation course = evacuation.zones().get(zone.name());
        StackFact fact = observation.stack(zone.name());
        return new StackPlan(
                zone,
                course.state(),
                evacuation.inTraffic(zone.name()),
                fact.desired(),
                fact.desired(),
                course.recorded(),
                course.awaitsReplacements(),
                fact,
                Optional.of("kept as it is: %s of spec.zones matches no known zone, and may mean this one"
                        .formatted(String.join(", ", choice.unresolved()))));
    }

    private static Optional<String> ordinaryReason(boolean takesPods, int target, int replicas, StackFact fact) {
        if (fact.trouble().isPresent()) {
            return fact.trouble();
        }
        if (!takesPods) {
            return Optional.of("no node in the zone accepts pods");
        }
        return replicas > target
                ? Optional.of(
                        "%d more than its %d until their replacements are ready".formatted(replicas - target, target))
                : Optional.empty();
    }

    private static StackPlan leaving(
            KnownZone zone, boolean inTraffic, boolean startsNoPods, StackFact fact, int replicas) {
        String reason = replicas > 0
                ? "no longer a zone of the service: %d pods stay until their replacements are ready".formatted(replicas)
                : "no longer a zone of the service: its pods are being deleted";
        return new StackPlan(
                zone,
                StackState.REMOVING,
                inTraffic,
                0,
                replicas,
                OptionalInt.empty(),
                startsNoPods,
                fact,
                Optional.of(reason));
    }

    /** Zones without traffic are lost already; what is left is where the others are to be. */
    private static ConditionFact redundancy(
            PlacementRequest request, Evacuation evacuation, List<StackPlan> stacks, LossForecast forecast) {
        Map<String, Integer> targets = new TreeMap<>();
        evacuation.zones().forEach((zone, course) -> targets.put(zone, course.target()));
        PlacementRequest left = request.withZones(request.withCurrent(targets).zones().stream()
                .map(share -> share.withAvailable(evacuation.inTraffic(share.zone())))
                .toList());
        int asked = stacks.stream()
                .filter(StackPlan::inTraffic)
                .mapToInt(StackPlan::replicas)
                .sum();
        return RedundancyAnswer.of(left, PlacementPlanner.plan(left), forecast, asked);
    }

    private static ConditionFact balanced(Placement placement, List<StackPlan> stacks) {
        List<String> away = stacks.stream()
                .filter(StackPlan::away)
                .map(stack -> stack.zone().name() + " is " + stack.reason().orElseThrow())
                .toList();
        if (!away.isEmpty()) {
            return ConditionFact.no("Balanced", ServiceReason.EVACUATED, String.join("; ", away));
        }
        if (!placement.problems().isEmpty()) {
            Refusal problem = placement.problems().getFirst();
            return ConditionFact.no("Balanced", problem.reason(), problem.message());
        }
        List<String> elsewhere = stacks.stream()
                .flatMap(stack -> stack.fact().elsewhere().entrySet().stream()
                        .map(other -> "%d ready pods of %s run on nodes of %s"
                                .formatted(other.getValue(), stack.zone().name(), other.getKey())))
                .toList();
        if (!elsewhere.isEmpty()) {
            return ConditionFact.no(
                    "Balanced",
                    ServiceReason.PODS_IN_OTHER_ZONE,
                    "%s: correct the nodes' label topology.kubernetes.io/zone, or delete these pods to have them scheduled again"
                            .formatted(String.join(", ", elsewhere)));
        }
        // Where more run for now, after a failback or because a rollout surges, no zone lacks any: Reconciling reports
        // it.
        List<String> moving = stacks.stream()
                .filter(stack -> share(stack) < stack.target())
                .map(stack -> "%s has %d of %d ready".formatted(stack.zone().name(), share(stack), stack.target()))
                .toList();
        if (!moving.isEmpty()) {
            return ConditionFact.no("Balanced", ServiceReason.SPREADING, String.join(", ", moving));
        }
        return ConditionFact.yes("Balanced", ServiceReason.BALANCED, "every zone has its share");
    }

    private static int share(StackPlan stack) {
        return Math.min(stack.fact().desired(), stack.fact().ready());
    }

    /**
     * By the zones of the nodes that ready pods with traffic run on, which need not be those of their stacks. Those of
     * a zone that is known not to answer are lost already, whatever their status says.
     */
    private static Map<String, Integer> readyByZone(ServiceObservation observation, List<StackPlan> stacks) {
        Map<String, Integer> ready = new TreeMap<>();
        for (StackPlan stack : stacks) {
            int here = stack.inTraffic()
                    ? observation.answering(stack.zone().name()).ready()
                    : 0;
            for (Map.Entry<String, Integer> other : stack.fact().elsewhere().entrySet()) {
                int there = Math.min(here, other.getValue());
                ready.merge(other.getKey(), there, Integer::sum);
                here -= there;
            }
            ready.merge(stack.zone().name(), here, Integer::sum);
        }
        return ready;
    }
}
