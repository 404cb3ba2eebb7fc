package io.zonekeeper.core.service;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import io.zonekeeper.core.evacuation.StackDecision;
import io.zonekeeper.core.evacuation.StackMemory;

/**
 * What a service would do, step by step, were its plans carried out.
 *
 * <ol>
 *   <li>{@link ServicePlanner} plans what is observed, with no limit to the pace.
 *   <li>What it asks for becomes what is observed next: pods there is room for are ready, those of a zone that is lost
 *       are not, and what finds no node is complained of as a scheduler does; its states become the memory.
 *   <li>Again, until a plan changes nothing: that is the end.
 * </ol>
 *
 * <p>Invariants: it decides nothing itself; it asks no clock, so what only time changes does not happen.
 */
public final class Rehearsal {
    /** An evacuation takes five plans; more than this means that plans do not settle. */
    private static final int MOST_STEPS = 60;

    private final Map<String, Integer> room;
    private final Map<String, Integer> readyAtStart = new HashMap<>();
    private final Set<String> lost;
    private final Instant now;

    private Rehearsal(ServiceObservation start, Map<String, Integer> room, Set<String> lost, Instant now) {
        this.room = room;
        this.lost = lost;
        this.now = now;
        start.stacks().forEach(stack -> readyAtStart.put(stack.zone(), stack.ready()));
    }

    /**
     * One step.
     *
     * @param before what was there before it
     * @param plan what is done
     */
    public record Step(ServiceObservation before, ServicePlan plan) {}

    /**
     * How it goes.
     *
     * @param steps the steps that change something
     * @param end what is there in the end
     * @param last the plan of it
     */
    public record Course(List<Step> steps, ServiceObservation end, ServicePlan last) {
        /** Copies the list. */
        public Course {
            steps = List.copyOf(steps);
        }

        /** Returns ready pods with traffic in the end. */
        public int serving() {
            return last.inTraffic().stream()
                    .mapToInt(stack -> stack.fact().ready())
                    .sum();
        }
    }

    /**
     * Plays a service through to its end.
     *
     * @param start what is there
     * @param room by zone name, how many more pods find a node; zones that are not in it have room for all
     * @param lost names of zones in which no pod is ready
     * @param now the time
     */
    public static Course play(ServiceObservation start, Map<String, Integer> room, Set<String> lost, Instant now) {
        return new Rehearsal(start, Map.copyOf(room), Set.copyOf(lost), now).play(start);
    }

    /** Returns what is there at the moment in which a zone is lost: its pods answer no more, and it is to be left. */
    public static ServiceObservation lose(ServiceObservation observation, String zone, String reason) {
        Map<String, StackDecision> decisions = new HashMap<>(observation.decisions());
        decisions.put(zone, new StackDecision.Leave(StackDecision.Cause.AUTOMATIC, reason, true, Optional.empty()));
        List<StackFact> stacks = observation.stacks().stream()
                .map(stack ->
                        stack.zone().equals(zone) ? stack.carriedOut(stack.desired(), 0, Optional.empty()) : stack)
                .toList();
        return with(observation, stacks, decisions, observation.memory());
    }

    private Course play(ServiceObservation start) {
        List<Step> steps = new ArrayList<>();
        ServiceObservation at = start.with(Integer.MAX_VALUE);
        for (int step = 0; step < MOST_STEPS; step++) {
            ServicePlan plan = ServicePlanner.plan(at, now);
            ServiceObservation next = carriedOut(at, plan);
            if (next.stacks().equals(at.stacks()) && next.memory().equals(at.memory())) {
                return new Course(steps, at, plan);
            }
            steps.add(new Step(at, plan));
            at = next;
        }
        throw new IllegalStateException(
                "the plans of %s/%s do not converge".formatted(start.namespace(), start.name()));
    }

    private ServiceObservation carriedOut(ServiceObservation before, ServicePlan plan) {
        List<StackFact> stacks = new ArrayList<>();
        Map<String, StackMemory> memory = new HashMap<>();
        for (StackPlan stack : plan.stacks()) {
            String zone = stack.zone().name();
            int most = mostReady(zone);
            int ready = Math.min(stack.replicas(), most);
            stacks.add(stack.fact().carriedOut(stack.replicas(), ready, complaint(zone, stack.replicas() - most)));
            StackMemory was = before.memory().get(zone);
            boolean same = was != null && was.state() == stack.state();
            OptionalInt home = stack.home();
            memory.put(zone, new StackMemory(stack.state(), same ? was.since() : now, home, stack.standsIn()));
        }
        return with(before, stacks, before.decisions(), memory);
    }

    private int mostReady(String zone) {
        if (lost.contains(zone)) {
            return 0;
        }
        Integer more = room.get(zone);
        return more == null ? Integer.MAX_VALUE : readyAtStart.getOrDefault(zone, 0) + more;
    }

    private Optional<String> complaint(String zone, int homeless) {
        return homeless > 0 && !lost.contains(zone)
                ? Optional.of("no node has room for %d pods, by their requests".formatted(homeless))
                : Optional.empty();
    }

    private static ServiceObservation with(
            ServiceObservation observation,
            List<StackFact> stacks,
            Map<String, StackDecision> decisions,
            Map<String, StackMemory> memory) {
        return new ServiceObservation(
                observation.namespace(),
                observation.name(),
                observation.demand(),
                observation.catalog(),
                stacks,
                decisions,
                memory,
                observation.settings(),
                observation.surgeAllowance(),
                observation.fits());
    }
}
