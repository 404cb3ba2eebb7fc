package io.zonekeeper.core.zone;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Which Zone objects there should be and what their status records.
 *
 * @param zones the zones found or remembered, ordered by name, without those to delete
 * @param create names of the Zone objects to create
 * @param delete names of the Zone objects to delete
 * @param unzonedNodes nodes without a zone label, which belong to no zone
 * @param nextChange when the plan will be another one by time alone; empty when it will not
 */
public record DiscoveryPlan(
        List<ZoneEntry> zones,
        List<String> create,
        List<String> delete,
        int unzonedNodes,
        Optional<Instant> nextChange) {

    /** Copies the lists. */
    public DiscoveryPlan {
        zones = List.copyOf(zones);
        create = List.copyOf(create);
        delete = List.copyOf(delete);
    }
}
