package io.zonekeeper.core.reasons;

/** Reasons that objects of every kind may have. */
public enum AnyReason implements Reason {
    UNDECODABLE(
            "The object was stored by another version of the CRDs, and this version of the operator cannot read it. What was made for it stays as it is.",
            "Upgrade the operator, or correct the field that the message names."),
    RECONCILE_FAILED(
            "The operator failed on this object with an error of its own; it retries.",
            "Report it, with the operator's log."),
    ANNOTATED(
            "The annotation zonekeeper.io/paused is true: nothing is written for the object; its status reports what is pending.",
            "Remove the annotation to continue."),
    REJECTED(
            "The API server, an admission policy or a webhook refused a child object, or the proxy engine refused a configuration.",
            "Correct the field that the message names."),
    FORBIDDEN(
            "The operator is missing a permission, or a quota is exceeded.",
            "Grant the permission or raise the quota that the message names. Retried every 15 s."),
    APPLY_FAILED(
            "The API server failed to apply a child object, as when an admission webhook cannot be reached.",
            "Correct what the message names; the operator retries."),
    RETRYING("The API server did not apply a child object for a reason that usually passes.", ""),
    NAME_TAKEN(
            "An object that has the name of a child object exists and belongs to nobody, or to another owner.",
            "Rename one of them, or hand the object over with the annotation zonekeeper.io/adopt."),
    CONTESTED(
            "Another manager keeps changing fields that the operator sets; they are put back at intervals.",
            "Find the manager in metadata.managedFields and stop it."),
    SERVER_CHANGES(
            "A webhook changes fields that the operator sets, or a field does not exist on this API server.",
            "Exclude the objects from the webhook, or remove the field that the message names.");

    private final String meaning;
    private final String remedy;

    AnyReason(String meaning, String remedy) {
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
