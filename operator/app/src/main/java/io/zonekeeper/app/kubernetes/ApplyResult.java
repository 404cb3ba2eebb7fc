package io.zonekeeper.app.kubernetes;

import io.zonekeeper.core.Refusal;

import io.fabric8.kubernetes.api.model.HasMetadata;

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
}
