package io.zonekeeper.core.service;

import java.util.List;

/**
 * What a service asks for.
 *
 * @param replicas pods that must serve even with {@code toleratedZoneFailures} zones lost
 * @param toleratedZoneFailures zones that may be lost
 * @param restoreTolerance whether zones lost now are made up for
 * @param maxSkew how far a zone may be from its weighted share, in pods
 * @param stateful whether it runs StatefulSets, whose names are shorter
 * @param holdsVolumes whether its pods have claims, so that they do not move
 * @param zones the zones it lists; empty for every zone there is
 */
public record ServiceDemand(
        int replicas,
        int toleratedZoneFailures,
        boolean restoreTolerance,
        int maxSkew,
        boolean stateful,
        boolean holdsVolumes,
        List<ListedZone> zones) {
    /** Copies the list. */
    public ServiceDemand {
        zones = List.copyOf(zones);
    }
}
