package io.zonekeeper.core.service;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;

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

    /** A world with zones that have nodes; {@code a} has the ID {@code id-a}. */
    static World withZones(String... names) {
        World world = new World();
        Arrays.stream(names).forEach(zone -> world.zone(zone, true));
        return world;
    }

    World zone(String zone, boolean present) {
        zones.removeIf(known -> known.name().equals(zone));
        zones.add(new KnownZone(
                new ZoneIdentity(zone, "id-" + zone, "region"), zone, present, OptionalInt.of(zones.size())));
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
                        .map(zone -> new ZoneWish(zone, 1, 0, ZoneShare.UNLIMITED))
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

    World troubled(String zone, int desired, String trouble) {
        stacks.put(zone, new StackFact(zone, desired, 0, 0, 0, true, Optional.of(trouble)));
        return this;
    }

    ServicePlan plan() {
        return ServicePlanner.plan(
                new ServiceObservation("default", name, demand, ZoneCatalog.of(zones), List.copyOf(stacks.values())));
    }

    /** Carries a plan out; pods become ready only in zones where they can. */
    void carryOut(ServicePlan plan) {
        plan.stacks()
                .forEach(stack -> runs(
                        stack.zone().name(),
                        stack.replicas(),
                        stack.zone().present() || !zones.contains(stack.zone()) ? stack.replicas() : 0));
        plan.remove().forEach(zone -> stacks.remove(zone.name()));
    }

    /** Plans and carries out until a plan changes nothing; fails when that does not come. */
    ServicePlan settle() {
        for (int round = 0; round < 10; round++) {
            ServicePlan plan = plan();
            Map<String, StackFact> before = new TreeMap<>(stacks);
            carryOut(plan);
            if (before.equals(stacks)) {
                return plan;
            }
        }
        throw new AssertionError("no fixpoint within 10 rounds: " + stacks);
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
}
