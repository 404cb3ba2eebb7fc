package io.zonekeeper.controllers.provider;

import io.zonekeeper.aws.CallListener;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.core.aws.AwsOperation;

/**
 * Counts the calls of AWS, and lets only a process that provably leads make those that change something.
 *
 * @param environment its metrics, and whether this process leads
 */
record LeadersCalls(Environment environment) implements CallListener {
    @Override
    public void changing(AwsOperation operation) {
        environment.requireLeader(operation.word());
    }

    @Override
    public void called(AwsOperation operation, String outcome) {
        environment.metrics().aws().called(operation, outcome);
    }
}
