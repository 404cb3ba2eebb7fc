package io.zonekeeper.simulator.fault;

import java.util.Set;

/** Renewals arrive late, each on its own. */
public record Late(long start, long end, double share, double meanMillis, long seed) implements Fault {
    @Override
    public Set<Part> parts() {
        return Set.of(Part.LEASES);
    }

    @Override
    public long renewalArrives(int zone, int node, long now, boolean again) {
        boolean hit = !again && during(now) && Chance.of(seed, 100L * zone + node, now) < share;
        return hit ? now + Math.round(-meanMillis * Math.log(1 - Chance.of(seed, 100L * zone + node, now + 1))) : now;
    }
}
