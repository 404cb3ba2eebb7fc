package io.zonekeeper.core.aws;

/** The operations of AWS that are called: what the policies of the chart's folder iam allow. */
public enum AwsOperation {
    DESCRIBE_AVAILABILITY_ZONES("ec2:DescribeAvailabilityZones"),
    DESCRIBE_INSTANCE_STATUS("ec2:DescribeInstanceStatus"),
    DESCRIBE_EVENTS("health:DescribeEvents"),
    DESCRIBE_EVENT_DETAILS("health:DescribeEventDetails"),
    DESCRIBE_ALARMS("cloudwatch:DescribeAlarms"),
    LIST_AUTOSHIFTS("arc-zonal-shift:ListAutoshifts"),
    LIST_ZONAL_SHIFTS("arc-zonal-shift:ListZonalShifts"),
    GET_MANAGED_RESOURCE("arc-zonal-shift:GetManagedResource"),
    START_ZONAL_SHIFT("arc-zonal-shift:StartZonalShift"),
    UPDATE_ZONAL_SHIFT("arc-zonal-shift:UpdateZonalShift"),
    CANCEL_ZONAL_SHIFT("arc-zonal-shift:CancelZonalShift"),
    DESCRIBE_TAGS("elasticloadbalancing:DescribeTags"),
    DESCRIBE_DB_INSTANCES("rds:DescribeDBInstances"),
    DESCRIBE_DB_CLUSTERS("rds:DescribeDBClusters"),
    REBOOT_DB_INSTANCE("rds:RebootDBInstance"),
    FAILOVER_DB_CLUSTER("rds:FailoverDBCluster");

    private final String word;

    AwsOperation(String word) {
        this.word = word;
    }

    /** Returns whether it changes something. */
    public boolean changes() {
        return switch (this) {
            case START_ZONAL_SHIFT, UPDATE_ZONAL_SHIFT, CANCEL_ZONAL_SHIFT, REBOOT_DB_INSTANCE, FAILOVER_DB_CLUSTER ->
                true;
            default -> false;
        };
    }

    /** Returns its name as IAM has it. */
    public String word() {
        return word;
    }
}
