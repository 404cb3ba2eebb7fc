package io.zonekeeper.core.reasons;

/** Reasons of MultiAZDatabases. */
public enum DatabaseReason implements Reason {
    @Meaning("The writer and a standby are in different zones.")
    PLACED,

    @Meaning("The standby is in a failing zone: the writer could not leave its zone now.")
    STANDBY_ZONE_UNUSABLE,

    @Meaning(value = "The database has no standby in another zone.", remedy = "Make it Multi-AZ.")
    NOT_MULTI_AZ,

    @Meaning("A failover is in progress.")
    FAILING_OVER,

    @Meaning(
            value = "AWS accepted a failover and the writer has not moved in time.",
            remedy = "See the database's events in AWS.")
    FAILOVER_OVERDUE,

    @Meaning("No failover is in progress.")
    SETTLED,

    @Meaning("RDS could not be asked; the operator retries.")
    UNREACHABLE,

    @Meaning(value = "AWS is disabled, so RDS is not used.", remedy = "Set aws.enabled in the chart.")
    AWS_OFF,

    @Meaning(
            value = "A failover would be requested, and is only reported.",
            remedy = "Run the command in the message, or set the modes to Automatic.")
    ADVISED,

    @Meaning("Event: AWS was asked to move the writer.")
    FAILOVER_REQUESTED,

    @Meaning(
            value = "Event: AWS did not accept the request, or it is not known whether it did.",
            remedy = "See the message.")
    FAILOVER_REFUSED,

    @Meaning("Event: the writer moved, as requested.")
    FAILED_OVER,

    @Meaning("Event: the writer moved without a request of the operator.")
    FAILED_OVER_BY_AWS,

    @Meaning(value = "AWS refused to fail over several times in this incident.", remedy = "Move the writer by hand.")
    REFUSED_BY_AWS,

    @Meaning(
            value =
                    "The writer is in the cordoned zone again after a failover in this incident; there is no second one.",
            remedy = "Move the writer by hand.")
    ONCE_PER_INCIDENT,

    @Meaning(
            value = "The zone is cordoned on one kind of evidence only, which is not enough to move a writer.",
            remedy = "Cordon the zone by hand to have it moved.")
    ONE_WITNESS,

    @Meaning("The writer moved recently, and failover.minInterval is not over.")
    MIN_INTERVAL,

    @Meaning(
            value = "The cause of the cordon is no reason to move the writer.",
            remedy = "Set spec.cordon of the Zone to have it moved.")
    CORDON_NOT_APPLICABLE,

    @Meaning("RDS accepts failovers of available databases only.")
    NOT_AVAILABLE,

    @Meaning("No standby is in a usable zone.")
    NO_STANDBY_ELSEWHERE,

    @Meaning(
            value = "The database is not tagged for this namespace and not listed in the policy.",
            remedy = "Tag it, or list its ARN in spec.aws.allow of the policy.")
    NOT_ALLOWED,

    @Meaning(
            value = "The tags of the database could not be read, and it is not listed in the policy.",
            remedy = "Grant the permission, or list its ARN in spec.aws.allow of the policy.")
    TAGS_UNKNOWN,

    @Meaning(
            value = "The nodes' labels and AWS disagree on the zone.",
            remedy = "Correct the label topology.k8s.aws/zone-id, or the operator's credentials.")
    ZONE_ID_MISMATCH,

    @Meaning(
            value = "AWS knows no such zone in this region and account.",
            remedy = "Correct the nodes' labels or the operator's region.")
    UNKNOWN_TO_AWS
}
