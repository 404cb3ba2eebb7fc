package io.zonekeeper.observer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.NodeReading;
import io.zonekeeper.observer.KindWatch.Scope;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;

/**
 * Tells of what ZoneFailovers protect: all Services and pods of a namespace, but only where a ZoneFailover has health
 * checks; and of nodes, for before Kubernetes 1.35 a pod does not tell its zone.
 */
final class FailoverWatches implements AutoCloseable {
    /** Of a Service of Kubernetes, what its author selects by. */
    static final ObservedKind<Map<String, String>> SERVICES =
            ObservedKind.core("Service", "services", true, FailoverWatches::selector);

    /** Of a node, the name of its zone; empty where it has none. */
    static final ObservedKind<Optional<String>> NODES = ObservedKind.core(
            "Node", "nodes", false, node -> NodeReading.zone(node).map(String::intern));

    private final KubernetesClient client;
    private final TargetRegistry roster;
    private final FailoverTargets targets;
    private final List<KindWatch> watches = new ArrayList<>();
    private final Map<String, List<KindWatch>> ofNamespace = new HashMap<>();
    private boolean closed;

    /**
     * Creates the watches.
     *
     * @param namespaces where to watch; empty for all namespaces
     */
    FailoverWatches(KubernetesClient client, Set<String> namespaces, TargetRegistry roster) {
        this.client = client;
        this.roster = roster;
        this.targets = new FailoverTargets(roster);
        Watches.scopes(namespaces).forEach(scope -> watches.add(failovers(scope)));
        watches.add(KindWatch.of(
                client,
                NODES,
                Scope.ALL,
                node -> NODES.fact(node)
                        .ifPresent(zone -> roster.putNode(node.getMetadata().getName(), zone)),
                node -> {}));
    }

    void start() {
        watches.forEach(KindWatch::start);
    }

    /** Returns whether all ZoneFailovers and nodes are known that there were at the start. */
    boolean synced() {
        return watches.stream().allMatch(KindWatch::synced);
    }

    /** Returns what is wrong for good; empty where nothing is. */
    synchronized Optional<String> unsound() {
        return Stream.concat(watches.stream(), ofNamespace.values().stream().flatMap(List::stream))
                .flatMap(watch -> watch.unsound().stream())
                .findFirst();
    }

    @Override
    public synchronized void close() {
        closed = true;
        watches.forEach(KindWatch::close);
        ofNamespace.values().forEach(others -> others.forEach(KindWatch::close));
        ofNamespace.clear();
    }

    private KindWatch failovers(Scope scope) {
        return KindWatch.of(
                client,
                FailoverFact.FAILOVERS,
                scope,
                failover -> {
                    targets.put(FailoverFact.FAILOVERS.fact(failover));
                    follow();
                },
                failover -> {
                    targets.removeFailover(ObservedKind.key(failover));
                    follow();
                });
    }

    /** Begins the watches that are wanted now, and ends the others. */
    private synchronized void follow() {
        Set<String> wanted = targets.namespaces();
        if (closed) {
            return;
        }
        List.copyOf(ofNamespace.keySet()).stream()
                .filter(namespace -> !wanted.contains(namespace))
                .forEach(this::leave);
        wanted.forEach(namespace -> ofNamespace.computeIfAbsent(namespace, this::enter));
    }

    private void leave(String namespace) {
        ofNamespace.remove(namespace).forEach(KindWatch::close);
        targets.forget(namespace);
        roster.removePodsOfOthers(namespace);
    }

    private List<KindWatch> enter(String namespace) {
        List<KindWatch> others = List.of(
                KindWatch.of(
                        client,
                        SERVICES,
                        Scope.namespace(namespace),
                        service -> targets.putService(
                                namespace, service.getMetadata().getName(), SERVICES.fact(service)),
                        service -> targets.removeService(
                                namespace, service.getMetadata().getName())),
                Watches.pods(client, Scope.namespace(namespace), roster));
        others.forEach(KindWatch::start);
        return others;
    }

    /** Returns what the author of a Service selects by. */
    private static Map<String, String> selector(GenericKubernetesResource service) {
        Map<String, String> selector = new HashMap<>();
        ObservedKind.part(service, "spec").path("selector").properties().stream()
                .filter(label -> !label.getKey().startsWith(Labels.OUTSIDE))
                .forEach(label -> selector.put(label.getKey(), label.getValue().asText()));
        return selector;
    }
}
