package io.zonekeeper.controllers.zonefailover.objects;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

import io.zonekeeper.kube.cache.LastingInformer;
import io.zonekeeper.kube.cache.PruningStore;
import io.zonekeeper.kube.cache.UpsertDeleteHandler;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerBuilder;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.dsl.FilterWatchListDeletable;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/**
 * The Services, pods and ReplicaSets of one namespace, as far as zone failover reads them: of a pod its labels, owner,
 * node, constraints, ports and readiness, some 2 KiB.
 */
final class NamespaceCache implements AutoCloseable {
    private static final long PAGE = 500;

    private final SharedIndexInformer<Service> services;
    private final SharedIndexInformer<Pod> pods;
    private final SharedIndexInformer<ReplicaSet> replicaSets;

    /** Creates and starts it; {@code changed} runs after each change. */
    NamespaceCache(KubernetesClient client, String namespace, Runnable changed) {
        services = start(client.services().inNamespace(namespace), NamespaceCache::prune, changed);
        pods = start(client.pods().inNamespace(namespace), NamespaceCache::prune, changed);
        replicaSets = start(client.apps().replicaSets().inNamespace(namespace), NamespaceCache::prune, changed);
    }

    boolean synced() {
        return services.hasSynced() && pods.hasSynced() && replicaSets.hasSynced();
    }

    List<Service> services() {
        return services.getStore().list();
    }

    Collection<Pod> pods() {
        return pods.getStore().list();
    }

    Collection<ReplicaSet> replicaSets() {
        return replicaSets.getStore().list();
    }

    @Override
    public void close() {
        services.stop();
        pods.stop();
        replicaSets.stop();
    }

    private static <T extends HasMetadata> SharedIndexInformer<T> start(
            FilterWatchListDeletable<T, ?, ?> objects, Consumer<T> prune, Runnable changed) {
        return LastingInformer.start(objects.withLimit(PAGE)
                .runnableInformer(0)
                .itemStore(PruningStore.of(prune))
                .addEventHandler(new UpsertDeleteHandler<>(object -> changed.run(), object -> changed.run())));
    }

    private static void prune(Service service) {
        service.getMetadata().setManagedFields(null);
        service.getMetadata().setAnnotations(null);
        service.setStatus(null);
    }

    private static void prune(Pod pod) {
        pod.getMetadata().setManagedFields(null);
        pod.getMetadata().setAnnotations(null);
        PodSpec spec = pod.getSpec();
        pod.setSpec(new PodSpecBuilder()
                .withNodeName(spec.getNodeName())
                .withNodeSelector(spec.getNodeSelector())
                .withAffinity(spec.getAffinity())
                .withTolerations(spec.getTolerations())
                .withTopologySpreadConstraints(spec.getTopologySpreadConstraints())
                .withPriority(spec.getPriority())
                .withContainers(Objects.requireNonNullElse(spec.getContainers(), List.<Container>of()).stream()
                        .map(NamespaceCache::ports)
                        .toList())
                .withVolumes(Objects.requireNonNullElse(spec.getVolumes(), List.<Volume>of()).stream()
                        .filter(volume -> volume.getPersistentVolumeClaim() != null)
                        .toList())
                .build());
        if (pod.getStatus() != null) {
            pod.getStatus().setContainerStatuses(null);
            pod.getStatus().setInitContainerStatuses(null);
            pod.getStatus().setEphemeralContainerStatuses(null);
            pod.getStatus().setPodIPs(null);
            pod.getStatus().setHostIPs(null);
        }
    }

    /** The names of its ports: health checks are by them. */
    private static Container ports(Container container) {
        return new ContainerBuilder()
                .withName(container.getName())
                .withPorts(container.getPorts())
                .build();
    }

    private static void prune(ReplicaSet replicaSet) {
        replicaSet.getMetadata().setManagedFields(null);
        replicaSet.getMetadata().setAnnotations(null);
        replicaSet.getSpec().setTemplate(null);
        replicaSet.setStatus(null);
    }
}
