package io.zonekeeper.core.audit;

import java.util.Comparator;
import java.util.EnumMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;

import io.zonekeeper.core.audit.ClusterNodes.Suited;
import io.zonekeeper.core.audit.facts.PodNeeds;
import io.zonekeeper.core.audit.findings.FindingKind;
import io.zonekeeper.core.reasons.ServiceReason;

/**
 * Which pods of a lost zone could be scheduled to the nodes of the others.
 *
 * <ol>
 *   <li>Workloads are taken in the order of their priority, then by name: all compete for the same room.
 *   <li>Pods that nothing replaces, or whose volume cannot follow, are set aside, each with its cause.
 *   <li>The others are placed one by one into the zone that has the fewest of them and may have more
 *       ({@link SpreadLimits}), onto the node with the most unrequested CPU ({@link FreeRoom}).
 *   <li>The first one that cannot be placed ends it for its workload: what kept it away keeps the rest away.
 * </ol>
 *
 * <p>Preemption, autoscalers, ports, extended resources and affinity to other pods are not calculated.
 */
final class Rescheduling {
    private final String lost;
    private final ClusterNodes nodes;
    private final VolumePlaces volumes;
    private final FreeRoom room;

    private Rescheduling(String lost, ClusterNodes nodes, VolumePlaces volumes) {
        this.lost = lost;
        this.nodes = nodes;
        this.volumes = volumes;
        this.room = new FreeRoom(nodes);
    }

    /**
     * What happens to the pods that a workload has in the zone.
     *
     * @param pods how many these are
     * @param placed how many of them a node in another zone has room for, once they are deleted; all, where none has to
     *     be placed
     * @param blocked by cause, how many Kubernetes would not replace; one pod may have several causes
     */
    record Outcome(int pods, int placed, Map<FindingKind, Integer> blocked) {
        static final Outcome NONE = new Outcome(0, 0, Map.of());

        /** Returns how many pods Kubernetes would not replace. */
        int notReplaced() {
            // Counts of causes that exclude each other add up; of causes that do not, one is about all pods.
            return Math.min(
                    pods,
                    Math.max(
                            pods - placed,
                            blocked.values().stream()
                                    .mapToInt(Integer::intValue)
                                    .max()
                                    .orElse(0)));
        }
    }

    /** Returns the outcome for each workload that has pods in the zone. */
    static IdentityHashMap<Workload, Outcome> of(
            String zone, List<Workload> workloads, ClusterNodes nodes, VolumePlaces volumes) {
        Rescheduling rescheduling = new Rescheduling(zone, nodes, volumes);
        IdentityHashMap<Workload, Outcome> outcomes = new IdentityHashMap<>();
        workloads.stream()
                .filter(workload -> !workload.in(zone).isEmpty())
                .sorted(Comparator.comparingInt(Workload::priority).reversed().thenComparing(Workload::name))
                .forEach(workload -> outcomes.put(workload, rescheduling.outcome(workload)));
        return outcomes;
    }

    private Outcome outcome(Workload workload) {
        int pods = workload.in(lost).size();
        return switch (workload.replacement()) {
            // Not lost with the zone, but with the nodes; and Zonekeeper scales up what runs in other zones.
            case PER_NODE, ZONEKEEPER -> new Outcome(pods, pods, Map.of());
            case BARE -> new Outcome(pods, 0, Map.of(FindingKind.BARE_POD, pods));
            case STATEFUL_SET -> {
                Map<FindingKind, Integer> blocked = new EnumMap<>(FindingKind.class);
                blocked.put(FindingKind.STATEFUL_SET, pods);
                count(blocked, FindingKind.ZONAL_VOLUME, held(workload));
                yield new Outcome(pods, 0, blocked);
            }
            case SCHEDULED, UNKNOWN -> scheduled(workload);
        };
    }

    private Outcome scheduled(Workload workload) {
        int pods = workload.in(lost).size();
        int held = held(workload);
        Map<FindingKind, Integer> blocked = new EnumMap<>(FindingKind.class);
        count(blocked, FindingKind.ZONAL_VOLUME, held);
        PodNeeds needs = workload.needs().orElseThrow();
        int movable = pods - held;
        int placed = 0;
        Optional<FindingKind> cause = noNode(needs);
        if (cause.isEmpty()) {
            Placing placing = new Placing(workload, needs);
            while (placed < movable && cause.isEmpty()) {
                cause = placing.one();
                placed += cause.isEmpty() ? 1 : 0;
            }
        }
        if (cause.isPresent()) {
            count(blocked, cause.get(), movable - placed);
        }
        if (needs.toleratesUnreachableSeconds().isEmpty()) {
            blocked.put(FindingKind.NEVER_EVICTED, pods);
        }
        return new Outcome(pods, placed, blocked);
    }

    private int held(Workload workload) {
        return Math.toIntExact(workload.in(lost).stream()
                .filter(pod -> volumes.held(pod, lost))
                .count());
    }

    private Optional<FindingKind> noNode(PodNeeds needs) {
        Suited suited = nodes.suited(needs.demand());
        var others = suited.fits().values().stream()
                .filter(fit -> !fit.zone().equals(lost))
                .toList();
        if (others.isEmpty()) {
            return Optional.of(FindingKind.NO_OTHER_ZONE);
        }
        if (others.stream().anyMatch(fit -> fit.fitting() > 0)) {
            return suited.openOutside(lost).isEmpty() ? Optional.of(FindingKind.NO_ROOM) : Optional.empty();
        }
        boolean tainted = others.stream()
                .flatMap(fit -> fit.misfit().stream())
                .anyMatch(misfit -> misfit.reason() == ServiceReason.NODES_TAINTED);
        return Optional.of(tainted ? FindingKind.NODES_TAINTED : FindingKind.PINNED_TO_ZONE);
    }

    private static void count(Map<FindingKind, Integer> blocked, FindingKind kind, int pods) {
        if (pods > 0) {
            blocked.put(kind, pods);
        }
    }

    /** The pods of one workload. */
    private final class Placing {
        private final PodNeeds needs;
        private final Suited suited;
        private final List<String> zones;
        private final SpreadLimits limits;

        Placing(Workload workload, PodNeeds needs) {
            this.needs = needs;
            suited = nodes.suited(needs.demand());
            zones = suited.openOutside(lost);
            limits = new SpreadLimits(workload, needs, suited, lost, nodes);
        }

        /** Places one pod; returns what keeps it from that, empty where it is placed. */
        Optional<FindingKind> one() {
            List<String> allowed = limits.allowed(zones);
            if (allowed.isEmpty()) {
                return zones.stream()
                        .flatMap(zone -> limits.zoneLimit(zone).stream())
                        .findFirst();
            }
            for (String zone : allowed) {
                OptionalInt node = room.find(suited, zone, needs.requests(), limits::allows);
                if (node.isPresent()) {
                    room.take(node.getAsInt(), needs.requests());
                    limits.placed(zone, node.getAsInt());
                    return Optional.empty();
                }
            }
            boolean roomBesidesOthers = allowed.stream()
                    .anyMatch(zone -> room.find(suited, zone, needs.requests(), node -> true)
                            .isPresent());
            return Stream.of(limits.hostRule().filter(rule -> roomBesidesOthers), Optional.of(FindingKind.NO_ROOM))
                    .flatMap(Optional::stream)
                    .findFirst();
        }
    }
}
