package io.zonekeeper.core.failover;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.cordon.StackDecider;
import io.zonekeeper.core.cordon.StackDecisions;
import io.zonekeeper.core.evacuation.EvacuationInput;
import io.zonekeeper.core.evacuation.EvacuationSettings.Action;
import io.zonekeeper.core.evacuation.EvacuationZone;
import io.zonekeeper.core.evacuation.StackDecision;
import io.zonekeeper.core.evacuation.StackDecision.Cause;
import io.zonekeeper.core.evacuation.StackMemory;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.evacuation.TrafficPlanner;
import io.zonekeeper.core.failover.FailoverPlan.ServicePlan;
import io.zonekeeper.core.failover.FailoverPlan.StackName;
import io.zonekeeper.core.failover.FailoverPlan.ZonePlan;
import io.zonekeeper.core.reasons.FailoverReason;
import io.zonekeeper.core.reasons.ServiceReason;
import io.zonekeeper.core.zone.KnownZone;

/**
 * Plans what becomes of Services and pods that others made.
 *
 * <p>A stack is here "the pods of a Service in a zone". Its traffic is decided as that of a ZonedService, by the same
 * guards; how many pods run where is up to the scheduler and their controllers, which are only given reason to act.
 *
 * <ol>
 *   <li><b>Orders</b> ({@link StackDecider}): which zones each Service is to leave: cordoned ones, those that a user
 *       names, and those in which it fails its health checks on its own. While its template is being replaced such a
 *       failure may be the template's.
 *   <li><b>Labels.</b> A zone keeps its traffic while a ready pod outside of it does not carry its label: that pod
 *       would lose its traffic too.
 *   <li><b>Traffic</b> ({@link TrafficPlanner}): which zones the selector of each Service excludes. A zone in which a
 *       Service has no pods and had none is not its concern.
 *   <li><b>Pods</b> of zones that were left ({@link Replacements}): which are deleted or evicted, so that their
 *       controllers replace them in other zones, and which are left alone. Not before the status records the
 *       evacuation, and the zone's nodes take no new pods.
 *   <li><b>Return</b> ({@link Returns}): once a zone has its traffic again and its nodes take pods, surplus pods of
 *       other zones are evicted one by one for as long as the scheduler uses the zone for their replacements.
 * </ol>
 *
 * <p>Invariants: no selector excludes a zone while a ready pod elsewhere would be lost by it; the last zone with a
 * ready pod keeps its traffic; no pod is deleted that would not be replaced; without orders and without memory nothing
 * is planned but labels.
 */
public final class FailoverPlanner {
    private final FailoverObservation observation;
    private final Instant now;
    private final SortedMap<String, SortedSet<Integer>> labels;
    private final PodIndex pods;
    private final SortedMap<String, Refusal> heldBack = new TreeMap<>();
    private final Map<String, Map<String, Leaving>> leaving = new HashMap<>();
    private final List<Instant> changes = new ArrayList<>();
    private final Set<StackName> begins = new HashSet<>();

    /** A zone that a Service leaves or has left: the order, where it stands, and whether its traffic is off. */
    record Leaving(Optional<StackDecision.Leave> order, boolean left, boolean replaces) {}

    private FailoverPlanner(FailoverObservation observation, Instant now) {
        this.observation = observation;
        this.now = now;
        this.labels = OutsideLabels.missing(observation);
        this.pods = new PodIndex(observation);
    }

    /** Returns what is to be done. */
    public static FailoverPlan plan(FailoverObservation observation, Instant now) {
        return new FailoverPlanner(observation, now).plan();
    }

    private FailoverPlan plan() {
        List<ServicePlan> traffic =
                observation.services().stream().map(this::traffic).toList();
        Replacements replacements = Replacements.of(observation, pods, leaving, now);
        Returns returns = Returns.of(observation, pods, traffic);
        List<ServicePlan> services = traffic.stream()
                .map(service -> new ServicePlan(
                        service.name(),
                        service.excluded(),
                        service.changes(),
                        service.unprotected(),
                        service.zones().stream()
                                .map(zone -> replacements.withProgress(
                                        service.name(), returns.withProgress(service.name(), zone)))
                                .toList(),
                        service.rolling()))
                .toList();
        replacements.heldBack().forEach(refusal -> heldBack.put(refusal.message(), refusal));
        returns.heldBack().forEach(refusal -> heldBack.put(refusal.message(), refusal));
        return new FailoverPlan(
                services,
                labels,
                replacements.deletions(),
                Stream.concat(replacements.evictions().stream(), returns.evictions().stream())
                        .toList(),
                replacements.taints(),
                List.copyOf(heldBack.values()),
                changes.stream().min(Comparator.naturalOrder()),
                Set.copyOf(begins));
    }

