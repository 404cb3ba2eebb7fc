package io.zonekeeper.core.failover;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

import io.zonekeeper.core.cordon.ZoneDecision;
import io.zonekeeper.core.evacuation.EvacuationSettings.Action;
import io.zonekeeper.core.failover.FailoverPlan.ServicePlan;
import io.zonekeeper.core.failover.FailoverPlan.ZonePlan;
import io.zonekeeper.core.failover.FailoverPlanner.Leaving;
import io.zonekeeper.core.reasons.FailoverReason;
import io.zonekeeper.core.reasons.Reason;
import io.zonekeeper.core.zone.KnownZone;

/**
 * What becomes of Services that are selected and not protected.
 *
 * <ol>
 *   <li>Keys that another ZoneFailover or a ZonedService adds to a selector are theirs: they stay. Of all others what
 *       was added is taken out.
 *   <li>A Service that was deleted while a zone was left is remembered until the zone is not to be left any more: who
 *       deploys may delete and create it again, and its pods run on in the other zones.
 * </ol>
 */
final class UnprotectedServices {
    private static final Set<Reason> EXCLUDED_BY_OTHERS =
            Set.of(FailoverReason.BELONGS_TO_ZONED_SERVICE, FailoverReason.PROTECTED_BY_ANOTHER);

    private UnprotectedServices() {}

    /**
     * What is planned for one.
     *
     * @param plan what it is to be
     * @param leaving by name, the zones that it has left
     */
    record Planned(ServicePlan plan, Map<String, Leaving> leaving) {}

    static Planned plan(ProtectedService service, FailoverObservation observation) {
        Reason why = service.unprotected().orElseThrow().reason();
        SortedSet<Integer> excluded =
                EXCLUDED_BY_OTHERS.contains(why) ? new TreeSet<>(service.excluded()) : new TreeSet<>();
        List<ZonePlan> zones = why == FailoverReason.SERVICE_DELETED ? remembered(service, observation) : List.of();
        Map<String, Leaving> leaving = new TreeMap<>();
        boolean evacuates = observation.settings().action() == Action.EVACUATE;
        zones.forEach(zone -> leaving.put(
                zone.zone().name(),
                new Leaving(Optional.empty(), true, evacuates && zone.memory().replaces())));
        return new Planned(
                new ServicePlan(
                        service.name(),
                        excluded,
                        !excluded.equals(service.excluded()),
                        service.unprotected(),
                        zones,
                        false),
                leaving);
    }

    private static List<ZonePlan> remembered(ProtectedService service, FailoverObservation observation) {
        return observation.zones().catalog().zones().stream()
                .filter(zone -> toBeLeft(zone, observation))
                .flatMap(
                        zone -> Optional.ofNullable(service.memory().get(zone.name())).filter(ZoneMemory::left).stream()
                                .map(memory -> new ZonePlan(
                                        zone,
                                        memory.state(),
                                        false,
                                        0,
                                        0,
                                        memory,
                                        Optional.of("evacuated, and the Service was deleted"))))
                .toList();
    }

    private static boolean toBeLeft(KnownZone zone, FailoverObservation observation) {
        boolean cordoned = Optional.ofNullable(observation.zones().decisions().get(zone.name()))
                .flatMap(ZoneDecision::cordon)
                .isPresent();
        return (cordoned || observation.unwanted().contains(zone.name()))
                && !observation.settings().failback().requested().contains(zone.name());
    }
}
