package io.zonekeeper.manifests.stacks;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.core.evacuation.StackDecision;
import io.zonekeeper.core.nodes.NodeFits;
import io.zonekeeper.core.nodes.ZoneFit;
import io.zonekeeper.core.service.ServiceObservation;
import io.zonekeeper.core.service.ServicePlan;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.ZoneCatalog;
import io.zonekeeper.kube.objects.NodeReading;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;

/** What the operator would see and write of a service, for those who only want to know. */
public final class ServicePreview {
    private ServicePreview() {}

    /**
     * Returns what the operator's plan is made of.
     *
     * @param service the custom resource, which need not exist
     * @param catalog the zones
     * @param deployments its Deployments
     * @param statefulSets its StatefulSets
     * @param decisions by zone name, whether it may be served in
     * @param nodes the nodes; none where they are not known, and then every zone takes its pods
     */
    public static ServiceObservation observe(
            ZonedService service,
            ZoneCatalog catalog,
            Collection<Deployment> deployments,
            Collection<StatefulSet> statefulSets,
            Map<String, StackDecision> decisions,
            Collection<Node> nodes) {
        return ServiceFacts.observe(
                service,
                catalog,
                ServiceFacts.stacks(service, deployments, statefulSets),
                decisions,
                EvacuationFacts.memory(service),
                fits(service, nodes));
    }

    private static Map<String, ZoneFit> fits(ZonedService service, Collection<Node> nodes) {
        return NodeFits.of(
                TemplateDemand.of(PodTemplate.of(service).tree()),
                nodes.stream()
                        .map(NodeReading::traits)
                        .flatMap(Optional::stream)
                        .toList());
    }

    /** Returns the name of a service's child in a zone. */
    public static String child(String service, KnownZone zone) {
        return StackManifest.name(service, zone);
    }

    /** Returns the labels by which the service over all zones finds its pods. */
    public static Map<String, String> selector(String service, ServicePlan plan) {
        return new TreeMap<>(Manifests.serving(service, plan));
    }

    /** Returns the zones that a user wants this service to leave, by name. */
    public static Set<String> toEvacuate(ZonedService service, ZoneCatalog catalog) {
        return EvacuationRequest.of(service, catalog).zones();
    }
}
