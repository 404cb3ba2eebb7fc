package io.zonekeeper.app.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.dsl.base.ResourceDefinitionContext;

/**
 * A kind of object that Zonekeeper makes.
 *
 * @param type the kind as fabric8 models it
 * @param context where the API server keeps it; named here so that no discovery is needed
 */
public record ChildKind<T extends HasMetadata>(Class<T> type, ResourceDefinitionContext context) {
    /** Interchangeable pods of a stack. */
    public static final ChildKind<Deployment> DEPLOYMENT = of(Deployment.class);

    /** Named pods of a stack. */
    public static final ChildKind<StatefulSet> STATEFUL_SET = of(StatefulSet.class);

    /** The way to the pods. */
    public static final ChildKind<Service> SERVICE = of(Service.class);

    private static <T extends HasMetadata> ChildKind<T> of(Class<T> type) {
        return new ChildKind<>(type, ResourceDefinitionContext.fromResourceType(type));
    }

    /** Returns the kind's name, as {@code Deployment}. */
    public String kind() {
        return context.getKind();
    }
}
