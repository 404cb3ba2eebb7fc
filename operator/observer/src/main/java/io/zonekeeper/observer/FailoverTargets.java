package io.zonekeeper.observer;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.zonekeeper.kube.probe.CheckedKeys;

/**
 * Brings ZoneFailovers and the Services that they protect together, in whatever order they become known: each such
 * Service is an owner of checked pods.
 *
 * <p>All methods may be called from any thread.
 */
final class FailoverTargets {
    private final TargetRegistry roster;
    private final Map<String, FailoverFact> failovers = new HashMap<>();
    /** By namespace and name of a Service, what its author selects by. */
    private final Map<String, Map<String, Map<String, String>>> selectors = new HashMap<>();

    FailoverTargets(TargetRegistry roster) {
        this.roster = roster;
    }

    /** A ZoneFailover is there, or changed. */
    synchronized void put(FailoverFact failover) {
        Optional<FailoverFact> before = Optional.ofNullable(failovers.put(failover.key(), failover));
        Set<String> services = new HashSet<>(failover.away().keySet());
        before.ifPresent(known -> services.addAll(known.away().keySet()));
        services.forEach(service -> update(failover.namespace(), service));
    }

    /** A ZoneFailover is gone. */
    synchronized void removeFailover(String key) {
        FailoverFact known = failovers.remove(key);
        if (known != null) {
            known.away().keySet().forEach(service -> update(known.namespace(), service));
        }
    }

    /** A Service is there, or changed. */
    synchronized void putService(String namespace, String name, Map<String, String> selector) {
        selectors.computeIfAbsent(namespace, key -> new HashMap<>()).put(name, selector);
        update(namespace, name);
    }

    /** A Service is gone. */
    synchronized void removeService(String namespace, String name) {
        selectors.getOrDefault(namespace, Map.of()).remove(name);
        update(namespace, name);
    }

    /** The Services of a namespace are not watched any more. */
    synchronized void forget(String namespace) {
        Map<String, Map<String, String>> known = selectors.remove(namespace);
        if (known != null) {
            known.keySet().forEach(service -> update(namespace, service));
        }
    }

    /** Returns the namespaces with Services whose pods are to be checked. */
    synchronized Set<String> namespaces() {
        return failovers.values().stream()
                .filter(failover -> !failover.checks().isEmpty())
                .map(FailoverFact::namespace)
                .collect(Collectors.toSet());
    }

    private void update(String namespace, String service) {
        String owner = CheckedKeys.service(namespace, service);
        Optional<Map<String, String>> selector =
                Optional.ofNullable(selectors.getOrDefault(namespace, Map.of()).get(service));
        Optional<FailoverFact> protector = failovers.values().stream()
                .filter(failover -> failover.namespace().equals(namespace)
                        && failover.away().containsKey(service))
                .findFirst();
        if (selector.isEmpty()
                || protector.filter(failover -> !failover.checks().isEmpty()).isEmpty()) {
            roster.removeOwner(owner);
            return;
        }
        roster.put(new CheckedPods(
                owner,
                namespace,
                selector.get(),
                protector.get().checks(),
                protector.get().away().get(service)));
    }
}
