package io.zonekeeper.core.reasons;

/** Reasons of MongoClusters. */
public enum MongoReason implements Reason {
    @Meaning(value = "The Secret, or a key of it, does not exist.", remedy = "Create what the message names.")
    SECRET_MISSING,

    @Meaning(
            value = "The content of the Secret cannot be used; the message names what.",
            remedy = "Correct what the message names.")
    SECRET_UNUSABLE,

    @Meaning("A change waits while a zone of a config server is cordoned.")
    ZONE_CORDONED,

    @Meaning(value = "A change waits while a set is missing a member.", remedy = "See the member's pod.")
    MEMBERS_MISSING,

    @Meaning(
            value = "A change waits, because no mongos responds and so the balancer cannot be stopped.",
            remedy = "See the pods of the mongos.")
    NO_MONGOS,

    @Meaning("Ready: the sets are being formed.")
    FORMING,

    @Meaning(
            value = "Ready: the config servers have no primary; metadata can be read and not changed.",
            remedy = "See the config servers' pods.")
    METADATA_READ_ONLY,

    @Meaning(value = "Ready: no config server can be read.", remedy = "See the config servers' pods.")
    METADATA_UNAVAILABLE,

    @Meaning("Ready: too few config servers respond; their state is not known.")
    METADATA_UNKNOWN,

    @Meaning(value = "Ready: a shard has no primary; it can be read and not written.", remedy = "See the shard's pods.")
    SHARD_READ_ONLY,

    @Meaning(value = "Ready: no member of a shard can be read.", remedy = "See the shard's pods.")
    SHARD_UNAVAILABLE,

    @Meaning("Ready: too few members of a shard respond; its state is not known.")
    SHARD_UNKNOWN,

    @Meaning(
            value = "MongoDB refused to initiate a set; the operator retries.",
            remedy = "See the error in the message.")
    INITIATE_FAILED,

    @Meaning(
            value = "MongoDB refused a new configuration of a set; the operator retries.",
            remedy = "See the error in the message.")
    RECONFIGURE_FAILED,

    @Meaning(
            value = "MongoDB refused to have a primary step down; the operator retries.",
            remedy = "See the error in the message.")
    STEP_DOWN_FAILED,

    @Meaning(value = "MongoDB refused to add a shard; the operator retries.", remedy = "See the error in the message.")
    ADD_SHARD_FAILED,

    @Meaning(
            value = "MongoDB refused to stop the balancer; the operator retries.",
            remedy = "See the error in the message.")
    STOP_BALANCER_FAILED,

    @Meaning(
            value = "MongoDB refused to start the balancer; the operator retries.",
            remedy = "See the error in the message.")
    START_BALANCER_FAILED,

    @Meaning(
            value = "MongoDB refused to read new certificates; the operator retries.",
            remedy = "See the error in the message.")
    ROTATE_CERTIFICATES_FAILED,

    @Meaning("All sets have a primary and all their members.")
    SERVING,

    @Meaning(value = "A member is not readable; all sets have a primary.", remedy = "See the member's pod.")
    DEGRADED,

    @Meaning("A change is in progress.")
    IN_PROGRESS,

    @Meaning("No change is in progress.")
    SETTLED,

    @Meaning("Nothing is refused.")
    NOT_STALLED,

    @Meaning(value = "Not all mongos are ready.", remedy = "See their pods.")
    MONGOS_NOT_READY,

    @Meaning("A shard is not added to the cluster yet.")
    SHARD_NOT_ADDED,

    @Meaning("Every running member is in its zone.")
    AS_REQUESTED,

    @Meaning(value = "A member runs in another zone than its own.", remedy = "Delete the pod when its set is complete.")
    WRONG_ZONE,

    @Meaning("The gate is open: mongos may be restarted.")
    OPEN,

    @Meaning(
            value = "The gate is closed: the config servers have no primary, so mongos must not be restarted.",
            remedy = "Restore the config servers.")
    CLOSED,

    @Meaning("Event: mongos may be restarted.")
    GATE_OPENED,

    @Meaning(value = "Event: mongos must not be restarted.", remedy = "Restore the config servers.")
    GATE_CLOSED,

    @Meaning(value = "There is one config server: its zone is a single point of failure.", remedy = "List three zones.")
    ONE_CONFIG_SERVER,

    @Meaning(value = "Whoever reaches the servers may do everything.", remedy = "Set spec.auth.")
    NO_ACCESS_CONTROL,

    @Meaning(
            value = "A server refuses the administrator of the Secret.",
            remedy = "Put the name and password that the server knows into the Secret.")
    WRONG_CREDENTIALS,

    @Meaning(
            value = "ca.crt of the Secret does not verify a server's certificate.",
            remedy = "Put the authority that signed it back into ca.crt.")
    CERTIFICATE_NOT_TRUSTED,

    @Meaning(
            value = "A new certificate is not verified by the authority that servers trust.",
            remedy = "Put both authorities into ca.crt until all servers are renewed.")
    CERTIFICATES_UNRELATED,

    @Meaning(
            value = "A new key file has no key in common with the one in use.",
            remedy = "Put both keys into the file until all servers are renewed.")
    KEY_FILE_UNRELATED,

    @Meaning(value = "A member that was restarted has not come back.", remedy = "See its pod.")
    MEMBER_NOT_RECOVERED,

    @Meaning(value = "A member's volume is of an earlier time.", remedy = "Delete its PersistentVolumeClaim.")
    STALE_VOLUME,

    @Meaning(value = "No member of a set that existed has a configuration.", remedy = "Restore its volumes.")
    DATA_LOST,

    @Meaning(
            value = "The primary does not step down, because no other member can take over.",
            remedy = "See the other members.")
    NO_SUCCESSOR,

    @Meaning(
            value = "The image skips a major version; no member would start.",
            remedy = "Upgrade to the version in the message first.")
    VERSION_SKIPPED,

    @Meaning(
            value = "The image is older than the data; no member would start.",
            remedy = "Run the command in the message first.")
    VERSION_TOO_OLD,

    @Meaning("A user added members to a set; the operator keeps them.")
    MEMBERS_ADDED,

    @Meaning("A user changed settings of a set; the operator keeps them.")
    SETTINGS_CHANGED
}
