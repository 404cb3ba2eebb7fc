package io.zonekeeper.core.reasons;

/** Reasons of MultiAZDatabases. */
public enum DatabaseReason implements Reason {
    PLACED("The writer and a standby are in different zones.", ""),
    STANDBY_ZONE_UNUSABLE("The standby is in a failing zone: the writer could not leave its zone now.", ""),
    NOT_MULTI_AZ("The database has no standby in another zone.", "Make it Multi-AZ."),
    FAILING_OVER("A failover is in progress.", ""),
    FAILOVER_OVERDUE(
            "AWS accepted a failover and the writer has not moved in time.", "See the database's events in AWS."),
    SETTLED("No failover is in progress.", ""),
    UNREACHABLE("RDS could not be asked; the operator retries.", ""),
    AWS_OFF("AWS is disabled, so RDS is not used.", "Set aws.enabled in the chart."),
    ADVISED(
            "A failover would be requested, and is only reported.",
            "Run the command in the message, or set the modes to Automatic."),
    FAILOVER_REQUESTED("Event: AWS was asked to move the writer.", ""),
    FAILOVER_REFUSED("Event: AWS did not accept the request, or it is not known whether it did.", "See the message."),
    FAILED_OVER("Event: the writer moved, as requested.", ""),
    FAILED_OVER_BY_AWS("Event: the writer moved without a request of the operator.", ""),
    REFUSED_BY_AWS("AWS refused to fail over several times in this incident.", "Move the writer by hand."),
    ONCE_PER_INCIDENT(
            "The writer is in the cordoned zone again after a failover in this incident; there is no second one.",
            "Move the writer by hand."),
    ONE_WITNESS(
            "The zone is cordoned on one kind of evidence only, which is not enough to move a writer.",
            "Cordon the zone by hand to have it moved."),
    MIN_INTERVAL("The writer moved recently, and failover.minInterval is not over.", ""),
    CORDON_NOT_APPLICABLE(
            "The cause of the cordon is no reason to move the writer.",
            "Set spec.cordon of the Zone to have it moved."),
    NOT_AVAILABLE("RDS accepts failovers of available databases only.", ""),
    NO_STANDBY_ELSEWHERE("No standby is in a usable zone.", ""),
    NOT_ALLOWED(
            "The database is not tagged for this namespace and not listed in the policy.",
            "Tag it, or list its ARN in spec.aws.allow of the policy."),
    TAGS_UNKNOWN(
            "The tags of the database could not be read, and it is not listed in the policy.",
            "Grant the permission, or list its ARN in spec.aws.allow of the policy."),
    ZONE_ID_MISMATCH(
            "The nodes' labels and AWS disagree on the zone.",
            "Correct the label topology.k8s.aws/zone-id, or the operator's credentials."),
    UNKNOWN_TO_AWS(
            "AWS knows no such zone in this region and account.",
            "Correct the nodes' labels or the operator's region.");

    private final String meaning;
    private final String remedy;

    DatabaseReason(String meaning, String remedy) {
        this.meaning = meaning;
        this.remedy = remedy;
    }

    @Override
    public String meaning() {
        return meaning;
    }

    @Override
    public String remedy() {
        return remedy;
    }
}
