package io.zonekeeper.core.reasons;

/** Reasons of MongoClusters. */
public enum MongoReason implements Reason {
    SERVING("All sets have a primary and all their members.", ""),
    DEGRADED("A member is not readable; all sets have a primary.", "See the member's pod."),
    IN_PROGRESS("A change is in progress.", ""),
    SETTLED("No change is in progress.", ""),
    NOT_STALLED("Nothing is refused.", ""),
    MONGOS_NOT_READY("Not all mongos are ready.", "See their pods."),
    SHARD_NOT_ADDED("A shard is not added to the cluster yet.", ""),
    AS_REQUESTED("Every running member is in its zone.", ""),
    WRONG_ZONE("A member runs in another zone than its own.", "Delete the pod when its set is complete."),
    OPEN("The gate is open: mongos may be restarted.", ""),
    CLOSED(
            "The gate is closed: the config servers have no primary, so mongos must not be restarted.",
            "Restore the config servers."),
    GATE_OPENED("Event: mongos may be restarted.", ""),
    GATE_CLOSED("Event: mongos must not be restarted.", "Restore the config servers."),
    ONE_CONFIG_SERVER("There is one config server: its zone is a single point of failure.", "List three zones."),
    NO_ACCESS_CONTROL("Whoever reaches the servers may do everything.", "Set spec.auth."),
    WRONG_CREDENTIALS(
            "A server refuses the administrator of the Secret.",
            "Put the name and password that the server knows into the Secret."),
    CERTIFICATE_NOT_TRUSTED(
            "ca.crt of the Secret does not verify a server's certificate.",
            "Put the authority that signed it back into ca.crt."),
    CERTIFICATES_UNRELATED(
            "A new certificate is not verified by the authority that servers trust.",
            "Put both authorities into ca.crt until all servers are renewed."),
    KEY_FILE_UNRELATED(
            "A new key file has no key in common with the one in use.",
            "Put both keys into the file until all servers are renewed."),
    MEMBER_NOT_RECOVERED("A member that was restarted has not come back.", "See its pod."),
    STALE_VOLUME("A member's volume is of an earlier time.", "Delete its PersistentVolumeClaim."),
    DATA_LOST("No member of a set that existed has a configuration.", "Restore its volumes."),
    NO_SUCCESSOR("The primary does not step down, because no other member can take over.", "See the other members."),
    VERSION_SKIPPED(
            "The image skips a major version; no member would start.", "Upgrade to the version in the message first."),
    VERSION_TOO_OLD(
            "The image is older than the data; no member would start.", "Run the command in the message first."),
    MEMBERS_ADDED("A user added members to a set; the operator keeps them.", ""),
    SETTINGS_CHANGED("A user changed settings of a set; the operator keeps them.", "");

    private final String meaning;
    private final String remedy;

    MongoReason(String meaning, String remedy) {
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
