package io.zonekeeper.core.model;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

import io.zonekeeper.core.cordon.Cordon;
import io.zonekeeper.core.cordon.CordonHistory;
import io.zonekeeper.core.evacuation.StackDecision.Cause;
import io.zonekeeper.core.evacuation.StackMemory;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.model.EvacuationState.Health;
import io.zonekeeper.core.model.EvacuationState.Service;
import io.zonekeeper.core.model.EvacuationState.Stack;
import io.zonekeeper.core.model.EvacuationState.Write;
import io.zonekeeper.core.model.EvacuationState.ZoneFacts;
import io.zonekeeper.core.model.EvacuationState.ZoneWrite;
import io.zonekeeper.core.model.Explorer.Step;

import static io.zonekeeper.core.model.ModelTime.NOW;

/**
 * Zones that fail and recover, users that cordon, services that leave and come home: by the planners that the operator
 * uses, in the order in which its controllers write.
 *
 * <ol>
 *   <li>The round of zones writes one Zone after the other; services go by what is recorded.
 *   <li>A service's reconcile writes the selector alone; else the status first where the plan wants it recorded, then
 *       workloads, then the status.
 *   <li>Between any two writes anything may happen, and the process may end: then nothing more of it is written.
 *   <li>Kubernetes starts pods where a node takes them, and finds a dark zone's pods unready, whenever it likes. Time
 *       passes only when all others have done what they can.
 * </ol>
 */
final class EvacuationModel implements Explorer.Model<EvacuationState> {
    private final List<String> zoneNames;
    private final Map<String, Integer> asked;
    private final Set<Happening> happenings;
    private final int most;
    private final EvacuationPlans plans;
    /** What the operator and Kubernetes do in the state that was last asked about: planning is what takes time. */
    private Optional<Moves> last = Optional.empty();

    private record Moves(EvacuationState of, List<Step<EvacuationState>> steps) {}

    /** What may happen besides the operator, Kubernetes and time. */
    enum Happening {
        /** A zone becomes Suspect, gray or dark, or well. */
        FAULT,
        /** A user cordons a zone, or no longer. */
        MANUAL,
        /** Somebody makes all nodes of a zone unschedulable, or schedulable. */
        CLOSE,
        /** A service's health checks fail in one zone, or no longer. */
        OWN,
        /** A user wants a service to leave a zone, or no longer. */
        UNWANTED,
        /** A user scales a service by one pod up or down. */
        SCALE,
        /** A user takes a service's health checks away, or gives it some again. */
        CHECKS,
        /** A user asks a service to return to its zones, at the very end: it does not on its own. */
        RECALL
    }

    /**
     * Creates it.
     *
     * @param zones how many
     * @param asked pods of each service
     * @param happenings what may happen
     * @param most how often in all
     */
    EvacuationModel(int zones, Map<String, Integer> asked, Set<Happening> happenings, int most) {
        this.zoneNames = List.of("a", "b", "c").subList(0, zones);
        this.asked = new TreeMap<>(asked);
        this.happenings = Set.copyOf(happenings);
        this.most = most;
        this.plans = new EvacuationPlans(zoneNames, !happenings.contains(Happening.RECALL));
    }

    @Override
    public List<EvacuationState> beginnings() {
        SortedMap<String, ZoneFacts> zones = new TreeMap<>();
        zoneNames.forEach(zone -> zones.put(
                zone,
                new ZoneFacts(Health.HEALTHY, ModelTime.LONG_AGO, false, false, Optional.empty(), CordonHistory.NONE)));
        SortedMap<String, Service> services = new TreeMap<>();
        asked.forEach((name, replicas) -> services.put(
                name,
                new Service(
                        replicas,
                        new TreeMap<>(),
                        new TreeMap<>(),
                        new TreeSet<>(),
                        new TreeSet<>(),
                        new TreeMap<>(),
                        new TreeSet<>(),
                        happenings.contains(Happening.OWN),
                        false,
                        List.of())));
        EvacuationState state = new EvacuationState(zones, services, List.of(), most);
        for (Optional<EvacuationState> next = onward(state); next.isPresent(); next = onward(state)) {
            state = next.get();
        }
        return List.of(state);
    }

