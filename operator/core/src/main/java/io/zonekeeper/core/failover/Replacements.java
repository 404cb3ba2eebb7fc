package io.zonekeeper.core.failover;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.evacuation.StackDecision;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.failover.FailoverPlan.Eviction;
import io.zonekeeper.core.failover.FailoverPlan.ZonePlan;
import io.zonekeeper.core.failover.FailoverPlanner.Leaving;
import io.zonekeeper.core.failover.Workload.ZoneSpread;
import io.zonekeeper.core.reasons.FailoverReason;

/**
 * Which pods of zones that were left are deleted or evicted, so that their controllers replace them in other zones.
 *
 * <ol>
 *   <li>Only pods of which every Service that selects them leaves the zone, and whose controller makes another one
 *       wherever the scheduler finds room ({@link Workload.Kind#REPLICATED}), without a volume that is bound to the
 *       zone.
 *   <li>Only when the status records the evacuation, and all nodes of the zone take no new pods by our taint.
 *   <li>Only where the replacements can be scheduled: a node of another zone takes them, their hard spread over zones
 *       leaves room for them without the zone, and no pod of the workload waits for a node already.
 *   <li>Pods that do not answer are deleted: nothing is lost by it. Pods that answer are evicted, which budgets may
 *       refuse, one of each workload at a time and only while all that the workload is to have are ready.
 * </ol>
 */
final class Replacements {
    private final FailoverObservation observation;
    private final PodIndex index;
    private final Map<String, Map<String, Leaving>> leaving;
    private final Instant now;
    private final List<String> deletions = new ArrayList<>();
    private final List<Eviction> evictions = new ArrayList<>();
    private final Set<String> taints = new TreeSet<>();
    private final Map<String, Refusal> heldBack = new TreeMap<>();
    /** By zone name, the pods there that are, or will be, replaced. */
    private final Map<String, Set<String>> movable = new TreeMap<>();

    private Replacements(
            FailoverObservation observation, PodIndex pods, Map<String, Map<String, Leaving>> leaving, Instant now) {
        this.observation = observation;
        this.index = pods;
        this.leaving = leaving;
        this.now = now;
    }

    static Replacements of(
            FailoverObservation observation, PodIndex pods, Map<String, Map<String, Leaving>> leaving, Instant now) {
        var replacements = new Replacements(observation, pods, leaving, now);
        leaving.values().stream()
                .flatMap(zones -> zones.entrySet().stream())
                .filter(zone -> zone.getValue().replaces())
                .map(Map.Entry::getKey)
                .distinct()
                .sorted()
                .forEach(replacements::zone);
        return replacements;
    }

    /** Returns names of pods to be deleted, those of higher priority first. */
    List<String> deletions() {
        return deletions;
    }

    List<Eviction> evictions() {
        return evictions;
    }

    /** Returns names of zones whose nodes are to take no new pods. */
    Set<String> taints() {
        return taints;
    }

    List<Refusal> heldBack() {
        return List.copyOf(heldBack.values());
    }

    /** Returns a zone of a Service with how far the replacing of its pods has come. */
    ZonePlan withProgress(String service, ZonePlan zone) {
        Leaving state = leaving.getOrDefault(service, Map.of()).get(zone.zone().name());
        if (state == null || !state.left()) {
            return zone;
        }
        Set<String> movableThere = movable.getOrDefault(zone.zone().name(), Set.of());
        long moving = index.ofService(service).stream()
                .filter(pod -> movableThere.contains(pod.name()))
                .count();
        StackState reached =
                !state.replaces() ? StackState.SHEDDING : moving == 0 ? StackState.DRAINED : StackState.REPLACING;
        String pods = switch (reached) {
            case REPLACING -> ", %d pods to be replaced in other zones".formatted(moving);
            case DRAINED -> zone.pods() == 0 ? ", no pods left there" : ", %d pods stay".formatted(zone.pods());
            default -> zone.pods() == 0 ? "" : ", %d pods stay".formatted(zone.pods());
        };
        ZoneMemory memory = zone.memory();
        return zone.with(
                memory.in(reached, memory.state() == reached ? memory.since() : now),
                zone.reason().map(reason -> reason + pods));
    }

    private void zone(String zone) {
        taints.add(zone);
        List<PodFact> there = observation.pods().values().stream()
                .filter(pod -> pod.in(zone) && left(pod, zone))
                .sorted(Comparator.comparing(PodFact::name))
                .toList();
        Map<String, List<PodFact>> byWorkload =
                there.stream().collect(Collectors.groupingBy(PodFact::workload, TreeMap::new, Collectors.toList()));
        List<PodFact> silent = new ArrayList<>();
        byWorkload.forEach((key, pods) -> {
            Workload workload = observation.workloads().get(key);
            List<PodFact> replaced =
                    pods.stream().filter(pod -> replaced(workload, pod)).toList();
            if (replaced.size() < pods.size()) {
                stay(zone, workload, pods.size() - replaced.size());
            }
            Optional<Refusal> pending =
                    replaced.isEmpty() ? Optional.empty() : pending(workload, zone, replaced.size());
            pending.ifPresent(refusal -> heldBack.put(refusal.message(), refusal));
            if (replaced.isEmpty() || pending.isPresent()) {
                return;
            }
            movable.computeIfAbsent(zone, name -> new TreeSet<>())
                    .addAll(replaced.stream().map(PodFact::name).toList());
            if (!recorded(replaced, zone)) {
                return;
            }
            if (!observation.zones().tainted().contains(zone)) {
                String message = "%s: pods are replaced when its nodes take no new ones".formatted(zone);
                heldBack.put(message, new Refusal(FailoverReason.TAINTING_NODES, message));
            } else if (dark(zone)) {
                silent.addAll(replaced);
            } else {
                evictNext(workload, replaced, zone);
            }
        });
        silent.sort(Comparator.comparing((PodFact pod) ->
                        -observation.workloads().get(pod.workload()).priority())
                .thenComparing(PodFact::name));
        silent.forEach(pod -> deletions.add(pod.name()));
    }

