package io.zonekeeper.core.placement;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

import io.zonekeeper.core.Refusal;

/**
 * Decides how many replicas of a service run in which zone.
 *
 * <ol>
 *   <li><b>Zones.</b> The available zones are put into the service's own order ({@link TieBreak}), which settles ties
 *       and makes the order of the request irrelevant. None: nothing can run ({@code NoZone}). {@code replicas} 0:
 *       nothing runs, whatever the minimums say.
 *   <li><b>Losses.</b> Zones not available count as lost already, so fewer losses remain to be survived, unless
 *       {@code restoreTolerance}. With no more zones available than that, tolerance is given up
 *       ({@code NotEnoughZones}).
 *   <li><b>Total.</b> The smallest whose fresh spread keeps {@code replicas} after the losses ({@link RedundantTotal}).
 *       Maximums win over {@code replicas} ({@code MaximumsTooLow}), minimums too ({@code MinimumsExceedReplicas}),
 *       both win over tolerance ({@code LimitsTooTight}).
 *   <li><b>Spread.</b> That total is divided within {@code maxSkew} of the shares so that the fewest replicas move
 *       ({@link Spread}). Should an uneven division lose more with its largest zones than the total was made for, it is
 *       divided within 1 of the shares, and at last afresh. Zonal volumes hold their pods ({@link Bounds#holding}):
 *       there the first division stands and what it falls short of is told ({@code VolumesHoldZones}).
 *   <li><b>Report.</b> What survives is counted from the targets, not from how they came about.
 * </ol>
 *
 * <p>Invariants: targets sum to the total; a target is within its zone's limits and strictly within {@code maxSkew} of
 * its share, volumes aside; planning again with the targets as current changes nothing.
 */
public final class PlacementPlanner {
    private PlacementPlanner() {}

    /** Returns the placement for a request; the same for the same request, whatever the order of its zones. */
    public static Placement plan(PlacementRequest request) {
        List<ZoneShare> zones = TieBreak.order(
                request.service(),
                request.zones().stream().filter(ZoneShare::available).toList());
        Explanations explain = new Explanations(request, zones);
        int losses = losses(request, zones);
        if (request.replicas() == 0) {
            return placement(request, zones, new int[zones.size()], new Redundancy.Kept(zones.size()), List.of());
        }
        if (zones.isEmpty()) {
            Redundancy none = new Redundancy.Missed(0, explain.notEnoughZones(losses));
            return placement(request, zones, new int[0], none, List.of(explain.noZone()));
        }
        // With too few zones for them, losses are given up and replicas run as if none were to be tolerated.
        int survivable = losses < zones.size() ? losses : 0;
        RedundantTotal wanted = RedundantTotal.of(zones, request.replicas(), survivable);
        WeightedShares shares = WeightedShares.of(wanted.total(), zones);
        int[] targets = targets(request, zones, wanted, shares, survivable);

        List<Refusal> problems = new ArrayList<>();
        if (wanted.total() < request.replicas()) {
            problems.add(explain.maximumsTooLow(wanted.total()));
        }
        if (wanted.total() > request.replicas() && wanted.total() == RedundantTotal.least(zones)) {
            int needed = RedundantTotal.withoutMinimums(zones, request.replicas(), survivable);
            if (needed < wanted.total()) {
                problems.add(explain.minimumsExceedReplicas(wanted.total(), needed));
            }
        }
        explain.volumesHoldZones(shares, targets).ifPresent(problems::add);
        Redundancy redundancy = redundancy(request, explain, wanted, targets, losses);
        return placement(request, zones, targets, redundancy, problems);
    }

    /** Returns how many of the available zones the placement must be able to lose. */
    private static int losses(PlacementRequest request, List<ZoneShare> zones) {
        int lost = request.restoreTolerance() ? 0 : request.zones().size() - zones.size();
        return Math.max(0, request.toleratedZoneFailures() - lost);
    }

    private static int[] targets(
            PlacementRequest request, List<ZoneShare> zones, RedundantTotal wanted, WeightedShares shares, int losses) {
        int total = wanted.total();
        Bounds bounds = Bounds.around(shares, zones, request.maxSkew());
        if (!request.movable()) {
            return Spread.divide(zones, total, shares, bounds.holding(zones, total));
        }
        int[] targets = Spread.divide(zones, total, shares, bounds);
        if (Survival.left(targets, losses) >= wanted.goal()) {
            return targets;
        }
        targets = Spread.divide(zones, total, shares, Bounds.around(shares, zones, 1));
        return Survival.left(targets, losses) >= wanted.goal() ? targets : Spread.fresh(zones, total);
    }

    private static Redundancy redundancy(
            PlacementRequest request, Explanations explain, RedundantTotal wanted, int[] targets, int losses) {
        int survives = Survival.zones(targets, request.replicas());
        boolean enoughNow = wanted.total() >= request.replicas();
        if (enoughNow && survives >= request.toleratedZoneFailures()) {
            return new Redundancy.Kept(survives);
        }
        if (enoughNow && survives >= losses) {
            return new Redundancy.Spent(survives, explain.zonesLost(survives));
        }
        if (losses >= targets.length) {
            return new Redundancy.Missed(survives, explain.notEnoughZones(losses));
        }
        if (wanted.goal() < request.replicas()) {
            return new Redundancy.Missed(survives, explain.limitsTooTight(wanted, losses));
        }
        return new Redundancy.Missed(survives, explain.volumesTooUneven(Survival.left(targets, losses), losses));
    }

    private static Placement placement(
            PlacementRequest request,
            List<ZoneShare> zones,
            int[] targets,
            Redundancy redundancy,
            List<Refusal> problems) {
        SortedMap<String, Integer> byZone = new TreeMap<>();
        request.zones().forEach(zone -> byZone.put(zone.zone(), 0));
        int total = 0;
        for (int i = 0; i < targets.length; i++) {
            byZone.put(zones.get(i).zone(), targets[i]);
            total += targets[i];
        }
        return new Placement(byZone, total, redundancy, problems);
    }
}