    private ServicePlan traffic(ProtectedService service) {
        if (service.unprotected().isPresent()) {
            UnprotectedServices.Planned planned = UnprotectedServices.plan(service, observation);
            leaving.put(service.name(), planned.leaving());
            return planned.plan();
        }
        boolean rolling = HealthEvidence.onTrial(pods.ofService(service.name()), observation.workloads());
        FailoverObservation.Health health = observation.health();
        StackDecisions decided = StackDecider.decide(
                service.checked().map(ProtectedService.Checked::key).orElse(observation.key()),
                subjects(service),
                observation.zones().decisions(),
                service.checked().isPresent() ? health.judged() : Map.of(),
                observation.zones().policy(),
                health.evacuationsLeft() - begins.size(),
                rolling ? zoneNames() : Set.of());
        decided.refusals()
                .forEach(refusal -> heldBack.put(named(service, refusal).message(), named(service, refusal)));
        List<EvacuationZone> zones = zones(service, decided);
        EvacuationInput input = new EvacuationInput(
                zones,
                List.of(),
                observation.settings(),
                zones.stream().mapToInt(EvacuationZone::desired).sum(),
                false,
                now);
        TrafficPlanner.Traffic traffic = TrafficPlanner.plan(input);
        traffic.nextChange().ifPresent(changes::add);
        traffic.heldBack()
                .forEach(refusal -> heldBack.put(named(service, refusal).message(), named(service, refusal)));
        List<ZonePlan> plans = zones.stream()
                .map(zone -> plan(service, zone, traffic.zones().get(zone.zone()), decided))
                .toList();
        SortedSet<Integer> excluded = new TreeSet<>();
        plans.stream()
                .filter(zone -> !zone.serving())
                .forEach(zone -> excluded.add(zone.zone().slot().orElseThrow()));
        return new ServicePlan(
                service.name(),
                excluded,
                !excluded.equals(service.excluded()) || !excluded.equals(service.recorded()),
                weakness(service, zones),
                plans,
                rolling);
    }

    private static Refusal named(ProtectedService service, Refusal refusal) {
        return new Refusal(refusal.reason(), "Service %s: %s".formatted(service.name(), refusal.message()));
    }

    private List<StackDecider.Subject> subjects(ProtectedService service) {
        return observation.zones().catalog().zones().stream()
                .map(zone -> {
                    Optional<ZoneMemory> memory =
                            Optional.ofNullable(service.memory().get(zone.name()));
                    return new StackDecider.Subject(
                            zone.name(),
                            memory.filter(ZoneMemory::left).isPresent(),
                            memory.flatMap(ZoneMemory::cause)
                                    .filter(ZoneMemory.SERVICE::equals)
                                    .isPresent(),
                            observation.settings().failback().requested().contains(zone.name()),
                            observation.unwanted().contains(zone.name()),
                            observation.health().probes() && service.checked().isPresent());
                })
                .toList();
    }

    /** The zones that concern a Service: it has pods there, or had. */
    private List<EvacuationZone> zones(ProtectedService service, StackDecisions decided) {
        List<EvacuationZone> zones = new ArrayList<>();
        for (KnownZone zone : observation.zones().catalog().zones()) {
            List<PodFact> there = podsIn(service, zone.name());
            Optional<ZoneMemory> memory = Optional.ofNullable(service.memory().get(zone.name()));
            if (there.isEmpty()
                    && memory.filter(known -> known.state().evacuated()).isEmpty()) {
                continue;
            }
            StackDecision decision =
                    decided.byZone().getOrDefault(zone.name(), new StackDecision.Stay(Optional.empty()));
            boolean excluded = wasExcluded(service, zone);
            Optional<Refusal> objection = excluded ? Optional.empty() : objection(service, zone, decision);
            objection.ifPresent(refusal -> heldBack.put(refusal.message(), refusal));
            zones.add(new EvacuationZone(
                    zone.name(),
                    zone.slot().isPresent(),
                    zone.present(),
                    true,
                    there.size(),
                    (int) there.stream().filter(PodFact::ready).count(),
                    true,
                    true,
                    Optional.empty(),
                    objection.isPresent()
                            ? StackDecision.Stay.untrusted("pods in other zones are being labelled")
                                    .dark(decision.dark())
                            : decision,
                    objection.isPresent() ? Optional.empty() : before(memory, excluded, there.size())));
        }
        return zones;
    }

