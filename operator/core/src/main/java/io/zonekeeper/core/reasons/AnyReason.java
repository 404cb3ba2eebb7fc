package io.zonekeeper.core.reasons;

/** Reasons that objects of every kind may have. */
public enum AnyReason implements Reason {
    @Meaning(
            value =
                    "The object was stored by another version of the CRDs, and this version of the operator cannot read it. What was made for it stays as it is.",
            remedy = "Upgrade the operator, or correct the field that the message names.")
    UNDECODABLE,

    @Meaning(
            value = "The operator failed on this object with an error of its own; it retries.",
            remedy = "Report it, with the operator's log.")
    RECONCILE_FAILED,

    @Meaning(
            value =
                    "The annotation zonekeeper.io/paused is true: nothing is written for the object; its status reports what is pending.",
            remedy = "Remove the annotation to continue.")
    ANNOTATED,

    @Meaning(
            value =
                    "The API server, an admission policy or a webhook refused a child object, or the proxy engine refused a configuration.",
            remedy = "Correct the field that the message names.")
    REJECTED,

    @Meaning(
            value = "The operator is missing a permission, or a quota is exceeded.",
            remedy = "Grant the permission or raise the quota that the message names. Retried every 15 s.")
    FORBIDDEN,

    @Meaning(
            value = "The API server failed to apply a child object, as when an admission webhook cannot be reached.",
            remedy = "Correct what the message names; the operator retries.")
    APPLY_FAILED,

    @Meaning("The API server did not apply a child object for a reason that usually passes.")
    RETRYING,

    @Meaning(
            value = "An object that has the name of a child object exists and belongs to nobody, or to another owner.",
            remedy = "Rename one of them, or hand the object over with the annotation zonekeeper.io/adopt.")
    NAME_TAKEN,

    @Meaning(
            value = "Another manager keeps changing fields that the operator sets; they are put back at intervals.",
            remedy = "Find the manager in metadata.managedFields and stop it.")
    CONTESTED,

    @Meaning(
            value = "A webhook changes fields that the operator sets, or a field does not exist on this API server.",
            remedy = "Exclude the objects from the webhook, or remove the field that the message names.")
    SERVER_CHANGES
}
