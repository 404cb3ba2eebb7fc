package io.zonekeeper.controllers.mongocluster;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.api.v1alpha1.MongoCluster;
import io.zonekeeper.controllers.cluster.NodeWatch;
import io.zonekeeper.controllers.framework.SecondaryStore;
import io.zonekeeper.controllers.mongocluster.manifests.MongoNames;
import io.zonekeeper.kube.cache.PruningStore;
import io.zonekeeper.kube.objects.NodeReading;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.javaoperatorsdk.operator.api.config.informer.InformerEventSourceConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.informer.InformerEventSource;

/** The pods of MongoClusters, watched by their label: where they really run. Little is kept of each. */
final class MongoPods {
    private final NodeWatch nodes;
    private final InformerEventSource<Pod, MongoCluster> pods;

    MongoPods(NodeWatch nodes, EventSourceContext<MongoCluster> context) {
        this.nodes = nodes;
        this.pods = new InformerEventSource<>(
                SecondaryStore.keep(
                                InformerEventSourceConfiguration.from(Pod.class, MongoCluster.class),
                                PruningStore.of(MongoPods::prune),
                                context)
                        .withName("Pod")
                        .withLabelSelector(MongoNames.CLUSTER)
                        .withNamespacesInheritedFromController()
                        .withSecondaryToPrimaryMapper(MongoPods::clusterOf)
                        .build(),
                context);
    }

    InformerEventSource<Pod, MongoCluster> eventSource() {
        return pods;
    }

    /** Returns the zone that a pod's node says it is in; empty where the pod runs nowhere. */
    Optional<String> runsIn(String namespace, String pod) {
        return pods.get(new ResourceID(pod, namespace))
                .map(found -> found.getSpec().getNodeName())
                .flatMap(node -> Optional.ofNullable(zones().get(node)));
    }

    private Map<String, String> zones() {
        Map<String, String> zones = new HashMap<>();
        nodes.nodes()
                .forEach(node -> NodeReading.zone(node)
                        .ifPresent(zone -> zones.put(node.getMetadata().getName(), zone)));
        return zones;
    }

    private static Set<ResourceID> clusterOf(Pod pod) {
        return Set.of(new ResourceID(
                pod.getMetadata().getLabels().get(MongoNames.CLUSTER),
                pod.getMetadata().getNamespace()));
    }

    private static void prune(Pod pod) {
        pod.getMetadata().setAnnotations(new HashMap<>());
        pod.getSpec().setContainers(List.of());
        pod.getSpec().setInitContainers(List.of());
        pod.getSpec().setVolumes(List.of());
        pod.setStatus(new PodStatus());
    }
}
