package io.zonekeeper.core.audit;

import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import io.zonekeeper.core.audit.facts.ClusterSnapshot;
import io.zonekeeper.core.audit.facts.NodeFact;
import io.zonekeeper.core.audit.facts.PodFact;
import io.zonekeeper.core.nodes.NodeDemand;
import io.zonekeeper.core.nodes.NodeFits;
import io.zonekeeper.core.nodes.ZoneFit;
import io.zonekeeper.core.placement.Room.Amount;

/** The nodes of a cluster: which zone each is in, what runs on it, and which pods suit it. */
final class ClusterNodes {
    private final List<NodeFact> nodes;
    private final Map<String, Integer> indexes = new HashMap<>();
    private final SortedMap<String, List<NodeFact>> byZone = new TreeMap<>();
    private final Amount[] requested;
    private final int[] pods;
    private final Map<NodeDemand, Suited> suited = new HashMap<>();

    ClusterNodes(ClusterSnapshot snapshot) {
        nodes = snapshot.nodes();
        requested = new Amount[nodes.size()];
        pods = new int[nodes.size()];
        for (int i = 0; i < nodes.size(); i++) {
            indexes.put(nodes.get(i).traits().name(), i);
            requested[i] = Amount.NONE;
            byZone.computeIfAbsent(nodes.get(i).traits().zone(), zone -> new ArrayList<>())
                    .add(nodes.get(i));
        }
        for (PodFact pod : snapshot.pods()) {
            index(pod).ifPresent(node -> {
                requested[node] = requested[node].plus(pod.needs().requests());
                pods[node]++;
            });
        }
    }

    /**
     * The nodes that suit a demand.
     *
     * @param fits by zone name, how many suit it, and otherwise why not
     * @param open by zone name, the indexes of those that pods can be scheduled to now
     */
    record Suited(SortedMap<String, ZoneFit> fits, SortedMap<String, List<Integer>> open) {
        /** Returns the zones but one that have such nodes now. */
        List<String> openOutside(String lost) {
            return open.keySet().stream().filter(zone -> !zone.equals(lost)).toList();
        }
    }

    SortedSet<String> zones() {
        return Collections.unmodifiableSortedSet(new TreeSet<>(byZone.keySet()));
    }

    List<NodeFact> in(String zone) {
        return byZone.getOrDefault(zone, List.of());
    }

    Optional<Integer> index(PodFact pod) {
        return pod.node().map(indexes::get);
    }

    Optional<String> zone(PodFact pod) {
        return index(pod).map(node -> nodes.get(node).traits().zone());
    }

    int count() {
        return nodes.size();
    }

    Amount free(int node) {
        Amount has = nodes.get(node).allocatable();
        return new Amount(has.milliCpu() - requested[node].milliCpu(), has.bytes() - requested[node].bytes());
    }

    long freeSlots(int node) {
        return nodes.get(node).maxPods() - pods[node];
    }

    /** Returns the nodes that suit a demand; calculated once for each. */
    Suited suited(NodeDemand demand) {
        return suited.computeIfAbsent(demand, this::calculate);
    }

    private Suited calculate(NodeDemand demand) {
        SortedMap<String, List<Integer>> open = new TreeMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            NodeFact node = nodes.get(i);
            if (node.open() && NodeFits.suits(demand, node.traits())) {
                open.computeIfAbsent(node.traits().zone(), zone -> new ArrayList<>())
                        .add(i);
            }
        }
        return new Suited(
                NodeFits.of(demand, nodes.stream().map(NodeFact::traits).toList()), open);
    }
}
