package io.zonekeeper.cli.listing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

import io.zonekeeper.core.audit.facts.AntiAffinityRule;
import io.zonekeeper.core.audit.facts.PodFact;
import io.zonekeeper.core.audit.facts.PodNeeds;
import io.zonekeeper.core.audit.facts.PodSelector;
import io.zonekeeper.core.audit.facts.SpreadRule;
import io.zonekeeper.core.nodes.NodeDemand;
import io.zonekeeper.kube.objects.PodConditions;

import io.fabric8.kubernetes.api.model.Affinity;
import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.NodeAffinity;
import io.fabric8.kubernetes.api.model.NodeSelector;
import io.fabric8.kubernetes.api.model.NodeSelectorRequirement;
import io.fabric8.kubernetes.api.model.NodeSelectorTerm;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodAffinityTerm;
import io.fabric8.kubernetes.api.model.PodAntiAffinity;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Toleration;
import io.fabric8.kubernetes.api.model.TopologySpreadConstraint;
import io.fabric8.kubernetes.api.model.WeightedPodAffinityTerm;

/** Reads pods. Needs that are equal are one object: a workload's pods usually share theirs. */
final class PodReading {
    private static final String UNREACHABLE = "node.kubernetes.io/unreachable";

    private final Map<PodNeeds, PodNeeds> known = new HashMap<>();

    /** Returns a pod; empty where it has finished. */
    Optional<PodFact> read(Pod pod) {
        String phase = pod.getStatus() == null ? "" : pod.getStatus().getPhase();
        if ("Succeeded".equals(phase) || "Failed".equals(phase)) {
            return Optional.empty();
        }
        PodSpec spec = pod.getSpec();
        Map<String, String> labels =
                Objects.requireNonNullElse(pod.getMetadata().getLabels(), Map.of());
        String namespace = pod.getMetadata().getNamespace();
        PodNeeds needs = needs(spec, namespace, labels);
        return Optional.of(new PodFact(
                namespace,
                pod.getMetadata().getName(),
                labels,
                Optional.ofNullable(spec.getNodeName()).filter(node -> !node.isEmpty()),
                serves(pod),
                pod.getMetadata().getDeletionTimestamp() != null,
                ObjectReading.controller(pod),
                Objects.requireNonNullElse(spec.getPriority(), 0),
                claims(spec),
                known.computeIfAbsent(needs, key -> key)));
    }

    private static boolean serves(Pod pod) {
        return pod.getMetadata().getDeletionTimestamp() == null && PodConditions.ready(pod);
    }

    private static List<String> claims(PodSpec spec) {
        return present(spec.getVolumes()).stream()
                .filter(volume -> volume.getPersistentVolumeClaim() != null)
                .map(volume -> volume.getPersistentVolumeClaim().getClaimName())
                .toList();
    }

    private static PodNeeds needs(PodSpec spec, String namespace, Map<String, String> labels) {
        return new PodNeeds(
                demand(spec),
                PodRequests.of(spec),
                spreads(spec, labels),
                antiAffinities(spec, namespace, labels),
                toleratesUnreachable(present(spec.getTolerations())),
                present(spec.getContainers()).stream().anyMatch(container -> container.getReadinessProbe() != null));
    }

    private static NodeDemand demand(PodSpec spec) {
        List<NodeDemand.Term> terms = Optional.ofNullable(spec.getAffinity())
                .map(Affinity::getNodeAffinity)
                .map(NodeAffinity::getRequiredDuringSchedulingIgnoredDuringExecution)
                .map(PodReading::terms)
                .orElse(List.of());
        return new NodeDemand(
                present(spec.getTolerations()).stream()
                        .map(toleration -> new NodeDemand.Toleration(
                                text(toleration.getKey()),
                                text(toleration.getOperator()),
                                text(toleration.getValue()),
                                text(toleration.getEffect())))
                        .toList(),
                Objects.requireNonNullElse(spec.getNodeSelector(), Map.of()),
                terms,
                // The scheduler writes nodeName, too: that it was in the template cannot be seen.
                Optional.empty());
    }

    /** Returns the alternatives of a node selector. */
    static List<NodeDemand.Term> terms(NodeSelector selector) {
        List<NodeDemand.Term> terms = new ArrayList<>();
        for (NodeSelectorTerm term : present(selector.getNodeSelectorTerms())) {
            terms.add(new NodeDemand.Term(expressions(term.getMatchExpressions()), expressions(term.getMatchFields())));
        }
        return terms;
    }

