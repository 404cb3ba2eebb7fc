package io.zonekeeper.core.aws.database;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.cordon.Cordon;
import io.zonekeeper.core.zone.Verdict;

/**
 * A database, as its failover is planned.
 *
 * @param fact what RDS reports about it; empty where RDS could not be asked
 * @param unheard why not, in AWS' words; empty where it was
 * @param zones the cluster's zones, by name
 * @param objection why it may not be acted on; empty where it may be
 * @param advice why it is only told what would be done; empty where it is acted on
 * @param minInterval time between two moves of the writer, whoever made the last
 * @param memory what its status remembers
 */
public record DatabaseSituation(
        Optional<DatabaseFact> fact,
        String unheard,
        Map<String, Zone> zones,
        Optional<Refusal> objection,
        Optional<String> advice,
        Duration minInterval,
        FailoverMemory memory) {
    /**
     * A zone of the cluster.
     *
     * @param cordon its cordon
     * @param verdict what the evidence says
     * @param witnesses kinds of evidence that count against it now
     * @param mistaken why it is unknown which zone AWS means by this name; empty where it is known
     */
    public record Zone(Optional<Cordon> cordon, Verdict verdict, int witnesses, Optional<Refusal> mistaken) {
        boolean bad() {
            return cordon.isPresent() || verdict == Verdict.UNHEALTHY || mistaken.isPresent();
        }

        /** Lower is better. */
        int rank() {
            return switch (verdict) {
                case HEALTHY -> 0;
                case UNKNOWN -> 1;
                case SUSPECT -> 2;
                case UNHEALTHY -> 3;
            };
        }
    }

    /** Copies the map. */
    public DatabaseSituation {
        zones = Map.copyOf(zones);
    }
}
