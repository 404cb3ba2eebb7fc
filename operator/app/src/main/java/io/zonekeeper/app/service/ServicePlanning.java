package io.zonekeeper.app.service;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.app.evacuation.EvacuationBudget;
import io.zonekeeper.app.evacuation.PriorityClasses;
import io.zonekeeper.app.evacuation.SurgePacer;
import io.zonekeeper.app.evacuation.UnschedulablePods;
import io.zonekeeper.app.health.Verdicts;
import io.zonekeeper.app.policy.PolicySettings;
import io.zonekeeper.app.zone.ZoneState;
import io.zonekeeper.core.evacuation.StackMemory;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.health.StackOrders;
import io.zonekeeper.core.service.ServiceObservation;
import io.zonekeeper.core.service.ServicePlan;
import io.zonekeeper.core.service.ServicePlanner;
import io.zonekeeper.core.service.StackFact;

/**
 * Plans a service with everything that is not its own: what was decided of the zones, what its probes say, and the pace
 * of replacements that it shares with all others.
 */
public final class ServicePlanning {
    private final Supplier<Verdicts> verdicts;
    private final PolicySettings policy;
    private final EvacuationBudget budget;
    private final SurgePacer pacer;
    private final PriorityClasses priorities;
    private final UnschedulablePods unschedulable;
    private final Clock clock;

    /** Creates a planner. */
    public ServicePlanning(
            Supplier<Verdicts> verdicts,
            PolicySettings policy,
            EvacuationBudget budget,
            SurgePacer pacer,
            PriorityClasses priorities,
            UnschedulablePods unschedulable,
            Clock clock) {
        this.verdicts = verdicts;
        this.policy = policy;
        this.budget = budget;
        this.pacer = pacer;
        this.priorities = priorities;
        this.unschedulable = unschedulable;
        this.clock = clock;
    }

    /**
     * What a service is to do.
     *
     * @param plan its plan
     * @param decision what it was told of its zones
     * @param at when it was planned
     */
    record Planned(ServicePlan plan, StackOrders.Decision decision, Instant at) {}

    /**
     * Plans a service.
     *
     * @param service the custom resource
     * @param zones the zones and what was decided of them
     * @param running what runs
     * @param memory what is written in its status of its stacks
     */
    Planned plan(ZonedService service, ZoneState zones, List<StackFact> running, Map<String, StackMemory> memory) {
        Instant now = clock.instant();
        String key = ServiceFacts.key(service);
        EvacuationWish wish = EvacuationWish.of(service, zones.catalog());
        StackOrders.Decision decision = StackOrders.decide(
                key,
                EvacuationFacts.standings(service, zones.catalog(), wish.zones()),
                zones.standings(),
                verdicts.get().stacks(),
                policy.cordons(),
                budget.left());
        ServiceObservation observation = ServiceFacts.observe(
                service, zones.catalog(), troubled(service, running, memory), decision.orders(), memory);
        ServicePlan plan = ServicePlanner.plan(observation, now);
        if (plan.surgeWanted() > 0) {
            int granted = pacer.grant(key, priority(service), plan.surgeWanted());
            if (granted > 0) {
                plan = ServicePlanner.plan(observation.with(granted), now);
            }
        }
        for (String zone : decision.failing()) {
            plan.stacks().stream()
                    .filter(stack -> stack.zone().name().equals(zone) && stack.away())
                    .findFirst()
                    .ifPresent(stack -> budget.spend(key, zone, leftAt(memory.get(zone), now)));
        }
        return new Planned(plan.alsoHeldBack(decision.refusals()).alsoHeldBack(wish.refusals()), decision, now);
    }

    private static Instant leftAt(StackMemory memory, Instant now) {
        return memory == null || memory.state() == StackState.ACTIVE ? now : memory.since();
    }

    /** What the scheduler says is asked for only while pods of a service that is being moved are missing. */
    private List<StackFact> troubled(ZonedService service, List<StackFact> running, Map<String, StackMemory> memory) {
        boolean moving = memory.values().stream()
                .anyMatch(stack -> stack.state() == StackState.REPLACING || stack.state() == StackState.RETURNING);
        boolean missing = running.stream().anyMatch(stack -> stack.ready() < stack.desired());
        if (!moving || !missing) {
            return running;
        }
        Map<String, String> said = unschedulable.of(
                service.getMetadata().getNamespace(), service.getMetadata().getName());
        List<StackFact> troubled = new ArrayList<>();
        for (StackFact stack : running) {
            String sentence = said.get(stack.zone());
            troubled.add(sentence == null ? stack : stack.withTrouble(sentence));
        }
        return troubled;
    }

    private int priority(ZonedService service) {
        return priorities.of(Optional.ofNullable(service.getSpec().template())
                .map(template -> template.path("spec").path("priorityClassName").asText(null))
                .orElse(null));
    }
}