    @Override
    public List<Step<EvacuationState>> steps(EvacuationState state) {
        List<Step<EvacuationState>> steps = new ArrayList<>(moves(state));
        if (steps.isEmpty()) {
            steps.add(new Step<>("a minute passes", state.later()));
        }
        if (!state.zoneWrites().isEmpty()) {
            steps.add(new Step<>("the process ends in the round of zones", state.writes(List.of())));
        }
        state.services().forEach((name, service) -> {
            if (!service.writes().isEmpty()) {
                steps.add(new Step<>("the process ends in " + name, state.service(name, service.with(List.of()))));
            }
        });
        if (state.happenings() > 0) {
            happen(state.happened(), steps);
        }
        return steps;
    }

    private void operator(EvacuationState state, List<Step<EvacuationState>> steps) {
        if (state.zoneWrites().isEmpty()) {
            List<ZoneWrite> writes = plans.ofZones(state);
            if (!writes.isEmpty()) {
                Optional<String> wrong = wrongCordons(state, writes);
                steps.add(new Step<>("the round of zones plans " + writes, state.writes(writes), wrong));
            }
        } else {
            ZoneWrite write = state.zoneWrites().getFirst();
            List<ZoneWrite> rest =
                    state.zoneWrites().subList(1, state.zoneWrites().size());
            ZoneFacts zone = state.zones().get(write.zone());
            steps.add(new Step<>(
                    "Zone " + write.zone() + " is written",
                    state.zone(write.zone(), zone.recorded(write)).writes(rest)));
        }
        state.services().forEach((name, service) -> {
            if (service.writes().isEmpty()) {
                List<Write> writes = plans.ofService(state, name);
                if (!writes.isEmpty()) {
                    steps.add(new Step<>(
                            name + " plans " + writes,
                            state.service(name, service.with(writes)),
                            wrongPlan(state, service, writes)));
                }
            } else {
                steps.add(new Step<>(
                        name + " writes " + service.writes().getFirst(),
                        state.service(name, EvacuationPlans.written(service))));
            }
        });
    }

    private void kubernetes(EvacuationState state, List<Step<EvacuationState>> steps) {
        state.services()
                .forEach((name, service) -> service.stacks().forEach((zone, stack) -> {
                    ZoneFacts facts = state.zones().get(zone);
                    if (facts.runsNewPods() && stack.ready() < stack.desired()) {
                        steps.add(new Step<>(
                                "%s's pods in %s become ready".formatted(name, zone),
                                state.service(
                                        name,
                                        service.stack(
                                                zone, Optional.of(new Stack(stack.desired(), stack.desired()))))));
                    }
                    if (facts.health() == Health.DARK && stack.ready() > 0) {
                        steps.add(new Step<>(
                                "%s's pods in %s are found unready".formatted(name, zone),
                                state.service(name, service.stack(zone, Optional.of(new Stack(stack.desired(), 0))))));
                    }
                }));
    }

    private void happen(EvacuationState state, List<Step<EvacuationState>> steps) {
        for (String name : zoneNames) {
            ZoneFacts zone = state.zones().get(name);
            if (happenings.contains(Happening.FAULT)) {
                for (Health other : Health.values()) {
                    if (other != zone.health()) {
                        steps.add(new Step<>(name + " becomes " + other, state.zone(name, zone.is(other))));
                    }
                }
            }
            if (happenings.contains(Happening.MANUAL)) {
                steps.add(new Step<>(
                        "a user %s %s".formatted(zone.manual() ? "uncordons" : "cordons", name),
                        state.zone(name, zone.wanted(!zone.manual()))));
            }
            if (happenings.contains(Happening.CLOSE)) {
                steps.add(new Step<>(
                        "the nodes of %s become %s".formatted(name, zone.closed() ? "schedulable" : "unschedulable"),
                        state.zone(name, zone.unschedulable(!zone.closed()))));
            }
        }
        state.services()
                .forEach((name, service) -> zoneNames.forEach(zone -> {
                    if (happenings.contains(Happening.OWN)) {
                        SortedMap<String, Instant> failing = new TreeMap<>(service.failing());
                        if (failing.remove(zone) == null) {
                            failing.put(zone, NOW);
                        }
                        steps.add(new Step<>(
                                "%s in %s %s".formatted(name, zone, failing.containsKey(zone) ? "fails" : "recovers"),
                                state.service(name, service.fails(failing))));
                    }
                    if (happenings.contains(Happening.UNWANTED)) {
                        boolean already = service.unwanted().contains(zone);
                        steps.add(new Step<>(
                                "%s is %s in %s".formatted(name, already ? "wanted" : "unwanted", zone),
                                state.service(
                                        name,
                                        service.unwanted(
                                                already
                                                        ? EvacuationState.without(service.unwanted(), zone)
                                                        : EvacuationState.with(service.unwanted(), zone)))));
                    }
                }));
        if (happenings.contains(Happening.CHECKS)) {
            state.services()
                    .forEach((name, service) -> steps.add(new Step<>(
                            "%s %s health checks".formatted(name, service.checked() ? "loses its" : "gets"),
                            state.service(name, service.checked(!service.checked())))));
        }
        if (happenings.contains(Happening.SCALE)) {
            state.services().forEach((name, service) -> {
                int before = asked.get(name);
                steps.add(new Step<>(
                        name + " is scaled",
                        state.service(name, service.asks(service.replicas() == before ? before + 1 : before))));
            });
        }
    }

