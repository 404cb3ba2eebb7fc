package io.zonekeeper.kube.apply;

import io.zonekeeper.core.Refusal;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;

/** What came of applying a child. */
public sealed interface ApplyResult<T extends HasMetadata> {
    /**
     * It was as desired.
     *
     * @param child the child
     */
    record Unchanged<T extends HasMetadata>(T child) implements ApplyResult<T> {}

    /**
     * It was written.
     *
     * @param child the child as the API server answered
     */
    record Applied<T extends HasMetadata>(T child) implements ApplyResult<T> {}

    /**
     * It was not written.
     *
     * @param refusal why, and what to do about it
     */
    record Refused<T extends HasMetadata>(Refusal refusal) implements ApplyResult<T> {}

    /**
     * It was written before, and the API server stores some fields of its pod template with other values. Nothing has
     * to be mended for the pods to run.
     *
     * @param refusal which fields
     */
    record Overridden<T extends HasMetadata>(Refusal refusal) implements ApplyResult<T> {}

    /**
     * It could not be written now; the same request may succeed later.
     *
     * @param refusal what the API server answered
     * @param transientFailure whether the answer says nothing of the child: a conflict, too many requests, no
     *     connection
     * @param cause the failure
     */
    record Failed<T extends HasMetadata>(Refusal refusal, boolean transientFailure, KubernetesClientException cause)
            implements ApplyResult<T> {}
}
