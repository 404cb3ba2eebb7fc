package io.zonekeeper.controllers.cluster;

import java.util.List;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.cordon.ZoneSituation.Closure;
import io.zonekeeper.core.zone.ZoneIdentity;

/** What the provider of the zones reports about them, for users and for the guards; it never waits. */
@FunctionalInterface
public interface ProviderReports {
    /** A provider that is not asked. */
    ProviderReports NOTHING = (zone, before) -> new Report(Optional.empty(), Optional.empty(), List.of());

    /**
     * What is said of one zone.
     *
     * @param status for the status of its Zone
     * @param closure its announced end, where that is to be acted on
     * @param conditions more conditions of the Zone
     */
    record Report(Optional<ZoneStatus.AwsStatus> status, Optional<Closure> closure, List<ConditionFact> conditions) {
        /** Copies the list. */
        public Report {
            conditions = List.copyOf(conditions);
        }
    }

    /**
     * Returns what is said of a zone.
     *
     * @param zone the zone
     * @param before its status, which holds what an earlier leader was told
     */
    Report of(ZoneIdentity zone, Optional<ZoneStatus> before);
}
