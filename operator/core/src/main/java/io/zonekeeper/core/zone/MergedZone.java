package io.zonekeeper.core.zone;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.zonekeeper.core.Refusal;

/**
 * A zone with its nodes and its Zone object, one of which there is at least.
 *
 * @param objectName the name its Zone object has or gets
 * @param identity what it is called
 * @param nodes its nodes
 * @param remembered its Zone object
 * @param problems what was found while merging
 */
record MergedZone(
        String objectName,
        ZoneIdentity identity,
        List<NodeFact> nodes,
        Optional<RememberedZone> remembered,
        List<Refusal> problems) {

    String name() {
        return identity.name();
    }

    boolean present() {
        return !nodes.isEmpty();
    }

    int ready() {
        return (int) nodes.stream().filter(NodeFact::ready).count();
    }

    int schedulable() {
        return (int) nodes.stream()
                .filter(node -> node.ready() && node.schedulable() && !node.tainted())
                .count();
    }

    int tainted() {
        return (int) nodes.stream()
                .filter(node -> node.ready() && node.schedulable() && node.tainted())
                .count();
    }

    int unschedulable() {
        return (int) nodes.stream().filter(node -> !node.schedulable()).count();
    }

    /** Returns since when there have been no nodes: what the object says, or now when it is first seen. */
    Optional<Instant> absentSince(Instant now) {
        return present()
                ? Optional.empty()
                : Optional.of(remembered.flatMap(RememberedZone::absentSince).orElse(now));
    }
}
