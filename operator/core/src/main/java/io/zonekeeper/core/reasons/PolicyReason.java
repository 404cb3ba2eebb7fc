package io.zonekeeper.core.reasons;

/** Reasons of ZoneHealthPolicies. */
public enum PolicyReason implements Reason {
    @Meaning("The policy is in effect.")
    IN_USE,

    @Meaning(value = "Only the policy named default is used.", remedy = "Delete this one.")
    NOT_USED,

    @Meaning("ValuesApplied: the policy has every field of the chart's policy.spec.")
    APPLIED,

    @Meaning(
            value =
                    "Someone else set fields that the chart's policy.spec contains too, to other values; theirs are in effect.",
            remedy = "Remove the field from the object, or from the chart's values.")
    FIELDS_OVERRIDDEN,

    @Meaning("SignalsTested: every signal in use has evidence.")
    EVIDENCE,

    @Meaning(
            value = "A signal in use has no evidence: an outage would be found later, or not at all.",
            remedy = "See the message: it names what cannot be reached.")
    NO_EVIDENCE,

    @Meaning("Not all AWS sources in use have answered yet.")
    POLLING,

    @Meaning("All AWS sources in use are reachable.")
    REACHABLE,

    @Meaning(
            value = "AWS could not be asked; the last answers stay in effect until they are too old.",
            remedy = "See the cause in the message.")
    UNREACHABLE,

    @Meaning(value = "The AWS region is not known.", remedy = "Set aws.region in the chart, or spec.aws.region.")
    NO_REGION,

    @Meaning(
            value = "signals.aws and aws have no effect, because AWS is disabled.",
            remedy = "Set aws.enabled in the chart.")
    AWS_OFF
}