    /** One that is not ready serves nobody, and goes first; of others one at a time, while none is missing. */
    private void evictNext(Workload workload, List<PodFact> replaced, String zone) {
        Optional<PodFact> unready =
                replaced.stream().filter(pod -> !pod.ready()).findFirst();
        unready.or(() -> replaced.stream()
                        .filter(pod -> index.complete(workload))
                        .findFirst())
                .ifPresent(pod -> evictions.add(new Eviction(pod.name(), zone)));
    }

    private void stay(String zone, Workload workload, int pods) {
        String why = workload.kind() == Workload.Kind.REPLICATED
                ? "their volumes are bound to the zone"
                : workload.kind().why();
        String message = "%s: %d pods of %s stay: %s".formatted(zone, pods, workload.display(), why);
        heldBack.put(message, new Refusal(FailoverReason.PODS_STAY, message));
    }

    private static boolean replaced(Workload workload, PodFact pod) {
        return workload.kind() == Workload.Kind.REPLICATED && pod.volumeZone().isEmpty();
    }

    /** Every Service that selects it leaves the zone, and has it replaced. */
    private boolean left(PodFact pod, String zone) {
        List<ProtectedService> selecting = index.selecting(pod);
        return !selecting.isEmpty()
                && selecting.stream()
                        .allMatch(service -> Optional.ofNullable(leaving.getOrDefault(service.name(), Map.of())
                                        .get(zone))
                                .filter(Leaving::replaces)
                                .isPresent());
    }

    /** Whether a leader that takes over in between would know that these pods had been there. */
    private boolean recorded(List<PodFact> pods, String zone) {
        return pods.stream()
                .flatMap(pod -> index.selecting(pod).stream())
                .allMatch(service -> Optional.ofNullable(service.memory().get(zone))
                        .filter(memory -> memory.home().isPresent())
                        .isPresent());
    }

    private boolean dark(String zone) {
        return leaving.values().stream()
                .map(zones -> zones.get(zone))
                .filter(state -> state != null)
                .flatMap(state -> state.order().stream())
                .anyMatch(StackDecision.Leave::dark);
    }

    /** Returns why replacements of a workload's pods would wait for a node for ever; empty where they would not. */
    private Optional<Refusal> pending(Workload workload, String zone, int pods) {
        String what = "%s: %d pods of %s stay where they are: their replacements would stay Pending, "
                .formatted(zone, pods, workload.display());
        List<String> others = observation.zones().catalog().zones().stream()
                .map(each -> each.name())
                .filter(name -> !name.equals(zone) && !taints.contains(name))
                .filter(name -> workload.fit(name).open() > 0)
                .toList();
        if (others.isEmpty()) {
            String why = workload.fits().values().stream()
                    .filter(fit -> !fit.zone().equals(zone))
                    .flatMap(fit -> fit.misfit().stream())
                    .map(Refusal::message)
                    .findFirst()
                    .orElse("no node of another zone accepts pods");
            return Optional.of(new Refusal(FailoverReason.WOULD_STAY_PENDING, what + why));
        }
        return workload.spreads().stream()
                .flatMap(spread -> unsatisfiable(spread, others, zone, pods).stream())
                .findFirst()
                .or(() -> index.ofWorkload(workload).stream()
                        .flatMap(pod -> pod.unschedulable().stream())
                        .findFirst()
                        .map("as does one that waits already: %s"::formatted))
                .map(why -> new Refusal(FailoverReason.WOULD_STAY_PENDING, what + why));
    }

    private static Optional<String> unsatisfiable(ZoneSpread spread, List<String> others, String zone, int pods) {
        String field = "topologySpreadConstraints[%d]".formatted(spread.index());
        if (spread.honorsTaints()) {
            return others.size() < spread.minDomains()
                    ? Optional.of("%s.minDomains is %d and %d zones remain; lower it"
                            .formatted(field, spread.minDomains(), others.size()))
                    : Optional.empty();
        }
        // The zone counts on, as the one with the fewest: none.
        int room = others.stream()
                .mapToInt(
                        other -> Math.max(0, spread.maxSkew() - spread.counts().getOrDefault(other, 0)))
                .sum();
        return room >= pods
                ? Optional.empty()
                : Optional.of(
                        "%s counts %s although its nodes take no pods, which leaves room for %d; set its nodeTaintsPolicy to Honor"
                                .formatted(field, zone, room));
    }
}
