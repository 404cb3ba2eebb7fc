package io.zonekeeper.controllers.children;

import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.kube.apply.ChildApplier;
import io.zonekeeper.kube.apply.Outcome;
import io.zonekeeper.kube.objects.Owner;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** Writes the children of one custom resource, one after the other, and keeps what came of it. */
public final class ChildWriter {
    private final ChildMaker maker;
    private final Owner owner;
    private final Outcome outcome = new Outcome();

    /** Creates a writer of what this owner has. */
    public ChildWriter(ChildApplier applier, OperatorMetrics metrics, Owner owner) {
        this.maker = new ChildMaker(applier, metrics);
        this.owner = owner;
    }

    /** Makes a child as desired. */
    public <T extends HasMetadata> void make(ChildInformer<T, ?> children, ObjectNode desired) {
        outcome.attempt(() -> maker.make(children, owner, desired));
    }

    /** Deletes a child, where it is the owner's. */
    public <T extends HasMetadata> void delete(ChildInformer<T, ?> children, String name) {
        outcome.tryTo(() -> maker.delete(children, owner, name));
    }

    /** Returns what came of it. */
    public Outcome outcome() {
        return outcome;
    }
}
