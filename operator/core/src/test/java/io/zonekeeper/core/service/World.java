package io.zonekeeper.core.service;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;

import io.zonekeeper.core.evacuation.EvacuationSettings;
import io.zonekeeper.core.evacuation.EvacuationSettings.Action;
import io.zonekeeper.core.evacuation.EvacuationSettings.Failback;
import io.zonekeeper.core.evacuation.StackDecision;
import io.zonekeeper.core.evacuation.StackDecision.Cause;
import io.zonekeeper.core.evacuation.StackMemory;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.nodes.ZoneFit;
import io.zonekeeper.core.placement.ZoneShare;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.ZoneCatalog;
import io.zonekeeper.core.zone.ZoneIdentity;

/** A service and its stacks for tests: plans are carried out on it as the controllers of Kubernetes would. */
final class World {
    private final List<KnownZone> zones = new ArrayList<>();
    private final Map<String, StackFact> stacks = new TreeMap<>();
    private ServiceDemand demand = new ServiceDemand(1, 0, false, 1, false, false, List.of());
    private String name = "shop";
    private final Map<String, StackDecision> decisions = new TreeMap<>();
    private final Map<String, StackMemory> memory = new TreeMap<>();
    private final Set<String> broken = new HashSet<>();
    private Action action = Action.EVACUATE;
    private int minReadyPercent = 60;
    private boolean automatic = true;
    private boolean slots = true;
    private final Set<String> failbackRequested = new HashSet<>();
    private int surge = Integer.MAX_VALUE;
    private Map<String, ZoneFit> fits = Map.of();
    private Instant now = Instant.parse("2026-01-01T00:00:00Z");

    /** A world with zones that have nodes; {@code a} has the ID {@code id-a}. */
    static World withZones(String... names) {
        World world = new World();
        Arrays.stream(names).forEach(zone -> world.zone(zone, true));
        return world;
    }

    World zone(String zone, boolean present) {
        zones.removeIf(known -> known.name().equals(zone));
        zones.add(new KnownZone(
                new ZoneIdentity(zone, "id-" + zone, "region"),
                zone,
                present,
                slots ? OptionalInt.of(zones.size()) : OptionalInt.empty()));
        return this;
    }

    World forget(String zone) {
        zones.removeIf(known -> known.name().equals(zone));
        return this;
    }

    World named(String service) {
        name = service;
        return this;
    }

    World asks(int replicas, String... listed) {
        demand = new ServiceDemand(
                replicas,
                demand.toleratedZoneFailures(),
                false,
                1,
                demand.stateful(),
                demand.holdsVolumes(),
                Arrays.stream(listed)
                        .map(zone -> new ListedZone(zone, 1, 0, ZoneShare.UNLIMITED))
                        .toList());
        return this;
    }

    World tolerates(int zoneFailures) {
        demand = new ServiceDemand(
                demand.replicas(), zoneFailures, false, 1, demand.stateful(), demand.holdsVolumes(), demand.zones());
        return this;
    }

    World stateful() {
        demand = new ServiceDemand(
                demand.replicas(), demand.toleratedZoneFailures(), false, 1, true, true, demand.zones());
        return this;
    }

    World runs(String zone, int desired, int ready) {
        stacks.put(zone, new StackFact(zone, desired, desired, ready, desired, true, Optional.empty()));
        return this;
    }

    /** All pods of a zone are ready, some of them on nodes of other zones. */
    World runsElsewhere(String zone, int pods, Map<String, Integer> elsewhere) {
        runs(zone, pods, pods);
        stacks.computeIfPresent(zone, (name, stack) -> stack.withElsewhere(elsewhere));
        return this;
    }

    /** What a zone's nodes are to the service's pods. */
    World fits(Map<String, ZoneFit> known) {
        fits = Map.copyOf(known);
        return this;
    }

    /** A zone that replaces its pods: a new one beside so many old ones. */
    World updating(String zone, int desired, int ready) {
        stacks.put(zone, new StackFact(zone, desired, desired + 1, ready, 1, true, Optional.empty()));
        return this;
    }

    World troubled(String zone, int desired, String trouble) {
        stacks.put(zone, new StackFact(zone, desired, 0, 0, 0, true, Optional.of(trouble)));
        return this;
    }

    /** Some pods of a zone find no node. */
    World pending(String zone, int desired, int ready, String trouble) {
        stacks.put(zone, new StackFact(zone, desired, desired, ready, desired, true, Optional.of(trouble)));
        return this;
    }

    World withoutSlots() {
        slots = false;
        List.copyOf(zones).forEach(zone -> zone(zone.name(), zone.present()));
        return this;
    }

    World acts(Action how) {
        action = how;
        return this;
    }

    World floor(int percent) {
        minReadyPercent = percent;
        return this;
    }

    World manualFailback() {
        automatic = false;
        return this;
    }

    World requestsHome(String zone) {
        failbackRequested.add(zone);
        return this;
    }

    World surges(int pods) {
        surge = pods;
        return this;
    }

    /** The zone is to be left; its pods answer. */
    World leave(String zone) {
        return decision(zone, new StackDecision.Leave(Cause.AUTOMATIC, "probes fail", false, Optional.empty()));
    }

    World leave(String zone, Cause cause) {
        return decision(zone, new StackDecision.Leave(cause, "so said", false, Optional.empty()));
    }

    World closes(String zone, Duration in) {
        return decision(zone, new StackDecision.Leave(Cause.CLOSURE, "it ends", false, Optional.of(now.plus(in))));
    }

