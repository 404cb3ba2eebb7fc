package io.zonekeeper.core.reasons;

/** Reasons of ZoneHealthPolicies. */
public enum PolicyReason implements Reason {
    IN_USE("The policy is in effect.", ""),
    NOT_USED("Only the policy named default is used.", "Delete this one."),
    APPLIED("ValuesApplied: the policy has every field of the chart's policy.spec.", ""),
    FIELDS_OVERRIDDEN(
            "Someone else set fields that the chart's policy.spec contains too, to other values; theirs are in effect.",
            "Remove the field from the object, or from the chart's values."),
    POLLING("Not all AWS sources in use have answered yet.", ""),
    REACHABLE("All AWS sources in use are reachable.", ""),
    UNREACHABLE(
            "AWS could not be asked; the last answers stay in effect until they are too old.",
            "See the cause in the message."),
    NO_REGION("The AWS region is not known.", "Set aws.region in the chart, or spec.aws.region."),
    AWS_OFF("signals.aws and aws have no effect, because AWS is disabled.", "Set aws.enabled in the chart.");

    private final String meaning;
    private final String remedy;

    PolicyReason(String meaning, String remedy) {
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
