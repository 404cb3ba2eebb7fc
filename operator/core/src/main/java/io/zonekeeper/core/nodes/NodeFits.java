package io.zonekeeper.core.nodes;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.evacuation.StackDecision;
import io.zonekeeper.core.reasons.ServiceReason;

/**
 * Which zones have nodes for a template's pods.
 *
 * <ol>
 *   <li>A node suits a template whose node selector and required affinity it matches and that tolerates its lasting
 *       taints. A template that names a node suits that one only, whatever its {@code NoSchedule} taints.
 *   <li>Of these, a node is open that is ready and not on its way out.
 *   <li>A zone is closed by others when no ready node of it is open and one at least is on its way out: pods that are
 *       evicted there would start nowhere.
 * </ol>
 *
 * <p>How much room a node has is not asked: that changes with every pod, and an autoscaler may make more.
 */
public final class NodeFits {
    private final NodeDemand demand;

    private NodeFits(NodeDemand demand) {
        this.demand = demand;
    }

    /** Returns by zone name how its nodes suit the pods; zones without nodes are not in it. */
    public static SortedMap<String, ZoneFit> of(NodeDemand demand, Collection<NodeTraits> nodes) {
        NodeFits fits = new NodeFits(demand);
        SortedMap<String, ZoneFit> byZone = new TreeMap<>();
        nodes.stream()
                .collect(Collectors.groupingBy(NodeTraits::zone, TreeMap::new, Collectors.toList()))
                .forEach((zone, all) -> byZone.put(zone, fits.zone(zone, all)));
        return byZone;
    }

    /** Returns whether pods with this demand could run on a node, were it ready and not on its way out. */
    public static boolean suits(NodeDemand demand, NodeTraits node) {
        return new NodeFits(demand).suits(node);
    }

    /**
     * Returns the orders with those zones to be left too, as cordoned by someone else, in which every node that takes a
     * service's pods is on its way out though others of the zone are not.
     */
    public static Map<String, StackDecision> orders(Map<String, StackDecision> decisions, Map<String, ZoneFit> fits) {
        Map<String, StackDecision> all = new HashMap<>(decisions);
        fits.values().stream()
                .filter(ZoneFit::closed)
                .forEach(fit -> all.merge(
                        fit.zone(),
                        new StackDecision.Leave(
                                StackDecision.Cause.EXTERNAL,
                                "the nodes that accept its pods were made unschedulable by someone else: "
                                        + shortened(fit.leaving()),
                                false,
                                Optional.empty()),
                        (standing, closed) -> standing instanceof StackDecision.Leave ? standing : closed));
        return all;
    }

    /**
     * Returns the fits without exclusions that are a change of the template and nothing else. Where it suits no node of
     * a zone that the template before it suited, its rollout finds out: it is halted in that zone in the scheduler's
     * words, and the pods of the old template stay and are replaced as ever. To leave the zone to others for that would
     * make a mistake in a template an evacuation.
     *
     * @param fits by zone name, how nodes suit the new template
     * @param running by name of zones that run another template, or did when its rollout began, how nodes suit that one
     */
    public static Map<String, ZoneFit> keeping(Map<String, ZoneFit> fits, Map<String, ZoneFit> running) {
        Map<String, ZoneFit> kept = new HashMap<>(fits);
        running.values().stream()
                .filter(fit -> fit.misfit().isEmpty())
                .forEach(before -> kept.computeIfPresent(
                        before.zone(), (zone, fit) -> fit.misfit().isPresent() ? before : fit));
        return kept;
    }

    private ZoneFit zone(String zone, List<NodeTraits> all) {
        List<NodeTraits> fitting = all.stream().filter(this::suits).toList();
        int open = (int) fitting.stream()
                .filter(node ->
                        node.ready() && (!node.leaving() || demand.nodeName().isPresent()))
                .count();
        SortedSet<String> leaving = all.stream()
                .filter(node -> node.ready() && node.leaving())
                .map(NodeTraits::name)
                .collect(Collectors.toCollection(TreeSet::new));
        return new ZoneFit(
                zone,
                all.size(),
                fitting.size(),
                open,
                leaving,
                open == 0 && !leaving.isEmpty(),
                fitting.isEmpty() ? Optional.of(misfit(zone, all)) : Optional.empty());
    }

    private boolean suits(NodeTraits node) {
        return named(node)
                && selected(node)
                && affine(node)
                && untolerated(node).isEmpty();
    }

    private boolean named(NodeTraits node) {
        return demand.nodeName().isEmpty() || demand.nodeName().get().equals(node.name());
    }

    private boolean selected(NodeTraits node) {
        return node.labels().entrySet().containsAll(demand.nodeSelector().entrySet());
    }

    private boolean affine(NodeTraits node) {
        return demand.terms().isEmpty() || demand.terms().stream().anyMatch(term -> term.holds(node));
    }

    private List<NodeTraits.Taint> untolerated(NodeTraits node) {
        return node.taints().stream()
                .filter(taint -> demand.nodeName().isEmpty() || taint.effect().equals("NoExecute"))
                .filter(taint -> demand.tolerations().stream().noneMatch(toleration -> toleration.tolerates(taint)))
                .toList();
    }

    /** The first thing that keeps each node from it, counted. */
    private Refusal misfit(String zone, List<NodeTraits> all) {
        if (demand.nodeName().isPresent()) {
            return new Refusal(
                    ServiceReason.NODE_NAMED,
                    "%s gets no pods: spec.template.spec.nodeName is %s, and a pod with nodeName runs on that node only; remove nodeName"
                            .formatted(zone, demand.nodeName().get()));
        }
        Map<String, Integer> causes = new TreeMap<>();
        boolean tainted = false;
        for (NodeTraits node : all) {
            if (!selected(node)) {
                causes.merge("not matching the nodeSelector " + labels(), 1, Integer::sum);
            } else if (!affine(node)) {
                causes.merge("not matching the required nodeAffinity", 1, Integer::sum);
            } else {
                tainted = true;
                causes.merge(
                        "with the taint " + untolerated(node).getFirst().text()
                                + ", which the template does not tolerate",
                        1,
                        Integer::sum);
            }
        }
        List<String> said = new ArrayList<>();
        causes.forEach((cause, count) -> said.add("%d %s".formatted(count, cause)));
        return new Refusal(
                tainted ? ServiceReason.NODES_TAINTED : ServiceReason.NO_MATCHING_NODE,
                "%s gets no pods: none of its %d nodes accepts them (%s); %s, or add nodes that do"
                        .formatted(
                                zone,
                                all.size(),
                                String.join("; ", said),
                                tainted ? "add a toleration to the template" : "change the template"));
    }

    private String labels() {
        return new TreeMap<>(demand.nodeSelector())
                .entrySet().stream()
                        .map(label -> label.getKey() + "=" + label.getValue())
                        .collect(Collectors.joining(","));
    }

    private static String shortened(SortedSet<String> names) {
        String first = names.stream().limit(3).collect(Collectors.joining(", "));
        return names.size() > 3 ? first + " and %d more".formatted(names.size() - 3) : first;
    }
}
