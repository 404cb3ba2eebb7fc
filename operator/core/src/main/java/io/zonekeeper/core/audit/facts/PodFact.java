package io.zonekeeper.core.audit.facts;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A pod that has not finished.
 *
 * @param namespace its namespace
 * @param name its name
 * @param labels its labels
 * @param node the node it is on; empty where it is Pending
 * @param ready whether it is Ready
 * @param terminating whether it is being deleted: it occupies its node and counts for nothing else
 * @param controller its controller; empty for a bare pod
 * @param priority its priority
 * @param claims names of the PersistentVolumeClaims that outlive it
 * @param needs what it needs of the nodes
 */
public record PodFact(
        String namespace,
        String name,
        Map<String, String> labels,
        Optional<String> node,
        boolean ready,
        boolean terminating,
        Optional<ObjectName> controller,
        int priority,
        List<String> claims,
        PodNeeds needs) {
    /** Copies the collections. */
    public PodFact {
        labels = Map.copyOf(labels);
        claims = List.copyOf(claims);
    }
}
