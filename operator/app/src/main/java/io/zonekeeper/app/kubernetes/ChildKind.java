package io.zonekeeper.app.kubernetes;

import java.util.function.Consumer;

import io.zonekeeper.api.v1alpha1.ZonedService;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/**
 * A kind of object that Zonekeeper makes.
 *
 * @param type the kind as fabric8 models it
 * @param context where the API server keeps it; named here so that no discovery is needed
 * @param lighten drops what is no longer needed of a cached child once it was found to be as desired: the pods'
 *     specification is most of it. What lacks is taken for a difference, so the worst that can come of it is an apply
 *     that changes nothing
 */
public record ChildKind<T extends HasMetadata>(Class<T> type, ResourceDefinitionContext context, Consumer<T> lighten) {
    /** Interchangeable pods of a stack. */
    public static final ChildKind<Deployment> DEPLOYMENT =
            of(Deployment.class, child -> child.getSpec().getTemplate().setSpec(null));

    /** Named pods of a stack. */
    public static final ChildKind<StatefulSet> STATEFUL_SET =
            of(StatefulSet.class, child -> child.getSpec().getTemplate().setSpec(null));

    /** The way to the pods. */
    public static final ChildKind<Service> SERVICE = of(Service.class, child -> {});

    /** How many pods of a zone may be evicted. */
    public static final ChildKind<PodDisruptionBudget> POD_DISRUPTION_BUDGET =
            of(PodDisruptionBudget.class, child -> {});

    /** The files of a ZonalProxy. */
    public static final ChildKind<ConfigMap> CONFIG_MAP = of(ConfigMap.class, child -> {});

    /** What runs a ZonalProxy, and the mongos of a MongoCluster. */
    public static final ChildKind<ZonedService> ZONED_SERVICE = of(ZonedService.class, child -> {});

    private static <T extends HasMetadata> ChildKind<T> of(Class<T> type, Consumer<T> lighten) {
        return new ChildKind<>(type, ResourceDefinitionContext.fromResourceType(type), lighten);
    }

    /** Returns the kind's name, as {@code Deployment}. */
    public String kind() {
        return context.getKind();
    }
}
