package io.zonekeeper.controllers.drains;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.NodeReading;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;

/** Reads the pods of drained nodes round by round; what a round found of a node holds until the node's next turn. */
final class DrainRounds {
    /** How long a drained node asks for its pods to go. */
    static final Duration FRESH = Duration.ofHours(1);

    /** How many nodes' pods are read in one round: one request each. */
    static final int MOST_NODES = 50;

    private final Supplier<List<Node>> leaving;
    private final Function<String, List<Pod>> podsOfNode;
    private final LongSupplier nanoTime;
    private final DrainRotation turns = new DrainRotation();
    private final Map<String, Long> since = new HashMap<>();
    private final Map<String, List<Pod>> read = new HashMap<>();

    /**
     * What is known after a round.
     *
     * @param drained by service and zone, the drained nodes that hold pods of the service
     * @param draining whether there are drained nodes
     * @param complete whether each of them was read by now
     */
    record Round(Map<String, SortedMap<String, SortedSet<String>>> drained, boolean draining, boolean complete) {}

    /** Creates a reader of the nodes on their way out and of the pods on a node, by its name. */
    DrainRounds(Supplier<List<Node>> leaving, Function<String, List<Pod>> podsOfNode, LongSupplier nanoTime) {
        this.leaving = leaving;
        this.podsOfNode = podsOfNode;
        this.nanoTime = nanoTime;
    }

    Round next() {
        List<Node> asking = asking();
        Set<String> names =
                asking.stream().map(node -> node.getMetadata().getName()).collect(Collectors.toSet());
        read.keySet().retainAll(names);
        turns.next(names, MOST_NODES).forEach(node -> read.put(node, podsOfNode.apply(node)));
        Map<String, SortedMap<String, SortedSet<String>>> found = new HashMap<>();
        for (Node node : asking) {
            read.getOrDefault(node.getMetadata().getName(), List.of()).forEach(pod -> note(found, node, pod));
        }
        return new Round(found, !names.isEmpty(), read.keySet().containsAll(names));
    }

    private List<Node> asking() {
        List<Node> all = leaving.get();
        long now = nanoTime.getAsLong();
        all.forEach(node -> since.putIfAbsent(node.getMetadata().getName(), now));
        since.keySet()
                .retainAll(
                        all.stream().map(node -> node.getMetadata().getName()).toList());
        return all.stream()
                .filter(node -> now - since.get(node.getMetadata().getName()) < FRESH.toNanos())
                .toList();
    }

    private static void note(Map<String, SortedMap<String, SortedSet<String>>> found, Node node, Pod pod) {
        Optional<String> phase = Optional.ofNullable(pod.getStatus()).map(status -> status.getPhase());
        boolean going = pod.getMetadata().getDeletionTimestamp() != null
                || phase.filter(Set.of("Succeeded", "Failed")::contains).isPresent();
        if (!going) {
            String service = pod.getMetadata().getNamespace() + "/"
                    + pod.getMetadata().getLabels().get(Labels.SERVICE);
            found.computeIfAbsent(service, key -> new TreeMap<>())
                    .computeIfAbsent(NodeReading.zone(node).orElseThrow(), key -> new TreeSet<>())
                    .add(node.getMetadata().getName());
        }
    }
}
