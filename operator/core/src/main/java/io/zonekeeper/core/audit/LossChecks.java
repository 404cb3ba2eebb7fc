package io.zonekeeper.core.audit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

import io.zonekeeper.core.audit.BudgetChecks.Minimum;
import io.zonekeeper.core.audit.Rescheduling.Outcome;
import io.zonekeeper.core.audit.Workload.Replacement;
import io.zonekeeper.core.audit.facts.PodNeeds;
import io.zonekeeper.core.audit.findings.Finding;
import io.zonekeeper.core.audit.findings.FindingKind;

/** What is left of a workload without each zone, how its pods are spread, and what is not replaced. */
final class LossChecks {
    private static final Set<FindingKind> EXCLUDE_OTHER_ZONES =
            Set.of(FindingKind.NO_OTHER_ZONE, FindingKind.PINNED_TO_ZONE, FindingKind.NODES_TAINTED);

    private final Workload workload;
    private final Minimum minimum;
    private final ClusterNodes nodes;

    LossChecks(Workload workload, Minimum minimum, ClusterNodes nodes) {
        this.workload = workload;
        this.minimum = minimum;
        this.nodes = nodes;
    }

    /**
     * Returns what was found.
     *
     * @param outcomes by zone name, what happens to the pods that the workload has there
     */
    List<Finding> findings(Map<String, Outcome> outcomes) {
        List<Finding> findings = new ArrayList<>();
        notReady().ifPresent(findings::add);
        boolean spreadable = workload.replacement() != Replacement.PER_NODE;
        if (spreadable) {
            List<String> lethal =
                    zones().filter(zone -> workload.left(zone) == 0).toList();
            if (!lethal.isEmpty()) {
                findings.add(outage(lethal.getFirst(), unpin(outcomes)));
            }
            below().or(() -> lethal.isEmpty() ? uneven() : Optional.empty()).ifPresent(findings::add);
            noRule().ifPresent(findings::add);
        }
        SortedMap<FindingKind, SortedMap<String, Integer>> blocked = new TreeMap<>();
        outcomes.forEach((zone, outcome) -> outcome.blocked()
                .forEach((kind, pods) ->
                        blocked.computeIfAbsent(kind, key -> new TreeMap<>()).put(zone, pods)));
        blocked.forEach((kind, pods) -> findings.add(NotReplaced.finding(workload, kind, pods)));
        if (workload.replacement() == Replacement.UNKNOWN) {
            findings.add(new Finding(
                    FindingKind.UNKNOWN_CONTROLLER,
                    "Its controller, a %s, decides whether pods are replaced."
                            .formatted(workload.name().kind()),
                    ""));
        }
        return findings;
    }

    private Stream<String> zones() {
        return workload.byZone().keySet().stream().filter(zone -> workload.readyIn(zone) > 0);
    }

