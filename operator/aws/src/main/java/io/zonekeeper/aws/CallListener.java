package io.zonekeeper.aws;

import io.zonekeeper.core.aws.AwsFailure;
import io.zonekeeper.core.aws.AwsOperation;

/** Is notified of every call of AWS. */
@FunctionalInterface
public interface CallListener {
    /**
     * Is about to make a call that changes something.
     *
     * @throws java.io.UncheckedIOException where it must not be made
     */
    default void changing(AwsOperation operation) {}

    /**
     * Takes note of a call.
     *
     * @param outcome {@link AwsFailure#NONE}, or the word of a kind of failure
     */
    void called(AwsOperation operation, String outcome);
}
