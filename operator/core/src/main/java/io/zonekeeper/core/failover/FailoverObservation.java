package io.zonekeeper.core.failover;

import java.util.List;
import java.util.Map;
import java.util.Set;

import io.zonekeeper.core.cordon.CordonPolicy;
import io.zonekeeper.core.cordon.ZoneDecision;
import io.zonekeeper.core.evacuation.EvacuationSettings;
import io.zonekeeper.core.health.ProbeMatrix;
import io.zonekeeper.core.health.StackVerdict;
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
 * @param health what observers see of the Services
 */
public record FailoverObservation(
        String key,
        Zones zones,
        List<ProtectedService> services,
        Map<String, PodFact> pods,
        Map<String, Workload> workloads,
        EvacuationSettings settings,
        Set<String> unwanted,
        Health health) {
    /** Copies the collections. */
    public FailoverObservation {
        services = List.copyOf(services);
        pods = Map.copyOf(pods);
        workloads = Map.copyOf(workloads);
        unwanted = Set.copyOf(unwanted);
    }

    /**
     * What observers see of the Services.
     *
     * @param judged what their probes say of each stack, by what their reports call the Service
     * @param unanswered what they call the Services whose pods answer none of them
     * @param probes whether health checks are in use at all
     * @param evacuationsLeft how many times these Services may still leave a zone on their own in this hour
     */
    public record Health(
            Map<ProbeMatrix.Stack, StackVerdict> judged, Set<String> unanswered, boolean probes, int evacuationsLeft) {
        /** Nobody sees anything. */
        public static final Health NONE = new Health(Map.of(), Set.of(), false, 0);

        /** Copies the collections. */
        public Health {
            judged = Map.copyOf(judged);
            unanswered = Set.copyOf(unanswered);
        }
    }

    /** Returns the same with so many evacuations that these Services may still begin on their own. */
    public FailoverObservation withEvacuationsLeft(int left) {
        return new FailoverObservation(
                key,
                zones,
                services,
                pods,
                workloads,
                settings,
                unwanted,
                new Health(health.judged(), health.unanswered(), health.probes(), left));
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
