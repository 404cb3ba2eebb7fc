package io.zonekeeper.core.aws.database;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What RDS reports about a database.
 *
 * @param identifier its name
 * @param arn its ARN
 * @param cluster whether it is a cluster
 * @param engine as in {@code postgres} or {@code aurora-mysql}
 * @param status RDS' word: available, failing-over, rebooting, ...
 * @param multiAz whether it has a standby in another zone
 * @param writer the member that writes; empty while none does
 * @param others standby or readers
 * @param tags its tags
 */
public record DatabaseFact(
        String identifier,
        String arn,
        boolean cluster,
        String engine,
        String status,
        boolean multiAz,
        Optional<Member> writer,
        List<Member> others,
        Map<String, String> tags) {

    /**
     * An instance of a database.
     *
     * @param name its identifier; of the standby of a Multi-AZ instance, which has none, the instance's
     * @param zone name of its zone; empty where RDS does not say
     * @param status RDS' word for it
     * @param tier promotion tier: the lowest is preferred
     */
    public record Member(String name, String zone, String status, int tier) {
        boolean available() {
            return status.equals("available");
        }
    }

    /** Copies the collections. */
    public DatabaseFact {
        others = List.copyOf(others);
        tags = Map.copyOf(tags);
    }

    /** Returns whether a member to fail over to can be named: RDS for MySQL clusters choose themselves. */
    boolean targetable() {
        return cluster && !engine.equals("mysql");
    }

    boolean available() {
        return status.equals("available");
    }
}
