package io.zonekeeper.simulator.fault;

import java.util.Set;

/**
 * What two zones send each other gets lost: probes, the leader's tries of kubelets, and the renewals of those kubelets
 * whose API endpoint is in the other zone (endpoints are spread evenly over the zones).
 *
 * @param zones how many zones there are
 */
public record Pair(int zones, int one, int other, long start, long end, double loss, long seed) implements Fault {
    @Override
    public Set<Part> parts() {
        return Set.of(Part.LEASES, Part.KUBELETS, Part.PROBES, Part.API);
    }

    /** Returns the zone of the API endpoint that a kubelet uses. */
    public int endpoint(int zone, int node) {
        return (int) (zones * Chance.of(seed, 100L * zone + node, 8));
    }

    private boolean between(int from, int to) {
        return (from == one && to == other) || (from == other && to == one);
    }

    @Override
    public long renewalArrives(int zone, int node, long now, boolean again) {
        if (!during(now) || (zone != one && zone != other)) {
            return now;
        }
        boolean lost = between(zone, endpoint(zone, node)) && Chance.of(seed, 100L * zone + node, now) < loss;
        return lost ? end + Math.round(2_000 * Chance.of(seed, 100L * zone + node, 9)) : now;
    }

    @Override
    public boolean kubeletAnswers(int from, int zone, int node, long now) {
        return !during(now) || !between(from, zone) || Chance.of(seed, 100L * zone + node, now) >= loss;
    }

    @Override
    public boolean touches(int from, int zone) {
        return between(from, zone);
    }

    @Override
    public double probeLoss(int observer, int zone, int service, int target, long now) {
        return during(now) && between(Layout.zoneOfObserver(observer), zone) ? loss : 0;
    }

    @Override
    public boolean apiAnswers(int from, long now) {
        int endpoint = (int) (zones * Chance.of(seed, from, 10));
        return !during(now) || !between(from, endpoint);
    }
}