    /** By our last write of the Service: another manager may have changed its selector back, but not the label. */
    private static boolean wasExcluded(ProtectedService service, KnownZone zone) {
        return zone.slot().isPresent()
                && (service.excluded().contains(zone.slot().getAsInt())
                        || service.recorded().contains(zone.slot().getAsInt()));
    }

    /** The Service is written before the status: what it excludes was left, whatever is recorded. */
    private Optional<StackMemory> before(Optional<ZoneMemory> memory, boolean excluded, int pods) {
        return excluded && memory.filter(ZoneMemory::left).isEmpty()
                ? Optional.of(new StackMemory(StackState.SHEDDING, now, OptionalInt.of(pods)))
                : memory.map(ZoneMemory::ofTraffic);
    }

    /** A zone is not left while a ready pod elsewhere is not known by its labels to be outside of it. */
    private Optional<Refusal> objection(ProtectedService service, KnownZone zone, StackDecision decision) {
        return decision instanceof StackDecision.Leave && zone.slot().isPresent()
                ? OutsideLabels.objection(service, zone, pods(service).toList())
                : Optional.empty();
    }

    private ZonePlan plan(
            ProtectedService service, EvacuationZone zone, TrafficPlanner.ZoneTraffic traffic, StackDecisions decided) {
        KnownZone known = observation.zones().catalog().zones().stream()
                .filter(each -> each.name().equals(zone.zone()))
                .findFirst()
                .orElseThrow();
        Optional<ZoneMemory> before = Optional.ofNullable(service.memory().get(zone.zone()));
        Optional<String> cause = traffic.left()
                ? zone.leave()
                        .map(leave -> cause(zone.zone(), leave, decided))
                        .or(() -> before.flatMap(ZoneMemory::cause))
                : before.flatMap(ZoneMemory::cause);
        boolean evacuates = observation.settings().action() == Action.EVACUATE;
        boolean closing = !traffic.left()
                && evacuates
                && zone.leave()
                        .filter(leave -> leavesGradually(leave, traffic) && ofZone(zone.zone(), decided))
                        .isPresent();
        Optional<Instant> failedAt = before.flatMap(ZoneMemory::failedAt);
        if (traffic.left()
                && decided.failing().contains(zone.zone())
                && before.filter(ZoneMemory::left).isEmpty()) {
            begins.add(new StackName(service.name(), zone.zone()));
            failedAt = Optional.of(now);
        }
        ZoneMemory memory =
                memory(service, zone, before, traffic, cause, closing).failedAt(failedAt);
        leaving.computeIfAbsent(service.name(), name -> new HashMap<>())
                .put(
                        zone.zone(),
                        new Leaving(
                                zone.leave(),
                                traffic.left(),
                                evacuates && (memory.replaces() || closing) && (traffic.left() || closing)));
        return new ZonePlan(
                known, memory.state(), traffic.inTraffic(), zone.desired(), zone.ready(), memory, traffic.reason());
    }

    /**
     * Its pods go first and its traffic with them: there is time until a closure, and where the other zones have too
     * few ready pods for the floor, replacements are what is missing.
     */
    private static boolean leavesGradually(StackDecision.Leave leave, TrafficPlanner.ZoneTraffic traffic) {
        return traffic.refusal()
                .map(why -> why.reason() == ServiceReason.FLOOR_NOT_MET && leave.cause() != Cause.EXTERNAL)
                .orElse(leave.cause() == Cause.CLOSURE);
    }

