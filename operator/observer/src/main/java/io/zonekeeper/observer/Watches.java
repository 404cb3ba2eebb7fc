package io.zonekeeper.observer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;

import io.zonekeeper.kube.cache.PruningStore;
import io.zonekeeper.kube.cache.UpsertDeleteHandler;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.observer.LeanObject.LeanPod;
import io.zonekeeper.observer.LeanObject.LeanPodList;
import io.zonekeeper.observer.LeanObject.LeanService;
import io.zonekeeper.observer.LeanObject.LeanServiceList;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.KubernetesResourceList;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/** Tells the roster of services and pods as they come, change and go. */
final class Watches implements AutoCloseable {
    /** Lists come in pages of so many, or the first one would be most of the memory. */
    private static final long PAGE = 250;

    private final List<SharedIndexInformer<?>> informers = new ArrayList<>();
    private final Optional<FailoverWatches> failovers;

    /**
     * Creates the watches.
     *
     * @param namespaces where to watch; empty for all namespaces
     * @param withFailovers whether Services of ZoneFailovers are checked as well
     */
    Watches(KubernetesClient client, Set<String> namespaces, boolean withFailovers, TargetRegistry roster) {
        failovers = withFailovers ? Optional.of(new FailoverWatches(client, namespaces, roster)) : Optional.empty();
        client.getKubernetesSerialization().registerKubernetesResource(LeanPod.class);
        client.getKubernetesSerialization().registerKubernetesResource(LeanService.class);
        if (namespaces.isEmpty()) {
            services(client.resources(LeanService.class, LeanServiceList.class).inAnyNamespace(), roster);
            pods(
                    client.resources(LeanPod.class, LeanPodList.class)
                            .inAnyNamespace()
                            .withLabel(Labels.SERVICE),
                    roster);
        }
        for (String namespace : namespaces) {
            services(client.resources(LeanService.class, LeanServiceList.class).inNamespace(namespace), roster);
            pods(
                    client.resources(LeanPod.class, LeanPodList.class)
                            .inNamespace(namespace)
                            .withLabel(Labels.SERVICE),
                    roster);
        }
    }

    void start() {
        informers.forEach(SharedIndexInformer::start);
        failovers.ifPresent(FailoverWatches::start);
    }

    /** Returns whether all is known that there was at the start. */
    boolean synced() {
        return informers.stream().allMatch(SharedIndexInformer::hasSynced)
                && failovers.filter(watches -> !watches.synced()).isEmpty();
    }

    /** Returns what is wrong for good; empty where nothing is. */
    Optional<String> unsound() {
        return informers.stream()
                .filter(informer -> !informer.isRunning())
                .findFirst()
                .map(informer -> informer.getApiTypeClass().getSimpleName() + "s are watched no more")
                .or(() -> failovers.flatMap(FailoverWatches::unsound));
    }

    @Override
    public void close() {
        informers.forEach(SharedIndexInformer::stop);
        failovers.ifPresent(FailoverWatches::close);
    }

    private void services(
            FilterWatchListDeletable<LeanService, ? extends KubernetesResourceList<LeanService>, ?> services,
            TargetRegistry roster) {
        add(
                services,
                LeanService::prune,
                service -> service.fact().ifPresent(roster::put),
                service -> roster.removeOwner(service.key()));
    }

    private void pods(
            FilterWatchListDeletable<LeanPod, ? extends KubernetesResourceList<LeanPod>, ?> pods,
            TargetRegistry roster) {
        add(
                pods,
                LeanPod::prune,
                pod -> pod.fact().ifPresentOrElse(roster::put, () -> roster.removePod(pod.key())),
                pod -> roster.removePod(pod.key()));
    }

    private <T extends HasMetadata> void add(
            FilterWatchListDeletable<T, ?, ?> objects, Consumer<T> prune, Consumer<T> present, Consumer<T> gone) {
        informers.add(informer(objects, prune, present, gone));
    }

    /** Returns a watch that is not started yet. */
    static <T extends HasMetadata> SharedIndexInformer<T> informer(
            FilterWatchListDeletable<T, ?, ?> objects, Consumer<T> prune, Consumer<T> present, Consumer<T> gone) {
        return objects.withLimit(PAGE)
                .runnableInformer(0)
                .itemStore(PruningStore.of(prune))
                // Whatever goes wrong, a permission that is missing included, may be mended.
                .exceptionHandler((started, problem) -> true)
                .addEventHandler(new UpsertDeleteHandler<>(present, gone));
    }
}
