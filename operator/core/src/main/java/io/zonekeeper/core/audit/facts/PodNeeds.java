package io.zonekeeper.core.audit.facts;

import java.util.List;
import java.util.OptionalInt;

import io.zonekeeper.core.nodes.NodeDemand;
import io.zonekeeper.core.placement.Room.Amount;

/**
 * What a pod needs of the nodes, and how it behaves when its node fails. Pods of one workload usually have equal needs.
 *
 * @param demand which nodes it can run on
 * @param requests CPU and memory that it requests
 * @param spreads its topology spread constraints
 * @param antiAffinities terms of its anti-affinity against its own kind
 * @param toleratesUnreachableSeconds how long it stays on an unreachable node; empty for ever
 * @param readinessProbe whether a container has a readiness probe
 */
public record PodNeeds(
        NodeDemand demand,
        Amount requests,
        List<SpreadRule> spreads,
        List<AntiAffinityRule> antiAffinities,
        OptionalInt toleratesUnreachableSeconds,
        boolean readinessProbe) {
    /** What the admission plugin DefaultTolerationSeconds gives every pod. */
    public static final int DEFAULT_TOLERATION_SECONDS = 300;

    /** The node label with the name of a zone. */
    public static final String ZONE_KEY = "topology.kubernetes.io/zone";

    /** The node label with the name of a node. */
    public static final String HOST_KEY = "kubernetes.io/hostname";

    private static final String OLD_ZONE_KEY = "failure-domain.beta.kubernetes.io/zone";

    /** Copies the lists. */
    public PodNeeds {
        spreads = List.copyOf(spreads);
        antiAffinities = List.copyOf(antiAffinities);
    }

    /** Returns whether a topology key is that of zones. */
    public static boolean ofZones(String topologyKey) {
        return topologyKey.equals(ZONE_KEY) || topologyKey.equals(OLD_ZONE_KEY);
    }
}
