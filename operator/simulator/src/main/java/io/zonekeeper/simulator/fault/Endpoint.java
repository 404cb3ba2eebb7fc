package io.zonekeeper.simulator.fault;

import java.util.Set;

/**
 * A share of the kubelets of some zones loses its connection to the API server and finds another one 10 to 45 s late,
 * as when an endpoint of it goes without closing its connections.
 *
 * @param spared a zone whose kubelets are not touched, or -1
 * @param leaderToo whether the operator's leader had its connection there
 */
public record Endpoint(int spared, long start, long end, double share, boolean leaderToo, long seed) implements Fault {
    @Override
    public Set<Part> parts() {
        return Set.of(Part.LEASES);
    }

    static final long SOONEST = 10_000;
    public static final long LATEST = 45_000;

    @Override
    public long renewalArrives(int zone, int node, long now, boolean again) {
        // A connection breaks once; the next renewals find the new one.
        boolean hit = zone != spared
                && !again
                && now >= start
                && now < start + Timing.RENEWAL
                && Chance.of(seed, 100L * zone + node, 4) < share;
        return hit ? now + SOONEST + Math.round(Chance.of(seed, 100L * zone + node, 5) * (LATEST - SOONEST)) : now;
    }

    @Override
    public boolean endsLeadership(int leaderZone) {
        return leaderToo;
    }
}
