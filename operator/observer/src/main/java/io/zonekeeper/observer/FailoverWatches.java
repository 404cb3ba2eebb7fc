package io.zonekeeper.observer;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.observer.LeanObject.LeanFailover;
import io.zonekeeper.observer.LeanObject.LeanFailoverList;
import io.zonekeeper.observer.LeanObject.LeanKubernetesService;
import io.zonekeeper.observer.LeanObject.LeanKubernetesServiceList;
import io.zonekeeper.observer.LeanObject.LeanNode;
import io.zonekeeper.observer.LeanObject.LeanNodeList;
import io.zonekeeper.observer.LeanObject.LeanPod;
import io.zonekeeper.observer.LeanObject.LeanPodList;

import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/**
 * Tells of what ZoneFailovers protect: all Services and pods of a namespace, but only where a ZoneFailover has health
 * checks; and of nodes, for before Kubernetes 1.35 a pod does not tell its zone.
 */
final class FailoverWatches implements AutoCloseable {
    private final KubernetesClient client;
    private final TargetRegistry roster;
    private final FailoverTargets targets;
    private final List<SharedIndexInformer<?>> informers = new ArrayList<>();
    private final Map<String, List<SharedIndexInformer<?>>> ofNamespace = new HashMap<>();
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
        List.of(LeanFailover.class, LeanKubernetesService.class, LeanNode.class)
                .forEach(client.getKubernetesSerialization()::registerKubernetesResource);
        var failovers = client.resources(LeanFailover.class, LeanFailoverList.class);
        if (namespaces.isEmpty()) {
            failovers(failovers.inAnyNamespace());
        }
        namespaces.forEach(namespace -> failovers(failovers.inNamespace(namespace)));
        informers.add(Watches.informer(
                client.resources(LeanNode.class, LeanNodeList.class).inAnyNamespace(),
                LeanNode::prune,
                node -> node.zone()
                        .ifPresent(zone -> roster.putNode(node.getMetadata().getName(), zone)),
                node -> {}));
    }

    void start() {
        informers.forEach(SharedIndexInformer::start);
    }

    /** Returns whether all ZoneFailovers and nodes are known that there were at the start. */
    boolean synced() {
        return informers.stream().allMatch(SharedIndexInformer::hasSynced);
    }

    /** Returns what is wrong for good; empty where nothing is. */
    synchronized Optional<String> unsound() {
        return informers.stream()
                .filter(informer -> !informer.isRunning())
                .findFirst()
                .or(() -> ofNamespace.values().stream()
                        .flatMap(List::stream)
                        .filter(informer -> !informer.isRunning())
                        .findFirst())
                .map(informer -> informer.getApiTypeClass().getSimpleName() + "s are watched no more");
    }

    @Override
    public synchronized void close() {
        closed = true;
        informers.forEach(SharedIndexInformer::stop);
        ofNamespace.values().forEach(watches -> watches.forEach(SharedIndexInformer::stop));
        ofNamespace.clear();
    }

    private void failovers(
            FilterWatchListDeletable<LeanFailover, ? extends KubernetesResourceList<LeanFailover>, ?> failovers) {
        informers.add(Watches.informer(
                failovers,
                LeanFailover::prune,
                failover -> {
                    failover.fact().ifPresent(targets::put);
                    follow();
                },
                failover -> {
                    targets.removeFailover(failover.key());
                    follow();
                }));
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
        ofNamespace.remove(namespace).forEach(SharedIndexInformer::stop);
        targets.forget(namespace);
        roster.removePodsOfOthers(namespace);
    }

    private List<SharedIndexInformer<?>> enter(String namespace) {
        List<SharedIndexInformer<?>> watches = List.of(
                Watches.informer(
                        client.resources(LeanKubernetesService.class, LeanKubernetesServiceList.class)
                                .inNamespace(namespace),
                        LeanKubernetesService::prune,
                        service -> targets.putService(
                                namespace, service.getMetadata().getName(), service.selector()),
                        service -> targets.removeService(
                                namespace, service.getMetadata().getName())),
                Watches.informer(
                        client.resources(LeanPod.class, LeanPodList.class).inNamespace(namespace),
                        LeanPod::prune,
                        pod -> pod.fact().ifPresentOrElse(roster::put, () -> roster.removePod(pod.key())),
                        pod -> roster.removePod(pod.key())));
        watches.forEach(SharedIndexInformer::start);
        return watches;
    }
}