    /** Whether it is left for the zone's sake: nothing but its traffic is moved for that of a single Service. */
    private static boolean ofZone(String zone, StackDecisions decided) {
        return !decided.unwanted().contains(zone) && !decided.failing().contains(zone);
    }

    private static String cause(String zone, StackDecision.Leave leave, StackDecisions decided) {
        if (decided.unwanted().contains(zone)) {
            return ZoneMemory.MANUAL;
        }
        if (decided.failing().contains(zone)) {
            return ZoneMemory.SERVICE;
        }
        return switch (leave.cause()) {
            case DRILL -> ZoneMemory.DRILL;
            case EXTERNAL -> ZoneMemory.EXTERNAL;
            case AUTOMATIC, MANUAL, CLOSURE -> ZoneMemory.ZONE;
        };
    }

    private ZoneMemory memory(
            ProtectedService service,
            EvacuationZone zone,
            Optional<ZoneMemory> before,
            TrafficPlanner.ZoneTraffic traffic,
            Optional<String> cause,
            boolean closing) {
        boolean wasLeft = before.filter(ZoneMemory::left).isPresent();
        OptionalInt home = before.map(ZoneMemory::home).orElse(OptionalInt.empty());
        OptionalInt homeNow = home.isPresent() ? home : OptionalInt.of(zone.desired());
        if (traffic.left()) {
            // How far the replacing has come is added by Replacements.
            StackState state = wasLeft ? before.orElseThrow().state() : StackState.SHEDDING;
            return new ZoneMemory(
                    state,
                    since(before, state),
                    homeNow,
                    traffic.inTraffic(),
                    cause,
                    Optional.empty(),
                    Optional.empty());
        }
        if (closing) {
            return new ZoneMemory(
                    StackState.ACTIVE,
                    since(before, StackState.ACTIVE),
                    homeNow,
                    false,
                    Optional.of(ZoneMemory.ZONE),
                    Optional.empty(),
                    Optional.empty());
        }
        boolean moved = before.filter(ZoneMemory::replaces).isPresent()
                && observation.settings().action() == Action.EVACUATE
                && home.isPresent()
                && (zone.desired() < home.getAsInt()
                        || Returns.uneven(pods.ofService(service.name()), observation.workloads(), zone.zone()));
        return moved
                ? new ZoneMemory(
                        StackState.RETURNING,
                        since(before, StackState.RETURNING),
                        home,
                        false,
                        cause,
                        before.flatMap(ZoneMemory::lastEviction),
                        Optional.empty())
                : ZoneMemory.active(since(before, StackState.ACTIVE), Optional.empty());
    }

    private Instant since(Optional<ZoneMemory> before, StackState state) {
        return before.filter(past -> past.state() == state)
                .map(ZoneMemory::since)
                .orElse(now);
    }

    /** What is known before any zone fails to be in the way when one does. */
    private Optional<Refusal> weakness(ProtectedService service, List<EvacuationZone> zones) {
        long total = pods(service).filter(pod -> !pod.terminating()).count();
        List<EvacuationZone> used =
                zones.stream().filter(zone -> zone.desired() > 0).toList();
        boolean away = zones.stream().anyMatch(zone -> zone.before() != StackState.ACTIVE);
        if (used.size() == 1 && !away) {
            return Optional.of(new Refusal(
                    FailoverReason.SINGLE_ZONE,
                    "all its %d pods run in %s: spread them over zones, with at least two replicas"
                            .formatted(total, used.getFirst().zone())));
        }
        long unlabelled =
                service.pods().stream().filter(pod -> labels.containsKey(pod)).count();
        return unlabelled == 0
                ? HealthEvidence.missing(service, observation.health())
                : Optional.of(new Refusal(
                        FailoverReason.PODS_WITHOUT_LABELS,
                        "%d of its %d pods do not carry the labels zonekeeper.io/outside-N yet: they are being labelled"
                                .formatted(unlabelled, total)));
    }

    private Set<String> zoneNames() {
        return observation.zones().catalog().zones().stream()
                .map(KnownZone::name)
                .collect(Collectors.toSet());
    }

    private Stream<PodFact> pods(ProtectedService service) {
        return pods.ofService(service.name()).stream();
    }

    private List<PodFact> podsIn(ProtectedService service, String zone) {
        return pods(service).filter(pod -> pod.in(zone)).toList();
    }
}
