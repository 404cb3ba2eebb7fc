package io.zonekeeper.observer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.zonekeeper.kube.probe.Check;
import io.zonekeeper.observer.LeanObject.LeanFailover;

/**
 * What counts of a ZoneFailover. Which Services it protects, and of which an older one does, the operator decides: its
 * status names them, and the zones in which they have pods.
 *
 * @param key namespace and name
 * @param namespace its namespace
 * @param checks what the pods of its Services are checked by
 * @param away by name of a protected Service, the zones in which it gets no traffic, or is in between
 */
record FailoverFact(String key, String namespace, List<Check> checks, Map<String, Set<String>> away) {
    FailoverFact {
        checks = List.copyOf(checks);
        away = Map.copyOf(away);
    }

    /** Returns what counts of a ZoneFailover. */
    static FailoverFact of(LeanFailover failover) {
        Map<String, Set<String>> away = new HashMap<>();
        failover.getStatus()
                .path("services")
                .valueStream()
                .filter(service -> !service.path("zones").isEmpty())
                .forEach(service -> away.put(service.path("name").asText(), CheckedPods.away(service)));
        return new FailoverFact(
                failover.key(), failover.getMetadata().getNamespace(), CheckedPods.checks(failover.getSpec()), away);
    }
}
