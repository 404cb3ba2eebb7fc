package io.zonekeeper.core.evacuation;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.zonekeeper.core.placement.Placement;
import io.zonekeeper.core.placement.PlacementPlanner;
import io.zonekeeper.core.placement.PlacementRequest;
import io.zonekeeper.core.placement.ZoneShare;

/**
 * How many pods each zone is to run, at home and while zones are away.
 *
 * <ol>
 *   <li><b>Home</b>: the placement with every zone available, from what is recorded as home, or from what runs where
 *       nothing is recorded. So it is at any time what it would be had no zone been left, changes of the demand
 *       included.
 *   <li><b>Away</b>: from there, the placement without the zones that are replaced. Zones that are held keep exactly
 *       their home. It starts from home and not from what runs, so that it does not depend on how far the replacing has
 *       come.
 *   <li>No zone gets less than its home: an incident is no time to stop working pods, though fewer would do where it
 *       uses tolerance up.
 * </ol>
 *
 * @param roles what each zone is to the evacuation
 * @param home the placement had no zone been left
 * @param away the placement without the zones that are replaced; equal to {@code home} when there are none
 * @param needed pods that must be placed for the replaced zones to be drained
 */
record EvacuationTargets(Map<String, Role> roles, Placement home, Placement away, int needed) {

    /** Returns the targets, for a request with all zones available and what runs now as current. */
    static EvacuationTargets of(PlacementRequest request, EvacuationInput input) {
        Map<String, Integer> current = new TreeMap<>();
        input.zones().forEach(zone -> current.put(zone.zone(), zone.home().orElse(zone.desired())));
        PlacementRequest atHome = request.withCurrent(current);
        Placement home = PlacementPlanner.plan(atHome);
        Map<String, Role> roles = Role.of(input);
        Placement away = roles.containsValue(Role.REPLACED) ? away(atHome, home, roles) : home;
        return new EvacuationTargets(roles, home, away, Math.min(request.replicas(), home.total()));
    }

    private static Placement away(PlacementRequest request, Placement home, Map<String, Role> roles) {
        List<ZoneShare> shares = request.withCurrent(home.targets()).zones().stream()
                .map(share -> switch (roles.get(share.zone())) {
                    case REPLACED -> share.withAvailable(false);
                    case HELD -> share.withLimits(home.target(share.zone()), home.target(share.zone()));
                    case RECEIVES -> share;
                })
                .toList();
        return PlacementPlanner.plan(request.withZones(shares));
    }

    /** Returns the pods a zone would run had no zone been left. */
    int home(String zone) {
        return home.target(zone);
    }

    /** Returns the pods left in a zone that was drained: one, as the evidence for failback. */
    int canary(String zone) {
        return Math.min(1, home(zone));
    }

    /** Returns the pods a zone is to run while zones are away. */
    int target(String zone) {
        return roles.get(zone) == Role.REPLACED ? canary(zone) : Math.max(home(zone), away.target(zone));
    }

    /** Returns whether the limits of the zones that receive leave no room for all that is to be replaced. */
    boolean tooLittleRoom() {
        return away.total() < needed;
    }

    /** Returns whether all that is to be replaced is ready elsewhere. */
    boolean replaced(List<EvacuationZone> zones) {
        List<EvacuationZone> receivers = receivers(zones);
        return !tooLittleRoom()
                && !receivers.isEmpty()
                && receivers.stream().allMatch(zone -> zone.settled() && zone.answering() >= target(zone.zone()));
    }

    /** Returns the zones that take pods over. */
    List<EvacuationZone> receivers(List<EvacuationZone> zones) {
        return zones.stream()
                .filter(zone -> roles.get(zone.zone()) == Role.RECEIVES)
                .toList();
    }

    /** Returns the pods that stand in for those of the zones that are replaced. */
    int replacements(List<EvacuationZone> zones) {
        return receivers(zones).stream()
                .mapToInt(zone -> target(zone.zone()) - home(zone.zone()))
                .sum();
    }

    /** Returns how many of them are ready. */
    int replacementsReady(List<EvacuationZone> zones) {
        return receivers(zones).stream()
                .mapToInt(zone -> Math.max(0, Math.min(zone.answering(), target(zone.zone())) - home(zone.zone())))
                .sum();
    }
}
