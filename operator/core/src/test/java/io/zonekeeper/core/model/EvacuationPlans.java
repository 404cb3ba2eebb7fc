package io.zonekeeper.core.model;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import io.zonekeeper.core.cordon.CordonPlan;
import io.zonekeeper.core.cordon.CordonPlanner;
import io.zonekeeper.core.cordon.CordonPolicy;
import io.zonekeeper.core.cordon.StackDecider;
import io.zonekeeper.core.cordon.StackDecisions;
import io.zonekeeper.core.cordon.ZoneDecision;
import io.zonekeeper.core.cordon.ZoneSituation;
import io.zonekeeper.core.evacuation.EvacuationSettings;
import io.zonekeeper.core.evacuation.EvacuationSettings.Failback;
import io.zonekeeper.core.evacuation.StackMemory;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.health.Level;
import io.zonekeeper.core.health.ProbeMatrix;
import io.zonekeeper.core.health.Signal;
import io.zonekeeper.core.health.StackVerdict;
import io.zonekeeper.core.health.ZoneVerdict;
import io.zonekeeper.core.model.EvacuationState.Health;
import io.zonekeeper.core.model.EvacuationState.Service;
import io.zonekeeper.core.model.EvacuationState.Stack;
import io.zonekeeper.core.model.EvacuationState.Write;
import io.zonekeeper.core.model.EvacuationState.ZoneFacts;
import io.zonekeeper.core.model.EvacuationState.ZoneWrite;
import io.zonekeeper.core.service.ServiceDemand;
import io.zonekeeper.core.service.ServiceObservation;
import io.zonekeeper.core.service.ServicePlan;
import io.zonekeeper.core.service.ServicePlanner;
import io.zonekeeper.core.service.StackFact;
import io.zonekeeper.core.service.StackPlan;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.Verdict;
import io.zonekeeper.core.zone.ZoneCatalog;
import io.zonekeeper.core.zone.ZoneIdentity;

import static io.zonekeeper.core.model.ModelTime.NOW;

/**
 * What the operator writes, by the planners that it uses and in the order of its controllers.
 *
 * @param zoneNames every zone
 * @param failsBack whether services return to zones on their own
 */
record EvacuationPlans(List<String> zoneNames, boolean failsBack) {
    /** The part of a service's pods that must serve without a zone for its traffic to leave, while its pods respond. */
    static final int FLOOR_PERCENT = 60;

    private static final Duration STABLE_FOR = Duration.ofMinutes(2);
    private static final CordonPolicy POLICY =
            new CordonPolicy(CordonPolicy.Mode.AUTOMATIC, 1, 1, 2, STABLE_FOR, STABLE_FOR, Duration.ofHours(24));

    /** Returns what a round of zones writes. */
    List<ZoneWrite> ofZones(EvacuationState state) {
        List<ZoneSituation> situations = new ArrayList<>();
        state.zones()
                .forEach((name, zone) -> situations.add(new ZoneSituation(
                        verdict(name, zone),
                        !zone.closed(),
                        zone.manual()
                                ? Optional.of(new ZoneSituation.ManualCordon("works", Optional.empty(), false, false))
                                : Optional.empty(),
                        Optional.empty(),
                        zone.closed(),
                        false,
                        Optional.empty(),
                        zone.cordon(),
                        zone.history())));
        CordonPlan plan = CordonPlanner.plan(situations, POLICY, NOW);
        List<ZoneWrite> writes = new ArrayList<>();
        plan.decisions().forEach((name, decision) -> {
            ZoneFacts zone = state.zones().get(name);
            if (!decision.cordon().equals(zone.cordon()) || !decision.history().equals(zone.history())) {
                writes.add(new ZoneWrite(name, decision.cordon(), decision.history()));
            }
        });
        return writes;
    }

    private static ZoneVerdict verdict(String name, ZoneFacts zone) {
        Map<Signal, Level> bad = switch (zone.health()) {
            case HEALTHY -> Map.of();
            case SUSPECT -> Map.of(Signal.HEARTBEATS, Level.BAD);
            case GRAY -> Map.of(Signal.PROBES, Level.BAD, Signal.PODS, Level.BAD);
            case DARK -> Map.of(Signal.HEARTBEATS, Level.BAD, Signal.KUBELETS, Level.BAD);
        };
        return new ZoneVerdict(
                name,
                switch (zone.health()) {
                    case HEALTHY -> Verdict.HEALTHY;
                    case SUSPECT -> Verdict.SUSPECT;
                    case GRAY, DARK -> Verdict.UNHEALTHY;
                },
                zone.since(),
                zone.health() == Health.HEALTHY ? Optional.of(zone.since()) : Optional.empty(),
                bad,
                List.of(),
                zone.health() == Health.DARK,
                false);
    }

    private ServicePlan plan(EvacuationState state, String name, SortedMap<String, StackMemory> memory) {
        Service service = state.services().get(name);
        StackDecisions decided = decided(state, name);
        List<KnownZone> zones = new ArrayList<>();
        state.zones()
                .forEach((zone, facts) -> zones.add(new KnownZone(
                        new ZoneIdentity(zone, "id-" + zone, "region"),
                        zone,
                        !facts.closed(),
                        OptionalInt.of(zones.size()))));
        List<StackFact> stacks = new ArrayList<>();
        service.stacks()
                .forEach((zone, stack) -> stacks.add(new StackFact(
                        zone,
                        stack.desired(),
                        stack.desired(),
                        stack.ready(),
                        stack.desired(),
                        true,
                        Optional.empty())));
        return ServicePlanner.plan(
                new ServiceObservation(
                        "shop",
                        name,
                        new ServiceDemand(service.replicas(), 0, false, 1, false, false, List.of()),
                        ZoneCatalog.of(zones),
                        stacks,
                        decided.byZone(),
                        memory,
                        new EvacuationSettings(
                                EvacuationSettings.Action.EVACUATE,
                                FLOOR_PERCENT,
                                new Failback(
                                        failsBack, STABLE_FOR, service.recalled() ? Set.copyOf(zoneNames) : Set.of()),
                                true),
                        Integer.MAX_VALUE),
                NOW);
    }

