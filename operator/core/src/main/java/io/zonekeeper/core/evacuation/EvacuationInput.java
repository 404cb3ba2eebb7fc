package io.zonekeeper.core.evacuation;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * All that decides about the evacuation of one service.
 *
 * @param zones its zones
 * @param departing zones that are no longer its own and still run pods of it
 * @param settings what it wants done
 * @param replicas pods that must serve
 * @param movable whether its pods can run in another zone as well: neither StatefulSets nor zonal volumes
 * @param now the time
 */
public record EvacuationInput(
        List<EvacuationZone> zones,
        List<EvacuationZone> departing,
        EvacuationSettings settings,
        int replicas,
        boolean movable,
        Instant now) {
    /** Copies the lists. */
    public EvacuationInput {
        zones = List.copyOf(zones);
        departing = List.copyOf(departing);
    }

    /** Returns where a stack stood. Pods that cannot move only ever lose their traffic, whatever the status records. */
    StackState before(EvacuationZone zone) {
        StackState before = zone.before();
        return before == StackState.ACTIVE || movable ? before : StackState.SHEDDING;
    }

    /** Returns whether the zone had traffic. */
    boolean served(EvacuationZone zone) {
        return before(zone) == StackState.ACTIVE;
    }

    /** Returns whether a zone stays in traffic whatever is decided now, so that others may be left. */
    boolean hasZoneToStayIn() {
        return zones.stream().anyMatch(zone -> served(zone) && !zone.leaves());
    }

    /** Returns whether the traffic of a zone can be taken off. */
    boolean switchable(EvacuationZone zone) {
        return zone.slotted() || !settings.routesTraffic();
    }

    /**
     * Returns whether a stack without traffic is so only because someone else cordoned its nodes: it keeps what runs
     * there, and comes back with them.
     */
    boolean leftByOthers(EvacuationZone zone) {
        return before(zone) == StackState.SHEDDING
                && (zone.leaves() ? zone.leavesForOthers() : zone.home().isEmpty());
    }

    /** Returns since when a stack shows nothing wrong; empty while it does, or may not stay. */
    static Optional<Instant> healthySince(EvacuationZone zone) {
        return zone.decision() instanceof StackDecision.Stay stay ? stay.healthySince() : Optional.empty();
    }

    /** Returns what keeps a stack from being known as healthy, where that is known. */
    static Optional<String> missing(EvacuationZone zone) {
        return zone.decision() instanceof StackDecision.Stay stay ? stay.missing() : Optional.empty();
    }

    /** Returns when a stack may begin its failback on its own; empty when it may not. */
    Optional<Instant> homeFrom(EvacuationZone zone) {
        EvacuationSettings.Failback failback = settings.failback();
        if (failback.requested().contains(zone.zone())) {
            return healthySince(zone).map(since -> now);
        }
        return failback.automatic()
                ? healthySince(zone).map(since -> since.plus(failback.stableFor()))
                : Optional.empty();
    }

    /** Returns whether a stack may begin its failback now. */
    boolean mayReturn(EvacuationZone zone) {
        return homeFrom(zone).filter(from -> !now.isBefore(from)).isPresent();
    }

    /**
     * Returns whether pods can be brought back to a zone now: where no node takes them, they would wait for one, and
     * their service with them.
     */
    boolean mayRefill(EvacuationZone zone) {
        return mayReturn(zone) && zone.present();
    }
}