    /** The last zone that is not known to be bad is never cordoned by us, nor more than one. */
    private Optional<String> wrongCordons(EvacuationState state, List<ZoneWrite> writes) {
        EvacuationState after = state;
        for (ZoneWrite write : writes) {
            after = after.zone(write.zone(), after.zones().get(write.zone()).recorded(write));
        }
        long automatic = after.zones().values().stream()
                .filter(zone -> zone.cordon()
                        .filter(cordon -> cordon.cause() == Cause.AUTOMATIC)
                        .isPresent())
                .count();
        boolean begins = automatic
                > state.zones().values().stream()
                        .filter(zone -> zone.cordon()
                                .flatMap(cordon -> cordon.automaticPart())
                                .isPresent())
                        .count();
        boolean left = after.zones().values().stream()
                .anyMatch(zone -> zone.cordon().isEmpty() && zone.health() == Health.HEALTHY);
        for (ZoneWrite write : writes) {
            ZoneFacts zone = state.zones().get(write.zone());
            boolean ends = zone.cordon().flatMap(Cordon::automaticPart).isPresent()
                    && write.cordon().flatMap(Cordon::automaticPart).isEmpty();
            if (ends && zone.health() != Health.HEALTHY) {
                return Optional.of("the automatic cordon of %s ends, which is %s".formatted(write.zone(), zone));
            }
        }
        if (automatic > 1 && begins) {
            return Optional.of("more than one zone is cordoned automatically: " + after.zones());
        }
        return begins && !left ? Optional.of("no healthy zone is left: " + after.zones()) : Optional.empty();
    }

    /** Nothing that serves is taken away before others serve in its place. */
    private Optional<String> wrongPlan(EvacuationState state, Service service, List<Write> writes) {
        int before = serving(state, service);
        Service after = service.with(writes);
        while (!after.writes().isEmpty()) {
            after = EvacuationPlans.written(after);
        }
        if (happenings.contains(Happening.RECALL) && !service.recalled()) {
            for (String zone : zoneNames) {
                if (away(service, zone) && !away(after, zone)) {
                    return Optional.of("it returns to %s, and nobody asked for that".formatted(zone));
                }
            }
        }
        int left = serving(state, after);
        int floor = Math.ceilDiv(service.replicas() * EvacuationPlans.FLOOR_PERCENT, 100);
        boolean takesFromAnswering = after.excluded().stream()
                .anyMatch(zone -> !service.excluded().contains(zone) && answering(state, service, zone) > 0);
        if (left == 0 && before > 0) {
            return Optional.of("of %d pods that serve none is left".formatted(before));
        }
        if (takesFromAnswering && left < floor) {
            return Optional.of("%d pods would serve, fewer than the floor of %d".formatted(left, floor));
        }
        if (left < Math.min(before, service.replicas()) && after.excluded().equals(service.excluded())) {
            return Optional.of("of %d pods that serve %d would be left, of %d that are asked for"
                    .formatted(before, left, service.replicas()));
        }
        return Optional.empty();
    }

    private static boolean away(Service service, String zone) {
        return Optional.ofNullable(service.memory().get(zone))
                .map(StackMemory::state)
                .filter(state -> state.evacuated() && state != StackState.RETURNING)
                .isPresent();
    }

    private static int serving(EvacuationState state, Service service) {
        return service.stacks().keySet().stream()
                .filter(zone -> !service.excluded().contains(zone))
                .mapToInt(zone -> answering(state, service, zone))
                .sum();
    }

