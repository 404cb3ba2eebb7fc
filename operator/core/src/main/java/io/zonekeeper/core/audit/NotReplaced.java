package io.zonekeeper.core.audit;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Collectors;

import io.zonekeeper.core.audit.facts.AntiAffinityRule;
import io.zonekeeper.core.audit.facts.PodNeeds;
import io.zonekeeper.core.audit.facts.SpreadRule;
import io.zonekeeper.core.audit.findings.Finding;
import io.zonekeeper.core.audit.findings.FindingKind;

/** Sentences on pods that Kubernetes would not replace: the cause, and the field that makes it so. */
final class NotReplaced {
    private final Workload workload;
    private final Optional<PodNeeds> needs;

    private NotReplaced(Workload workload) {
        this.workload = workload;
        this.needs = workload.needs();
    }

    /**
     * Returns the finding.
     *
     * @param pods by zone name, how many of its pods are concerned
     */
    static Finding finding(Workload workload, FindingKind kind, SortedMap<String, Integer> pods) {
        NotReplaced sentences = new NotReplaced(workload);
        String counts = pods.entrySet().stream()
                .map(zone -> zone.getValue() + " in " + zone.getKey())
                .collect(Collectors.joining(", "));
        return new Finding(
                kind,
                List.copyOf(pods.keySet()),
                "Not replaced if the zone is lost: %s (%s).".formatted(counts, sentences.cause(kind)),
                sentences.change(kind));
    }

    /** Returns the change that corrects it. */
    static String change(Workload workload, FindingKind kind) {
        return new NotReplaced(workload).change(kind);
    }

    private String cause(FindingKind kind) {
        return switch (kind) {
            case NO_OTHER_ZONE -> "no other zone has nodes";
            case PINNED_TO_ZONE -> "no node of another zone matches " + pin();
            case NODES_TAINTED -> "the nodes of the other zones have taints that the pods do not tolerate";
            case HARD_ZONE_SPREAD, HARD_HOST_SPREAD ->
                spread(kind)
                        .map(rule -> "%s, maxSkew %d, DoNotSchedule, %s"
                                .formatted(
                                        field(rule),
                                        rule.maxSkew(),
                                        rule.honorsTaints()
                                                ? "minDomains " + rule.minDomains()
                                                : "counts the lost nodes as empty"))
                        .orElse("topology spread");
            case HOST_ANTI_AFFINITY, ZONE_ANTI_AFFINITY -> antiAffinity(kind) + " allows one pod each";
            case NO_ROOM ->
                needs.map(PodNeeds::requests)
                        .map(request -> "no node of the other zones has %dm CPU, %d MiB and a pod slot unrequested"
                                .formatted(request.milliCpu(), request.bytes() >> 20))
                        .orElse("no room");
            case ZONAL_VOLUME -> "their volumes can be attached in this zone only";
            case STATEFUL_SET -> "Kubernetes does not replace pods of a StatefulSet on nodes that do not respond";
            case BARE_POD -> "the pod has no controller";
            case NEVER_EVICTED -> "they tolerate node.kubernetes.io/unreachable for ever";
            default -> throw new IllegalArgumentException(kind.word());
        };
    }

    private String change(FindingKind kind) {
        return switch (kind) {
            case NO_OTHER_ZONE -> "Add nodes in a second zone.";
            case PINNED_TO_ZONE -> "Let %s match nodes of several zones.".formatted(pin());
            case NODES_TAINTED -> "Add a toleration for them to %s.".formatted(workload.field("tolerations"));
            case HARD_ZONE_SPREAD, HARD_HOST_SPREAD ->
                spread(kind)
                        .map(rule -> rule.honorsTaints()
                                ? "Remove minDomains from %s.".formatted(field(rule))
                                : "Set %s to Honor."
                                        .formatted(workload.field("topologySpreadConstraints[%d].nodeTaintsPolicy"
                                                .formatted(rule.index()))))
                        .orElse("");
            case HOST_ANTI_AFFINITY ->
                "Replace %s by a preferred term, or add nodes to the other zones.".formatted(antiAffinity(kind));
            case ZONE_ANTI_AFFINITY ->
                "Replace %s by a topology spread constraint with nodeTaintsPolicy: Honor."
                        .formatted(antiAffinity(kind));
            case NO_ROOM ->
                "Add nodes to the other zones, or lower %s."
                        .formatted(workload.field("containers[*].resources.requests"));
            case ZONAL_VOLUME ->
                "Use a storageClassName whose volumes can be attached in several zones, or a replica with its own data in each zone.";
            case STATEFUL_SET ->
                // What can be done beforehand is about the number of replicas, and is in other findings.
                "";
            case BARE_POD ->
                "Create %s from a Deployment.".formatted(workload.name().name());
            case NEVER_EVICTED ->
                "Set tolerationSeconds of node.kubernetes.io/unreachable in %s."
                        .formatted(workload.field("tolerations"));
            default -> throw new IllegalArgumentException(kind.word());
        };
    }

    private String pin() {
        return needs.map(PodNeeds::demand)
                .map(demand -> {
                    List<String> labels = demand.nodeSelector().keySet().stream()
                            .sorted()
                            .filter(key -> demand.nodeSelector().size() == 1 || PodNeeds.ofZones(key))
                            .toList();
                    if (!labels.isEmpty()) {
                        return workload.field("nodeSelector[%s]".formatted(labels.getFirst()));
                    }
                    return workload.field(
                            demand.terms().isEmpty()
                                    ? "nodeSelector"
                                    : "affinity.nodeAffinity.requiredDuringSchedulingIgnoredDuringExecution");
                })
                .orElse("the pods");
    }

    private String field(SpreadRule rule) {
        return workload.field("topologySpreadConstraints[%d]".formatted(rule.index()));
    }

    private Optional<SpreadRule> spread(FindingKind kind) {
        return needs.flatMap(found -> found.spreads().stream()
                .filter(rule -> rule.hard() && rule.ownPods())
                .filter(rule -> kind == FindingKind.HARD_ZONE_SPREAD
                        ? PodNeeds.ofZones(rule.topologyKey())
                        : rule.topologyKey().equals(PodNeeds.HOST_KEY) && !rule.honorsTaints())
                .findFirst());
    }

    private String antiAffinity(FindingKind kind) {
        return needs.flatMap(found -> found.antiAffinities().stream()
                        .filter(AntiAffinityRule::required)
                        .filter(rule -> kind == FindingKind.ZONE_ANTI_AFFINITY
                                ? PodNeeds.ofZones(rule.topologyKey())
                                : rule.topologyKey().equals(PodNeeds.HOST_KEY))
                        .findFirst())
                .map(rule ->
                        workload.field("affinity.podAntiAffinity.requiredDuringSchedulingIgnoredDuringExecution[%d]"
                                .formatted(rule.index())))
                .orElse("anti-affinity");
    }
}