    private Optional<Finding> notReady() {
        int ready = workload.ready();
        if (ready >= workload.desired()) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                ready == 0 ? FindingKind.NO_READY_POD : FindingKind.PODS_NOT_READY,
                "%d of %d pods are ready now.".formatted(ready, workload.desired()),
                "See why pods of %s are not ready.".formatted(workload.name().name())));
    }

    /** Returns what has to be changed before its pods can be in another zone at all; empty for nothing. */
    private String unpin(Map<String, Outcome> outcomes) {
        return outcomes.values().stream()
                .flatMap(outcome -> outcome.blocked().keySet().stream())
                .filter(EXCLUDE_OTHER_ZONES::contains)
                .findFirst()
                .map(kind -> NotReplaced.change(workload, kind) + " ")
                .orElse("");
    }

    private Finding outage(String zone, String first) {
        String name = workload.name().name();
        boolean single = workload.desired() == 1;
        return new Finding(
                single ? FindingKind.SINGLE_REPLICA : FindingKind.SINGLE_ZONE,
                List.of(zone),
                single
                        ? "The only pod of %s is in %s.".formatted(name, zone)
                        : "The ready pods of %s (%d) are all in %s.".formatted(name, workload.ready(), zone),
                first
                        + switch (workload.replacement()) {
                            case BARE -> "Create %s from a Deployment with two replicas or more.".formatted(name);
                            case STATEFUL_SET ->
                                single
                                        ? "Set spec.replicas to 2 or more if the software replicates its data, with a topology spread constraint over zones; otherwise use volumes that are in several zones."
                                        : spread() + " Volumes stay where they are: new claims have to be created.";
                            default ->
                                single
                                        ? "Set spec.replicas to 2 or more, and add a constraint with topologyKey %s to %s."
                                                .formatted(
                                                        PodNeeds.ZONE_KEY, workload.field("topologySpreadConstraints"))
                                        : spread() + " Then restart the pods.";
                        });
    }

    private String spread() {
        return "Add a constraint with topologyKey %s to %s."
                .formatted(PodNeeds.ZONE_KEY, workload.field("topologySpreadConstraints"));
    }

    private Optional<Finding> below() {
        List<String> zones = zones().filter(zone -> workload.left(zone) > 0 && workload.left(zone) < minimum.pods())
                .toList();
        if (zones.isEmpty()) {
            return Optional.empty();
        }
        int left = zones.stream().mapToInt(workload::left).min().orElseThrow();
        return Optional.of(new Finding(
                FindingKind.BELOW_MINIMUM,
                zones,
                "Without %s %d of %d pods remain, and the minimum is %d (%s)."
                        .formatted(
                                String.join(" or ", zones), left, workload.desired(), minimum.pods(), minimum.from()),
                evenlyLeft(workload.desired()) >= minimum.pods()
                        ? "Spread the pods evenly: " + restart()
                        : "Set spec.replicas to %d, spread over %d zones.".formatted(enough(), places())));
    }

    private Optional<Finding> uneven() {
        int left = zones().mapToInt(workload::left).min().orElse(0);
        int even = evenlyLeft(workload.ready());
        // One pod in many is chance; a tenth of them is not.
        boolean uneven = even - left >= 1 && (even - left) * 10 >= workload.desired();
        if (places() < 2 || !uneven) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                FindingKind.UNEVEN_SPREAD,
                zones().filter(zone -> workload.left(zone) < even).toList(),
                "One zone holds more than its share: without it %d pods remain, of an even spread %d would."
                        .formatted(left, even),
                "Spread the pods evenly: " + restart()));
    }

    private String restart() {
        return hasRule()
                ? "restart them, for constraints act on new pods only."
                : "add a constraint with topologyKey %s to %s, and restart them."
                        .formatted(PodNeeds.ZONE_KEY, workload.field("topologySpreadConstraints"));
    }

    private Optional<Finding> noRule() {
        boolean expected = workload.desired() > 1 && workload.replacement() != Replacement.ZONEKEEPER && places() > 1;
        if (!expected || hasRule()) {
            return Optional.empty();
        }
        return Optional.of(new Finding(
                FindingKind.NO_SPREAD_RULE,
                "Nothing spreads the pods of %s over zones but the scheduler's built-in preference."
                        .formatted(workload.name().name()),
                spread()));
    }

    private boolean hasRule() {
        return workload.needs()
                .map(needs -> needs.spreads().stream().anyMatch(rule -> PodNeeds.ofZones(rule.topologyKey()))
                        || needs.antiAffinities().stream().anyMatch(rule -> PodNeeds.ofZones(rule.topologyKey())))
                .orElse(true);
    }

    /** Returns how many zones have nodes for the pods. */
    private int places() {
        return workload.needs()
                .map(needs -> nodes.suited(needs.demand()).open().size())
                .orElse(0);
    }

    private int evenlyLeft(int pods) {
        return places() == 0 ? 0 : pods - Math.ceilDiv(pods, places());
    }

    /** Returns the fewest replicas of which an even spread leaves the minimum. */
    private int enough() {
        int replicas = workload.desired();
        while (places() > 1 && evenlyLeft(replicas) < minimum.pods()) {
            replicas++;
        }
        return replicas;
    }
}
