package io.zonekeeper.kube.apply;

import java.util.function.Consumer;

import io.zonekeeper.api.v1alpha1.ZonedService;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;

/**
 * A kind of object that Zonekeeper makes.
 *
 * @param type the kind as fabric8 models it
 * @param lighten drops what is no longer needed of a cached child once it was found to be as desired: the pods'
 *     specification is most of it. What is missing is taken for a difference, so the worst that can come of it is an
 *     apply that changes nothing
 */
public record ChildKind<T extends HasMetadata>(Class<T> type, Consumer<T> lighten) {
    /** Interchangeable pods of a stack. */
    public static final ChildKind<Deployment> DEPLOYMENT = new ChildKind<>(
            Deployment.class, child -> child.getSpec().getTemplate().setSpec(null));

    /** Named pods of a stack. */
    public static final ChildKind<StatefulSet> STATEFUL_SET = new ChildKind<>(
            StatefulSet.class, child -> child.getSpec().getTemplate().setSpec(null));

    /** The way to the pods. */
    public static final ChildKind<Service> SERVICE = new ChildKind<>(Service.class, child -> {});

    /** How many pods of a zone may be evicted. */
    public static final ChildKind<PodDisruptionBudget> POD_DISRUPTION_BUDGET =
            new ChildKind<>(PodDisruptionBudget.class, child -> {});

    /** The files of a ZonalProxy. */
    public static final ChildKind<ConfigMap> CONFIG_MAP = new ChildKind<>(ConfigMap.class, child -> {});

    /** What runs a ZonalProxy, and the mongos of a MongoCluster. */
    public static final ChildKind<ZonedService> ZONED_SERVICE = new ChildKind<>(ZonedService.class, child -> {});

    /** Returns the kind's name, as {@code Deployment}. */
    public String kind() {
        return HasMetadata.getKind(type);
    }
}
