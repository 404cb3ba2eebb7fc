package io.zonekeeper.core.aws.database;

import java.util.Optional;

/** A database of RDS. Every method waits for AWS and throws {@link io.zonekeeper.core.aws.AwsFailure}. */
public interface DatabaseControl {
    /** Returns what a Multi-AZ instance is doing. */
    DatabaseFact instance(String identifier);

    /** Returns what a cluster and its members are doing. */
    DatabaseFact cluster(String identifier);

    /** Reboots an instance with failover. Asked once: the SDK does not repeat it. */
    void failOverInstance(String identifier);

    /** Has a cluster fail over. Asked once: the SDK does not repeat it. */
    void failOverCluster(String identifier, Optional<String> target);
}
