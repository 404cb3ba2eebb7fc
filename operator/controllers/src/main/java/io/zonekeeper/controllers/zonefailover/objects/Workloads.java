package io.zonekeeper.controllers.zonefailover.objects;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

import io.zonekeeper.core.failover.Workload;
import io.zonekeeper.core.failover.Workload.Kind;
import io.zonekeeper.core.failover.Workload.ZoneSpread;
import io.zonekeeper.core.nodes.NodeDemand;
import io.zonekeeper.core.nodes.ZoneFit;
import io.zonekeeper.kube.objects.NodeReading;
import io.zonekeeper.kube.objects.SelectorMatch;
import io.zonekeeper.manifests.stacks.TemplateDemand;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;

/** Reads what made the pods of a namespace, from one pod of each. */
final class Workloads {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Collection<Pod> pods;
    private final Function<Pod, Optional<String>> zoneOf;
    private final Function<NodeDemand, Map<String, ZoneFit>> fits;
    private final Map<String, ReplicaSet> replicaSets;

    Workloads(
            Collection<Pod> pods,
            Collection<ReplicaSet> replicaSets,
            Function<Pod, Optional<String>> zoneOf,
            Function<NodeDemand, Map<String, ZoneFit>> fits) {
        this.pods = pods;
        this.zoneOf = zoneOf;
        this.fits = fits;
        this.replicaSets = replicaSets.stream()
                .collect(Collectors.toMap(set -> set.getMetadata().getName(), Function.identity()));
    }

    /** Returns the key of what made a pod. */
    static String key(Pod pod) {
        return owner(pod)
                .map(owner -> owner.getKind() + "/" + owner.getName())
                .orElseGet(() -> "Pod/" + pod.getMetadata().getName());
    }

    /** Returns what made these pods, by key. */
    Map<String, Workload> of(Collection<Pod> selected) {
        Map<String, Workload> workloads = new HashMap<>();
        selected.forEach(pod -> workloads.computeIfAbsent(key(pod), key -> workload(key, pod)));
        return workloads;
    }

    private Workload workload(String key, Pod pod) {
        Optional<OwnerReference> owner = owner(pod);
        Optional<ReplicaSet> set =
                owner.filter(each -> each.getKind().equals("ReplicaSet")).map(each -> replicaSets.get(each.getName()));
        Kind kind = owner.map(each -> switch (each.getKind()) {
                    case "ReplicaSet" -> set.isPresent() ? Kind.REPLICATED : Kind.OTHER;
                    case "StatefulSet" -> Kind.STATEFUL;
                    case "DaemonSet" -> Kind.DAEMON;
                    case "Job" -> Kind.JOB;
                    default -> Kind.OTHER;
                })
                .orElse(Kind.BARE);
        OwnerReference shown = set.flatMap(Workloads::owner).or(() -> owner).orElse(null);
        return new Workload(
                key,
                kind,
                shown == null ? "pod " + pod.getMetadata().getName() : shown.getKind() + " " + shown.getName(),
                set.map(each -> Objects.requireNonNullElse(each.getSpec().getReplicas(), 1))
                        .orElse(0),
                Objects.requireNonNullElse(pod.getSpec().getPriority(), 0),
                spreads(pod),
                fits.apply(demand(pod)));
    }

    private static NodeDemand demand(Pod pod) {
        ObjectNode template = JSON.createObjectNode();
        ObjectNode spec = JSON.valueToTree(pod.getSpec());
        // Where this one runs says nothing of where another one could.
        spec.remove("nodeName");
        template.set("spec", spec);
        return TemplateDemand.of(template);
    }

    private List<ZoneSpread> spreads(Pod pod) {
        List<TopologySpreadConstraint> constraints = Objects.requireNonNullElse(
                pod.getSpec().getTopologySpreadConstraints(), List.<TopologySpreadConstraint>of());
        List<ZoneSpread> spreads = new ArrayList<>();
        for (int i = 0; i < constraints.size(); i++) {
            TopologySpreadConstraint constraint = constraints.get(i);
            if (NodeReading.ZONE_LABEL.equals(constraint.getTopologyKey())
                    && "DoNotSchedule".equals(constraint.getWhenUnsatisfiable())) {
                spreads.add(new ZoneSpread(
                        i,
                        constraint.getMaxSkew(),
                        Objects.requireNonNullElse(constraint.getMinDomains(), 1),
                        "Honor".equals(constraint.getNodeTaintsPolicy()),
                        counts(selector(constraint, pod))));
            }
        }
        return spreads;
    }

    private SortedMap<String, Integer> counts(LabelSelector selector) {
        SortedMap<String, Integer> counts = new TreeMap<>();
        pods.stream()
                .filter(pod -> pod.getMetadata().getDeletionTimestamp() == null)
                .filter(pod -> SelectorMatch.selects(selector, labels(pod)))
                .forEach(pod -> zoneOf.apply(pod).ifPresent(zone -> counts.merge(zone, 1, Integer::sum)));
        return counts;
    }

    /** With {@code matchLabelKeys} only pods with the same values count, such as those of one template. */
    private static LabelSelector selector(TopologySpreadConstraint constraint, Pod pod) {
        LabelSelector selector = Objects.requireNonNullElseGet(constraint.getLabelSelector(), LabelSelector::new);
        Map<String, String> more = new HashMap<>();
        Objects.requireNonNullElse(constraint.getMatchLabelKeys(), List.<String>of())
                .forEach(key -> {
                    if (labels(pod).containsKey(key)) {
                        more.put(key, labels(pod).get(key));
                    }
                });
        return new LabelSelectorBuilder(selector).addToMatchLabels(more).build();
    }

    static Map<String, String> labels(HasMetadata object) {
        return Objects.requireNonNullElse(object.getMetadata().getLabels(), Map.of());
    }

    private static Optional<OwnerReference> owner(HasMetadata object) {
        return Objects.requireNonNullElse(object.getMetadata().getOwnerReferences(), List.<OwnerReference>of()).stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .findFirst();
    }
}
