package io.zonekeeper.controllers.zonefailover.act;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;

import io.zonekeeper.controllers.cluster.NodeTaints;
import io.zonekeeper.controllers.cluster.NodeWatch;
import io.zonekeeper.controllers.loop.Singleton;
import io.zonekeeper.kube.objects.NodeReading;

import io.fabric8.kubernetes.api.model.Node;

/**
 * Taints the nodes of zones whose pods ZoneFailovers have replaced elsewhere, those that join meanwhile too, and takes
 * the taint away when none does any more. Until every ZoneFailover has said what it wants, no taint is taken away.
 */
public final class EvacuatedNodes implements AutoCloseable {
    private static final Duration COALESCE = Duration.ofMillis(50);
    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(2);

    private final NodeWatch nodes;
    private final NodeTaints taints;
    private final Supplier<Optional<Set<String>>> existing;
    private final Map<String, Set<String>> wanted = new ConcurrentHashMap<>();
    private final Singleton loop;

    /**
     * Creates it; {@link #start} starts it.
     *
     * @param existing the keys of all ZoneFailovers; empty while they are not known
     */
    public EvacuatedNodes(NodeWatch nodes, NodeTaints taints, Supplier<Optional<Set<String>>> existing) {
        this.nodes = nodes;
        this.taints = taints;
        this.existing = existing;
        this.loop = new Singleton(Thread.ofPlatform().daemon(), "evacuated-nodes", RETRY_INTERVAL, this::look);
        nodes.listen((before, after) -> {
            if (after != null && (!wanted.isEmpty() || taints.on(after))) {
                loop.trigger(COALESCE);
            }
        });
    }

    /** Begins to act. */
    public void start() {
        loop.start();
    }

    /** A ZoneFailover wants the nodes of these zones to take no new pods, and those of no others. */
    public void want(String failover, Set<String> zones) {
        if (!zones.equals(wanted.put(failover, Set.copyOf(zones)))) {
            loop.trigger();
        }
    }

    /** Returns the names of the zones whose nodes all carry the taint. */
    public Set<String> tainted() {
        Map<String, Boolean> zones = new HashMap<>();
        for (Node node : nodes.nodes()) {
            NodeReading.zone(node).ifPresent(zone -> zones.merge(zone, taints.on(node), Boolean::logicalAnd));
        }
        return zones.entrySet().stream()
                .filter(Map.Entry::getValue)
                .map(Map.Entry::getKey)
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        loop.close();
    }

    private Duration look() {
        Optional<Set<String>> keys = existing.get();
        if (keys.isEmpty() || !nodes.synced()) {
            return RETRY_INTERVAL;
        }
        wanted.keySet().retainAll(keys.get());
        Set<String> zones = wanted.values().stream().flatMap(Collection::stream).collect(Collectors.toSet());
        boolean complete = wanted.keySet().containsAll(keys.get());
        Set<String> undecided = new HashSet<>();
        if (!complete) {
            nodes.nodes()
                    .forEach(node -> NodeReading.zone(node)
                            .filter(zone -> !zones.contains(zone))
                            .ifPresent(undecided::add));
        }
        boolean written = taints.apply(nodes.nodes(), zones, undecided);
        boolean idle = written && complete && nodes.nodes().stream().noneMatch(taints::on);
        // Nobody announces that a ZoneFailover was deleted: while a taint is there, it is looked for.
        return idle ? Singleton.UNTIL_TRIGGERED : RETRY_INTERVAL;
    }
}
