package io.zonekeeper.observer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.observer.KindWatch.Scope;

import io.fabric8.kubernetes.client.KubernetesClient;

/** Tells the roster of services and pods as they come, change and go. */
final class Watches implements AutoCloseable {
    private final List<KindWatch> watches = new ArrayList<>();
    private final Optional<FailoverWatches> failovers;

    /**
     * Creates the watches.
     *
     * @param namespaces where to watch; empty for all namespaces
     * @param withFailovers whether Services of ZoneFailovers are checked as well
     */
    Watches(KubernetesClient client, Set<String> namespaces, boolean withFailovers, TargetRegistry roster) {
        failovers = withFailovers ? Optional.of(new FailoverWatches(client, namespaces, roster)) : Optional.empty();
        for (Scope scope : scopes(namespaces).toList()) {
            watches.add(KindWatch.of(
                    client,
                    CheckedPods.ZONED_SERVICES,
                    scope,
                    service -> roster.put(CheckedPods.ZONED_SERVICES.fact(service)),
                    service -> roster.removeOwner(ObservedKind.key(service))));
            watches.add(pods(client, scope.labelled(Labels.SERVICE), roster));
        }
    }

    void start() {
        watches.forEach(KindWatch::start);
        failovers.ifPresent(FailoverWatches::start);
    }

    /** Returns whether all is known that there was at the start. */
    boolean synced() {
        return watches.stream().allMatch(KindWatch::synced)
                && failovers.filter(others -> !others.synced()).isEmpty();
    }

    /** Returns what is wrong for good; empty where nothing is. */
    Optional<String> unsound() {
        return watches.stream()
                .flatMap(watch -> watch.unsound().stream())
                .findFirst()
                .or(() -> failovers.flatMap(FailoverWatches::unsound));
    }

    @Override
    public void close() {
        watches.forEach(KindWatch::close);
        failovers.ifPresent(FailoverWatches::close);
    }

    /** Returns what is watched: the cluster, or each of some namespaces. */
    static Stream<Scope> scopes(Set<String> namespaces) {
        return namespaces.isEmpty() ? Stream.of(Scope.ALL) : namespaces.stream().map(Scope::namespace);
    }

    /** Returns a watch that tells the roster of pods. */
    static KindWatch pods(KubernetesClient client, Scope scope, TargetRegistry roster) {
        return KindWatch.of(
                client,
                PodFact.PODS,
                scope,
                pod -> PodFact.PODS
                        .fact(pod)
                        .ifPresentOrElse(roster::put, () -> roster.removePod(ObservedKind.key(pod))),
                pod -> roster.removePod(ObservedKind.key(pod)));
    }
}
