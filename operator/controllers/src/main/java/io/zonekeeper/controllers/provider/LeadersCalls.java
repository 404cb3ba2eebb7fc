package io.zonekeeper.controllers.provider;

import io.zonekeeper.aws.CallListener;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.controllers.metrics.AwsMetrics;
import io.zonekeeper.core.aws.AwsOperation;

/**
 * Counts the calls of AWS, and lets only a process that provably leads make those that change something.
 *
 * @param environment whether this process leads
 * @param metrics what is counted, declared once
 */
record LeadersCalls(Environment environment, AwsMetrics metrics) implements CallListener {
    @Override
    public void changing(AwsOperation operation) {
        environment.requireLeader(operation.word());
    }

    @Override
    public void called(AwsOperation operation, String outcome) {
        metrics.called(operation, outcome);
    }
}
