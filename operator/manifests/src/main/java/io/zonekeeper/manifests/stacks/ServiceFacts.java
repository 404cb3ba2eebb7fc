package io.zonekeeper.manifests.stacks;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;

import io.zonekeeper.api.v1alpha1.Spread;
import io.zonekeeper.api.v1alpha1.ZoneRequest;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceSpec;
import io.zonekeeper.api.v1alpha1.ZonedServiceSpec.Workload;
import io.zonekeeper.core.evacuation.StackDecision;
import io.zonekeeper.core.evacuation.StackMemory;
import io.zonekeeper.core.nodes.ZoneFit;
import io.zonekeeper.core.placement.ZoneShare;
import io.zonekeeper.core.service.ListedZone;
import io.zonekeeper.core.service.ServiceDemand;
import io.zonekeeper.core.service.ServiceObservation;
import io.zonekeeper.core.service.StackFact;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.ZoneCatalog;
import io.zonekeeper.core.zone.ZoneIdentity;
import io.zonekeeper.core.zone.ZoneObjectName;
import io.zonekeeper.kube.objects.DeploymentProblems;
import io.zonekeeper.kube.objects.Labels;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentCondition;
import io.fabric8.kubernetes.api.model.apps.DeploymentStatus;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSetStatus;

/**
 * Reads a ZonedService and its children into the record that its plan is made of; the defaults of absent fields stand
 * here.
 */
public final class ServiceFacts {
    private static final int DEFAULT_REPLICAS = 1;
    private static final int DEFAULT_MAX_SKEW = 1;
    private static final int DEFAULT_WEIGHT = 1;

    private ServiceFacts() {}

    /**
     * Returns what the plan is made of; no replacement pods are allowed in it yet.
     *
     * @param service the custom resource
     * @param catalog the zones
     * @param stacks what runs, as {@link #stacks} found it
     * @param decisions by zone name, whether it may be served in
     * @param memory by zone name, what is written in the status
     * @param fits by zone name, how its nodes suit the pods; empty where that is not known
     */
    public static ServiceObservation observe(
            ZonedService service,
            ZoneCatalog catalog,
            List<StackFact> stacks,
            Map<String, StackDecision> decisions,
            Map<String, StackMemory> memory,
            Map<String, ZoneFit> fits) {
        return new ServiceObservation(
                service.getMetadata().getNamespace(),
                service.getMetadata().getName(),
                demand(service.getSpec()),
                catalog,
                stacks,
                decisions,
                memory,
                EvacuationFacts.settings(service, catalog),
                0,
                fits);
    }

    /** Returns the zones that children were made for, as their labels say. */
    public static List<KnownZone> madeFor(Collection<? extends HasMetadata> stacks) {
        List<KnownZone> zones = new ArrayList<>();
        for (HasMetadata stack : stacks) {
            zoneOf(stack).ifPresent(zone -> {
                String id = stack.getMetadata().getLabels().getOrDefault(Labels.ZONE_ID, "");
                zones.add(new KnownZone(
                        new ZoneIdentity(zone, id, ""), ZoneObjectName.of(zone), false, OptionalInt.empty()));
            });
        }
        return zones;
    }

    /** Returns what runs. */
    public static List<StackFact> stacks(
            ZonedService service, Collection<Deployment> deployments, Collection<StatefulSet> statefulSets) {
        List<StackFact> stacks = new ArrayList<>();
        if (stateful(service.getSpec())) {
            statefulSets.forEach(
                    stack -> zoneOf(stack).map(zone -> fact(zone, stack)).ifPresent(stacks::add));
        } else {
            deployments.forEach(
                    stack -> zoneOf(stack).map(zone -> fact(zone, stack)).ifPresent(stacks::add));
        }
        return stacks;
    }

    /** Returns namespace and name of a service, as what is shared by all services knows it. */
    public static String key(ZonedService service) {
        return service.getMetadata().getNamespace() + "/"
                + service.getMetadata().getName();
    }

    public static boolean stateful(ZonedServiceSpec spec) {
        return spec.workload() == Workload.STATEFUL_SET;
    }

    public static Optional<String> zoneOf(HasMetadata child) {
        return Optional.ofNullable(child.getMetadata().getLabels()).map(labels -> labels.get(Labels.ZONE));
    }

    /** Returns what a service asks for. */
    public static ServiceDemand demand(ZonedServiceSpec spec) {
        Optional<Spread> spread = Optional.ofNullable(spec.spread());
        return new ServiceDemand(
                Objects.requireNonNullElse(spec.replicas(), DEFAULT_REPLICAS),
                spread.map(Spread::toleratedZoneFailures).orElse(0),
                spread.map(Spread::restoreTolerance).orElse(false),
                spread.map(Spread::maxSkew).orElse(DEFAULT_MAX_SKEW),
                stateful(spec),
                spec.volumeClaimTemplates() != null
                        && !spec.volumeClaimTemplates().isEmpty(),
                Objects.requireNonNullElse(spec.zones(), List.<ZoneRequest>of()).stream()
                        .map(ServiceFacts::request)
                        .toList());
    }

    private static ListedZone request(ZoneRequest zone) {
        return new ListedZone(
                zone.zone(),
                Objects.requireNonNullElse(zone.weight(), DEFAULT_WEIGHT),
                Objects.requireNonNullElse(zone.minReplicas(), 0),
                Objects.requireNonNullElse(zone.maxReplicas(), ZoneShare.UNLIMITED));
    }

    private static StackFact fact(String zone, Deployment stack) {
        DeploymentStatus status = Objects.requireNonNullElseGet(stack.getStatus(), DeploymentStatus::new);
        return new StackFact(
                zone,
                count(stack.getSpec().getReplicas()),
                count(status.getReplicas()),
                count(status.getReadyReplicas()),
                count(status.getUpdatedReplicas()),
                settled(stack, status.getObservedGeneration()),
                DeploymentProblems.of(status).stream()
                        .map(DeploymentCondition::getMessage)
                        .findFirst());
    }

    private static StackFact fact(String zone, StatefulSet stack) {
        StatefulSetStatus status = Objects.requireNonNullElseGet(stack.getStatus(), StatefulSetStatus::new);
        boolean rolled = Objects.equals(status.getCurrentRevision(), status.getUpdateRevision());
        return new StackFact(
                zone,
                count(stack.getSpec().getReplicas()),
                count(status.getReplicas()),
                count(status.getReadyReplicas()),
                rolled ? count(status.getReplicas()) : count(status.getUpdatedReplicas()),
                settled(stack, status.getObservedGeneration()),
                Optional.empty());
    }

    /** Returns whether the controller of a Deployment has seen its spec as it is now. */
    public static boolean settled(Deployment stack) {
        return stack.getStatus() != null && settled(stack, stack.getStatus().getObservedGeneration());
    }

    private static boolean settled(HasMetadata stack, Long observedGeneration) {
        Long generation = stack.getMetadata().getGeneration();
        return generation != null && observedGeneration != null && observedGeneration >= generation;
    }

    private static int count(Integer number) {
        return number == null ? 0 : number;
    }
}
