package io.zonekeeper.app.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import io.zonekeeper.app.management.OperatorMetrics;
import io.zonekeeper.core.Refusal;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.processing.event.ResourceID;

/**
 * Writes the children of one custom resource, one after the other.
 *
 * <p>Invariant: what fails for one does not keep the others from being written; a failure that may pass is thrown in
 * the end, so that all is tried again.
 */
public final class ChildWriter {
    private final ChildApplier applier;
    private final OperatorMetrics metrics;
    private final Owner owner;
    private final List<Refusal> refusals = new ArrayList<>();
    private KubernetesClientException failure;

    /** Creates a writer of what this owner has. */
    public ChildWriter(ChildApplier applier, OperatorMetrics metrics, Owner owner) {
        this.applier = applier;
        this.metrics = metrics;
        this.owner = owner;
    }

    /** Makes a child as desired. */
    public <T extends HasMetadata> void make(ChildInformer<T, ?> children, ObjectNode desired) {
        ResourceID id = new ResourceID(desired.path("metadata").path("name").asText(), owner.namespace());
        attempt(() -> {
            Optional<T> known = children.get(id);
            return switch (applier.apply(children.kind(), owner, desired, known)) {
                case ApplyResult.Unchanged<T> unchanged -> Optional.empty();
                case ApplyResult.Applied<T>(T child) -> {
                    metrics.wrote(children.kind().kind());
                    children.remember(id, child, known);
                    yield Optional.empty();
                }
                case ApplyResult.Refused<T>(Refusal refusal) -> Optional.of(refusal);
            };
        });
    }

    /** Deletes a child, where it is the owner's. */
    public <T extends HasMetadata> void delete(ChildInformer<T, ?> children, String name) {
        attempt(() -> {
            Optional<T> known =
                    children.get(new ResourceID(name, owner.namespace())).filter(owner::owns);
            known.ifPresent(child -> {
                applier.delete(children.kind(), child);
                metrics.wrote(children.kind().kind());
            });
            return Optional.empty();
        });
    }

    /** Returns what was refused for good. */
    public List<Refusal> refusals() {
        return List.copyOf(refusals);
    }

    /**
     * Throws the first failure that may pass, if there was one.
     *
     * @throws KubernetesClientException that failure
     */
    public void throwFailure() {
        if (failure != null) {
            throw failure;
        }
    }

    private void attempt(Supplier<Optional<Refusal>> write) {
        try {
            write.get().ifPresent(refusals::add);
        } catch (KubernetesClientException e) {
            if (failure == null) {
                failure = e;
            } else {
                failure.addSuppressed(e);
            }
        }
    }
}
