package io.zonekeeper.core.placement;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What {@link PlacementPlanner} needs to know of a service.
 *
 * @param service {@code namespace/name}; hashed to break ties
 * @param replicas capacity that must serve even with {@code toleratedZoneFailures} zones lost
 * @param toleratedZoneFailures zones that may be lost with {@code replicas} still running
 * @param restoreTolerance whether zones lost now are made up for, so that as many again may be lost
 * @param maxSkew how far a zone may be from its weighted share, in replicas, at least 1
 * @param movable false where pods hold zonal volumes: they are never moved between zones only to balance them
 * @param zones the zones of the service; their order means nothing
 */
public record PlacementRequest(
        String service,
        int replicas,
        int toleratedZoneFailures,
        boolean restoreTolerance,
        int maxSkew,
        boolean movable,
        List<ZoneShare> zones) {

    /** Checks each number on its own and that no zone is there twice. */
    public PlacementRequest {
        if (replicas < 0) {
            throw new IllegalArgumentException("replicas must not be negative, was " + replicas);
        }
        if (toleratedZoneFailures < 0) {
            throw new IllegalArgumentException(
                    "toleratedZoneFailures must not be negative, was " + toleratedZoneFailures);
        }
        if (maxSkew < 1) {
            throw new IllegalArgumentException("maxSkew must be at least 1, was " + maxSkew);
        }
        zones = List.copyOf(zones);
        // The smallest total is an int, whatever else is asked for.
        if (zones.stream().mapToLong(ZoneShare::minReplicas).sum() > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("minReplicas of the zones add up to more than " + Integer.MAX_VALUE);
        }
        Set<String> seen = new HashSet<>();
        for (ZoneShare share : zones) {
            if (!seen.add(share.zone())) {
                throw new IllegalArgumentException("zones must not name a zone twice: " + share.zone());
            }
        }
    }

    /** Returns a request without tolerance, of movable pods and {@code maxSkew} 1. */
    public static PlacementRequest of(String service, int replicas, List<ZoneShare> zones) {
        return new PlacementRequest(service, replicas, 0, false, 1, true, zones);
    }

    /** Returns this request with other replicas. */
    public PlacementRequest withReplicas(int newReplicas) {
        return new PlacementRequest(
                service, newReplicas, toleratedZoneFailures, restoreTolerance, maxSkew, movable, zones);
    }

    /** Returns this request with another number of zones that may be lost. */
    public PlacementRequest withTolerance(int newToleratedZoneFailures) {
        return new PlacementRequest(
                service, replicas, newToleratedZoneFailures, restoreTolerance, maxSkew, movable, zones);
    }

    /** Returns this request with other zones. */
    public PlacementRequest withZones(List<ZoneShare> newZones) {
        return new PlacementRequest(
                service, replicas, toleratedZoneFailures, restoreTolerance, maxSkew, movable, newZones);
    }

    /** Returns this request with these replicas placed, 0 in zones that the map does not name. */
    public PlacementRequest withCurrent(Map<String, Integer> current) {
        return withZones(zones.stream()
                .map(share -> share.withCurrent(current.getOrDefault(share.zone(), 0)))
                .toList());
    }
}