    private StackDecisions decided(EvacuationState state, String name) {
        Service service = state.services().get(name);
        Map<String, ZoneDecision> decisions = new TreeMap<>();
        state.zones()
                .forEach((zone, facts) -> decisions.put(
                        zone,
                        new ZoneDecision(verdict(zone, facts), facts.cordon(), Optional.empty(), facts.history())));
        Map<ProbeMatrix.Stack, StackVerdict> verdicts = new HashMap<>();
        List<StackDecider.Subject> subjects = new ArrayList<>();
        for (String zone : zoneNames) {
            boolean away = Optional.ofNullable(service.memory().get(zone))
                    .map(StackMemory::state)
                    .filter(StackState::evacuated)
                    .isPresent();
            subjects.add(new StackDecider.Subject(
                    zone,
                    away,
                    service.condemned().contains(zone),
                    service.recalled(),
                    service.unwanted().contains(zone),
                    service.checked()));
            if (service.checked()) {
                verdicts.put(new ProbeMatrix.Stack(name, zone), probes(state, service, zone));
            }
        }
        return StackDecider.decide(name, subjects, decisions, verdicts, POLICY, 5, Set.of());
    }

    private static StackVerdict probes(EvacuationState state, Service service, String zone) {
        boolean failing = service.failing().containsKey(zone)
                || state.zones().get(zone).health() == Health.DARK
                || state.zones().get(zone).health() == Health.GRAY;
        boolean own = service.failing().containsKey(zone) && service.failing().size() == 1;
        Instant since = state.zones().get(zone).since();
        return new StackVerdict(
                failing,
                own,
                false,
                new ProbeMatrix.StackView(3, failing ? 3 : 0, failing ? 3 : 0),
                failing ? Optional.empty() : Optional.of(since),
                NOW,
                NOW,
                null);
    }

    /** What a reconcile writes of a plan, in its order. */
    List<Write> ofService(EvacuationState state, String name) {
        ServicePlan plan = plan(state, name, state.services().get(name).memory());
        Service service = state.services().get(name);
        List<Write> writes = new ArrayList<>();
        SortedSet<String> without = new TreeSet<>(plan.outOfTraffic());
        if (!service.excluded().equals(without)) {
            return List.of(new Write.Selector(without));
        }
        Set<String> failing = decided(state, name).failing();
        SortedMap<String, StackMemory> memory = service.memory();
        ServicePlan last = plan;
        if (plan.again()) {
            SortedMap<String, StackMemory> begun = remembered(plan, service.memory());
            last = plan(state, name, begun);
            memory = remembered(last, begun);
            writes.add(new Write.Status(memory, condemned(last, service, failing)));
        }
        for (StackPlan stack : last.stacks()) {
            String zone = stack.zone().name();
            boolean there = service.stacks().containsKey(zone);
            if (!there || service.stack(zone).desired() != stack.replicas()) {
                writes.add(new Write.Scale(zone, stack.replicas()));
            }
        }
        last.remove().forEach(zone -> writes.add(new Write.Remove(zone.name())));
        SortedMap<String, StackMemory> then = remembered(last, memory);
        SortedSet<String> condemned = condemned(last, service, failing);
        boolean known = then.equals(memory) && (plan.again() || condemned.equals(service.condemned()));
        if (!known) {
            writes.add(new Write.Status(then, condemned));
        }
        return writes;
    }

    private static SortedMap<String, StackMemory> remembered(ServicePlan plan, Map<String, StackMemory> before) {
        SortedMap<String, StackMemory> memory = new TreeMap<>();
        for (StackPlan stack : plan.stacks()) {
            String zone = stack.zone().name();
            Instant since = Optional.ofNullable(before.get(zone))
                    .filter(past -> past.state() == stack.state())
                    .map(StackMemory::since)
                    .orElse(NOW);
            memory.put(zone, new StackMemory(stack.state(), since, stack.home(), stack.standsIn()));
        }
        return memory;
    }

    private static SortedSet<String> condemned(ServicePlan plan, Service service, Set<String> failing) {
        SortedSet<String> condemned = new TreeSet<>();
        plan.away().forEach(stack -> {
            String zone = stack.zone().name();
            if (failing.contains(zone) || service.condemned().contains(zone)) {
                condemned.add(zone);
            }
        });
        return condemned;
    }

    /** Returns a service after the first write of its reconcile. */
    static Service written(Service service) {
        Write first = service.writes().getFirst();
        Service rest = service.with(service.writes().subList(1, service.writes().size()));
        return switch (first) {
            case Write.Selector(var without) -> rest.selects(without);
            case Write.Status(var memory, var condemned) -> rest.remembers(memory, condemned);
            case Write.Scale(var zone, var replicas) ->
                rest.stack(
                        zone,
                        Optional.of(new Stack(
                                replicas, Math.min(replicas, service.stack(zone).ready()))));
            case Write.Remove(var zone) -> rest.stack(zone, Optional.empty());
        };
    }
}
