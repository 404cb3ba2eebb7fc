package io.zonekeeper.controllers.children;

import java.util.Optional;

import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.kube.apply.ApplyResult;
import io.zonekeeper.kube.apply.ChildApplier;
import io.zonekeeper.kube.objects.Owner;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.processing.event.ResourceID;

/** Makes and deletes children as their cache knows them, counts what was written, and tells the cache of it. */
public final class ChildMaker {
    private final ChildApplier applier;
    private final OperatorMetrics metrics;

    /** Creates a maker. */
    public ChildMaker(ChildApplier applier, OperatorMetrics metrics) {
        this.applier = applier;
        this.metrics = metrics;
    }

    /** Makes a child as desired, and returns what came of it. */
    public <T extends HasMetadata> ApplyResult<T> make(ChildInformer<T, ?> children, Owner owner, ObjectNode desired) {
        ResourceID id = new ResourceID(desired.path("metadata").path("name").asText(), owner.namespace());
        Optional<T> known = children.get(id);
        long began = System.nanoTime();
        ApplyResult<T> result = applier.apply(children.kind(), owner, desired, known);
        if (result instanceof ApplyResult.Applied<T>(T child)) {
            metrics.wrote(children.kind().kind(), began);
            children.remember(id, child, known);
        }
        return result;
    }

    /** Sets the number of pods of a workload and nothing else, where it is the owner's. */
    public <T extends HasMetadata> void scale(ChildInformer<T, ?> children, Owner owner, String name, int replicas) {
        ResourceID id = new ResourceID(name, owner.namespace());
        Optional<T> known = children.get(id).filter(owner::owns);
        long began = System.nanoTime();
        known.flatMap(child -> applier.scale(children.kind(), child, replicas)).ifPresent(child -> {
            metrics.wrote(children.kind().kind(), began);
            children.remember(id, child, known);
        });
    }

    /** Deletes a child, where it is the owner's. */
    public <T extends HasMetadata> void delete(ChildInformer<T, ?> children, Owner owner, String name) {
        children.get(new ResourceID(name, owner.namespace()))
                .filter(owner::owns)
                .ifPresent(child -> {
                    long began = System.nanoTime();
                    applier.delete(children.kind(), child);
                    metrics.wrote(children.kind().kind(), began);
                });
    }
}