    private static int answering(EvacuationState state, Service service, String zone) {
        return state.zones().get(zone).health() == Health.DARK
                ? 0
                : service.stack(zone).ready();
    }

    @Override
    public boolean resting(EvacuationState state) {
        return state.zoneWrites().isEmpty()
                && state.services().values().stream()
                        .allMatch(service -> service.writes().isEmpty())
                && moves(state).isEmpty();
    }

    private List<Step<EvacuationState>> moves(EvacuationState state) {
        if (last.filter(known -> known.of().equals(state)).isEmpty()) {
            List<Step<EvacuationState>> steps = new ArrayList<>();
            operator(state, steps);
            kubernetes(state, steps);
            last = Optional.of(new Moves(state, steps));
        }
        return last.orElseThrow().steps();
    }

    @Override
    public Optional<String> wrong(EvacuationState state) {
        if (!resting(state)) {
            return Optional.empty();
        }
        for (Map.Entry<String, Service> entry : state.services().entrySet()) {
            Service service = entry.getValue();
            int serving = serving(state, service);
            boolean idle = zoneNames.stream().anyMatch(zone -> answering(state, service, zone) > 0);
            if (serving == 0 && idle) {
                return Optional.of(entry.getKey() + " has pods that respond, and no traffic reaches one");
            }
            List<ZoneFacts> bad = state.zones().values().stream()
                    .filter(zone -> zone.health() != Health.HEALTHY || zone.closed())
                    .toList();
            // A zone that waits to be asked for is not used in place of another.
            boolean onItsOwn = !happenings.contains(Happening.RECALL);
            boolean oneIsLeft = bad.size() == 1 && bad.getFirst().cordon().isPresent();
            boolean alone = state.zones().values().stream()
                            .filter(zone -> zone.cordon().isPresent())
                            .count()
                    <= 1;
            if (oneIsLeft && alone && onItsOwn && service.unwanted().isEmpty() && serving < service.replicas()) {
                return Optional.of("one zone is left, and %s has %d of %d pods in traffic"
                        .formatted(entry.getKey(), serving, service.replicas()));
            }
        }
        return Optional.empty();
    }

    @Override
    public EvacuationState mended(EvacuationState state) {
        EvacuationState mended = state;
        for (String zone : zoneNames) {
            ZoneFacts facts = mended.zones().get(zone).wanted(false).unschedulable(false);
            mended = mended.zone(zone, facts.health() == Health.HEALTHY ? facts : facts.is(Health.HEALTHY));
        }
        UnaryOperator<Service> well = service -> service.fails(new TreeMap<>())
                .unwanted(new TreeSet<>())
                .recalled(happenings.contains(Happening.RECALL));
        for (String name : asked.keySet()) {
            mended = mended.service(name, well.apply(mended.services().get(name)));
        }
        return new EvacuationState(mended.zones(), mended.services(), mended.zoneWrites(), 0);
    }

    @Override
    public Optional<EvacuationState> onward(EvacuationState state) {
        List<Step<EvacuationState>> steps = moves(state);
        EvacuationState next =
                steps.isEmpty() ? state.later() : steps.getFirst().to();
        return next.equals(state) ? Optional.empty() : Optional.of(next);
    }

    @Override
    public Optional<String> notAtHome(EvacuationState state) {
        for (Map.Entry<String, ZoneFacts> zone : state.zones().entrySet()) {
            if (zone.getValue().cordon().isPresent()) {
                return Optional.of(zone.getKey() + " is still cordoned");
            }
        }
        for (Map.Entry<String, Service> entry : state.services().entrySet()) {
            Service service = entry.getValue();
            int pods = service.stacks().values().stream().mapToInt(Stack::ready).sum();
            List<Integer> spread = zoneNames.stream()
                    .map(zone -> service.stack(zone).ready())
                    .sorted()
                    .toList();
            boolean home = service.excluded().isEmpty()
                    && service.condemned().isEmpty()
                    && service.memory().values().stream()
                            .allMatch(past -> past.state() == StackState.ACTIVE
                                    && past.home().isEmpty())
                    && pods == service.replicas()
                    && spread.getLast() - spread.getFirst() <= 1;
            if (!home) {
                return Optional.of(entry.getKey() + " is not as it was");
            }
        }
        return Optional.empty();
    }
}
