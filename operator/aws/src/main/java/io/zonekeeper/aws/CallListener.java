package io.zonekeeper.aws;

import io.zonekeeper.core.aws.AwsFailure;
import io.zonekeeper.core.aws.AwsOperation;

/** Is notified of every call of AWS. */
@FunctionalInterface
public interface CallListener {
    /**
     * Takes note of a call.
     *
     * @param outcome {@link AwsFailure#NONE}, or the word of a kind of failure
     */
    void called(AwsOperation operation, String outcome);
}