    /** The zone is to be left, and its pods do not answer, though their status may say that they are ready. */
    World dark(String zone) {
        return decision(zone, new StackDecision.Leave(Cause.AUTOMATIC, "silent", true, Optional.empty()));
    }

    /** There is evidence from now on that the zone is healthy. */
    World healthy(String zone) {
        return decision(zone, new StackDecision.Stay(Optional.of(now)));
    }

    /**
     * The zone's pods do not answer, though their status says that they are ready, and limits keep it from being left.
     */
    World darkAndNotLeft(String zone) {
        return decision(zone, new StackDecision.Stay(Optional.empty()).dark(true));
    }

    World suspect(String zone) {
        return decision(zone, new StackDecision.Stay(Optional.empty()));
    }

    World decision(String zone, StackDecision decision) {
        decisions.put(zone, decision);
        return this;
    }

    World pass(Duration time) {
        now = now.plus(time);
        return this;
    }

    /** From now on no pod of the zone becomes or stays ready. */
    World breakPods(String zone) {
        broken.add(zone);
        Optional.ofNullable(stacks.get(zone)).ifPresent(stack -> runs(zone, stack.desired(), 0));
        return this;
    }

    World mendPods(String zone) {
        broken.remove(zone);
        Optional.ofNullable(stacks.get(zone)).ifPresent(stack -> runs(zone, stack.desired(), stack.desired()));
        return this;
    }

    ServicePlan plan() {
        return ServicePlanner.plan(observation(), now);
    }

    /** What a plan is made of. */
    ServiceObservation observation() {
        return new ServiceObservation(
                "default",
                name,
                demand,
                ZoneCatalog.of(zones),
                List.copyOf(stacks.values()),
                decisions,
                memory,
                new EvacuationSettings(
                        action,
                        minReadyPercent,
                        new Failback(automatic, Duration.ofMinutes(5), failbackRequested),
                        true),
                surge,
                fits);
    }

    /** Carries a plan out; pods become ready only in zones where they can. */
    void carryOut(ServicePlan plan) {
        plan.stacks()
                .forEach(stack -> runs(stack.zone().name(), stack.replicas(), canRun(stack) ? stack.replicas() : 0));
        plan.remove().forEach(zone -> stacks.remove(zone.name()));
        remember(plan);
    }

    /** Carries a plan out, and no pod it starts is ready yet. */
    void carryOutWithoutNewPods(ServicePlan plan) {
        plan.stacks().forEach(stack -> {
            int ready = Math.min(stack.fact().ready(), stack.replicas());
            runs(stack.zone().name(), stack.replicas(), ready);
        });
        remember(plan);
    }

    private boolean canRun(StackPlan stack) {
        ZoneFit fit = fits.get(stack.zone().name());
        return (fit == null || fit.fitting() > 0)
                && !broken.contains(stack.zone().name())
                && (stack.zone().present() || !zones.contains(stack.zone()));
    }

    /** Writes the status: all that outlives a plan. */
    void remember(ServicePlan plan) {
        Map<String, StackMemory> before = Map.copyOf(memory);
        memory.clear();
        plan.stacks().forEach(stack -> {
            String zone = stack.zone().name();
            Instant since = Optional.ofNullable(before.get(zone))
                    .filter(past -> past.state() == stack.state())
                    .map(StackMemory::since)
                    .orElse(now);
            memory.put(zone, new StackMemory(stack.state(), since, stack.home(), stack.standsIn()));
        });
    }

    /** One plan, carried out; returns it. */
    ServicePlan step() {
        ServicePlan plan = plan();
        carryOut(plan);
        return plan;
    }

    /** What the status says of each zone. */
    Map<String, StackState> remembered() {
        Map<String, StackState> states = new TreeMap<>();
        memory.forEach((zone, past) -> states.put(zone, past.state()));
        return states;
    }

    /** All that a plan changes. */
    Map<String, Object> everything() {
        return Map.of("stacks", Map.copyOf(stacks), "memory", Map.copyOf(memory));
    }

    Instant now() {
        return now;
    }

    /** Plans and carries out until a plan changes nothing; fails when that does not come. */
    ServicePlan settle() {
        return settle("");
    }

    /** Settles while the pods of one zone, which takes no new ones, keep running. */
    ServicePlan settle(String keptZone) {
        for (int round = 0; round < 60; round++) {
            ServicePlan plan = plan();
            Map<String, Object> before = everything();
            Optional<StackFact> kept = Optional.ofNullable(stacks.get(keptZone));
            carryOut(plan);
            kept.ifPresent(stack -> stacks.put(keptZone, stack));
            if (before.equals(everything())) {
                return plan;
            }
        }
        throw new AssertionError("no fixpoint within 60 rounds: " + stacks);
    }

    int ready() {
        return stacks.values().stream().mapToInt(StackFact::ready).sum();
    }

    /** What is asked for in each zone, as {@code a=3 b=3 c=3}. */
    static String spread(ServicePlan plan) {
        return String.join(
                " ",
                plan.stacks().stream()
                        .map(stack -> stack.zone().name() + "=" + stack.replicas())
                        .toList());
    }

    /** Where each zone stands and what it is asked for, as {@code a=Drained:1 b=Active:5 c=Active:4}. */
    static String states(ServicePlan plan) {
        return String.join(
                " ",
                plan.stacks().stream()
                        .map(stack -> stack.zone().name() + "=" + stack.state().word() + ":" + stack.replicas())
                        .toList());
    }
}