    private static List<NodeDemand.Expression> expressions(List<NodeSelectorRequirement> requirements) {
        return present(requirements).stream()
                .map(requirement -> new NodeDemand.Expression(
                        requirement.getKey(), requirement.getOperator(), values(requirement.getValues())))
                .toList();
    }

    /** Returns a label selector. */
    static PodSelector selector(LabelSelector selector) {
        return new PodSelector(
                Objects.requireNonNullElse(selector.getMatchLabels(), Map.of()),
                present(selector.getMatchExpressions()).stream()
                        .map(requirement -> new NodeDemand.Expression(
                                requirement.getKey(), requirement.getOperator(), values(requirement.getValues())))
                        .toList());
    }

    private static List<SpreadRule> spreads(PodSpec spec, Map<String, String> labels) {
        List<TopologySpreadConstraint> constraints = present(spec.getTopologySpreadConstraints());
        List<SpreadRule> rules = new ArrayList<>();
        for (int i = 0; i < constraints.size(); i++) {
            TopologySpreadConstraint constraint = constraints.get(i);
            rules.add(new SpreadRule(
                    i,
                    text(constraint.getTopologyKey()),
                    Objects.requireNonNullElse(constraint.getMaxSkew(), 1),
                    Objects.requireNonNullElse(constraint.getMinDomains(), 1),
                    !"ScheduleAnyway".equals(constraint.getWhenUnsatisfiable()),
                    "Honor".equals(constraint.getNodeTaintsPolicy()),
                    constraint.getLabelSelector() != null
                            && selector(constraint.getLabelSelector()).matches(labels)));
        }
        return rules;
    }

    private static List<AntiAffinityRule> antiAffinities(PodSpec spec, String namespace, Map<String, String> labels) {
        Optional<PodAntiAffinity> terms =
                Optional.ofNullable(spec.getAffinity()).map(Affinity::getPodAntiAffinity);
        List<PodAffinityTerm> required = terms.map(PodAntiAffinity::getRequiredDuringSchedulingIgnoredDuringExecution)
                .orElse(List.of());
        List<PodAffinityTerm> preferred =
                terms
                        .map(PodAntiAffinity::getPreferredDuringSchedulingIgnoredDuringExecution)
                        .orElse(List.of())
                        .stream()
                        .map(WeightedPodAffinityTerm::getPodAffinityTerm)
                        .toList();
        List<AntiAffinityRule> rules = new ArrayList<>();
        for (boolean must : List.of(true, false)) {
            List<PodAffinityTerm> of = must ? required : preferred;
            for (int i = 0; i < of.size(); i++) {
                if (ownKind(of.get(i), namespace, labels)) {
                    rules.add(new AntiAffinityRule(i, text(of.get(i).getTopologyKey()), must));
                }
            }
        }
        return rules;
    }

    private static boolean ownKind(PodAffinityTerm term, String namespace, Map<String, String> labels) {
        List<String> namespaces = present(term.getNamespaces());
        return term.getLabelSelector() != null
                && (namespaces.isEmpty() || namespaces.contains(namespace))
                && selector(term.getLabelSelector()).matches(labels);
    }

    /** As the taint eviction controller: the shortest of all that match; without any, it evicts at once. */
    private static OptionalInt toleratesUnreachable(List<Toleration> tolerations) {
        List<Toleration> matching = tolerations.stream()
                .filter(toleration -> text(toleration.getKey()).isEmpty() || UNREACHABLE.equals(toleration.getKey()))
                .filter(toleration ->
                        text(toleration.getEffect()).isEmpty() || "NoExecute".equals(toleration.getEffect()))
                .toList();
        return matching.isEmpty()
                ? OptionalInt.of(0)
                : matching.stream()
                        .map(Toleration::getTolerationSeconds)
                        .filter(Objects::nonNull)
                        .mapToInt(seconds -> Math.clamp(seconds, 0, Integer.MAX_VALUE))
                        .min();
    }

    private static Set<String> values(List<String> values) {
        return new HashSet<>(present(values));
    }

    private static <T> List<T> present(List<T> list) {
        return Objects.requireNonNullElse(list, List.of());
    }

    private static String text(String value) {
        return Objects.requireNonNullElse(value, "");
    }
}
