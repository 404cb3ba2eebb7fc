package io.zonekeeper.kube.apply;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

import io.zonekeeper.core.Refusal;

import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * What came of several writes.
 *
 * <p>Invariant: what fails for one does not keep the others from being tried; every failure is reported, and the first
 * that may pass is thrown in the end, so that all is tried again.
 */
public final class Outcome {
    private final List<Refusal> refusals = new ArrayList<>();
    private final List<Refusal> retrying = new ArrayList<>();
    private final List<Refusal> overridden = new ArrayList<>();
    private KubernetesClientException failure;

    /** Tries a write that the API server, or another owner, may refuse. */
    public void attempt(Supplier<? extends ApplyResult<?>> write) {
        tryTo(() -> note(write.get()));
    }

    private void note(ApplyResult<?> result) {
        switch (result) {
            case ApplyResult.Refused<?>(Refusal refusal) -> refusals.add(refusal);
            case ApplyResult.Overridden<?>(Refusal fields) -> overridden.add(fields);
            case ApplyResult.Failed<?>(Refusal told, boolean passes, KubernetesClientException cause) -> {
                (passes ? retrying : refusals).add(told);
                failed(cause);
            }
            case ApplyResult.Applied<?> applied -> {}
            case ApplyResult.Unchanged<?> unchanged -> {}
        }
    }

    /** Tries a write that is not refused for good. */
    public void tryTo(Runnable write) {
        try {
            write.run();
        } catch (KubernetesClientException e) {
            note(ApplyFailures.of(e));
            failed(e);
        }
    }

    private void failed(KubernetesClientException cause) {
        if (failure == null) {
            failure = cause;
        } else if (failure != cause) {
            failure.addSuppressed(cause);
        }
    }

    /** Returns whether nothing was refused, changed by the API server, or failed. */
    public boolean clean() {
        return refusals.isEmpty() && overridden.isEmpty() && failure == null;
    }

    /** Returns whether something failed that may pass. */
    public boolean failed() {
        return failure != null;
    }

    /** Takes over what came of other writes. */
    public void add(Outcome other) {
        refusals.addAll(other.refusals);
        retrying.addAll(other.retrying);
        overridden.addAll(other.overridden);
        if (other.failure != null) {
            failed(other.failure);
        }
    }

    /** Returns what was refused, and what the API server failed to do for a reason that a user may have to mend. */
    public List<Refusal> refusals() {
        return List.copyOf(refusals);
    }

    /** Returns what failed and says nothing of what was written. */
    public List<Refusal> retrying() {
        return List.copyOf(retrying);
    }

    /** Returns pod templates that the API server stores with other values. */
    public List<Refusal> overridden() {
        return List.copyOf(overridden);
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
