package io.zonekeeper.observer;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.zonekeeper.kube.probe.Check;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;

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
    /** Of a ZoneFailover, what counts. */
    static final ObservedKind<FailoverFact> FAILOVERS =
            ObservedKind.ours("ZoneFailover", "zonefailovers", FailoverFact::of);

    FailoverFact {
        checks = List.copyOf(checks);
        away = Map.copyOf(away);
    }

    private static FailoverFact of(GenericKubernetesResource failover) {
        Map<String, Set<String>> away = new HashMap<>();
        ObservedKind.part(failover, "status")
                .path("services")
                .valueStream()
                .filter(service -> !service.path("zones").isEmpty())
                .forEach(service -> away.put(service.path("name").asText(), CheckedPods.away(service)));
        return new FailoverFact(
                ObservedKind.key(failover),
                failover.getMetadata().getNamespace(),
                CheckedPods.checks(ObservedKind.part(failover, "spec")),
                away);
    }
}
