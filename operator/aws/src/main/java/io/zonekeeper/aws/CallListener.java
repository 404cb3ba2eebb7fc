package io.zonekeeper.aws;

/** Is notified of every call of AWS. */
@FunctionalInterface
public interface CallListener {
    /**
     * Takes note of a call.
     *
     * @param operation as IAM names it: {@code ec2:DescribeAvailabilityZones}
     * @param outcome ok, or the kind of trouble
     */
    void called(String operation, String outcome);
}
