package io.zonekeeper.core.failover;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.zonekeeper.core.cordon.CordonPolicy;
import io.zonekeeper.core.cordon.ZoneDecision;
import io.zonekeeper.core.evacuation.EvacuationSettings;
import io.zonekeeper.core.zone.ZoneCatalog;

/**
 * All that a ZoneFailover is planned from.
 *
 * @param key namespace and name
 * @param zones the zones, and what was decided of them
 * @param services the selected Services
 * @param pods by name, the pods of these
 * @param workloads by key, what made the pods
 * @param settings what is to be done when a zone is to be left
 * @param unwanted names of zones that a user wants these Services to leave
 */
public record FailoverObservation(
        String key,
        Zones zones,
        List<ProtectedService> services,
        Map<String, PodFact> pods,
        Map<String, Workload> workloads,
        EvacuationSettings settings,
        Set<String> unwanted) {
    /** Copies the collections. */
    public FailoverObservation {
        services = List.copyOf(services);
        pods = Map.copyOf(pods);
        workloads = Map.copyOf(workloads);
        unwanted = Set.copyOf(unwanted);
    }

    /**
     * The zones.
     *
     * @param catalog those that there are
     * @param decisions by name, what was decided of them
     * @param policy how far automatic action goes
     * @param tainted names of the zones all of whose nodes take no new pods by our taint
     */
    public record Zones(
            ZoneCatalog catalog, Map<String, ZoneDecision> decisions, CordonPolicy policy, Set<String> tainted) {
        /** Copies the collections. */
        public Zones {
            decisions = Map.copyOf(decisions);
            tainted = Set.copyOf(tainted);
        }
    }
}
