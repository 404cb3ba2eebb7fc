package io.zonekeeper.app.kubernetes;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.zonekeeper.core.Refusal;

import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * What came of several writes.
 *
 * <p>Invariant: what fails for one does not keep the others from being tried; a failure that may pass is thrown in the
 * end, so that all is tried again.
 */
public final class Outcome {
    private final List<Refusal> refusals = new ArrayList<>();
    private KubernetesClientException failure;

    /** Tries a write that the API server, or another owner, may refuse. */
    public void attempt(Supplier<? extends ApplyResult<?>> write) {
        tryTo(() -> {
            if (write.get() instanceof ApplyResult.Refused<?>(Refusal refusal)) {
                refusals.add(refusal);
            }
        });
    }

    /** Tries a write that is not refused for good. */
    public void tryTo(Runnable write) {
        try {
            write.run();
        } catch (KubernetesClientException e) {
            if (failure == null) {
                failure = e;
            } else {
                failure.addSuppressed(e);
            }
        }
    }

    /** Returns whether nothing was refused and nothing failed. */
    public boolean clean() {
        return refusals.isEmpty() && failure == null;
    }

    /** Takes over what came of other writes. */
    public void add(Outcome other) {
        refusals.addAll(other.refusals);
        if (other.failure != null) {
            tryTo(() -> {
                throw other.failure;
            });
        }
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
}
