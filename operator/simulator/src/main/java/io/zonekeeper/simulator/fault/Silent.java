package io.zonekeeper.simulator.fault;

import java.util.Set;

/** The kubelets of a zone do not reach the API server; everything else is fine. */
public record Silent(int zone, long start, long end, long seed) implements ZoneFault {
    @Override
    public Set<Part> parts() {
        return Set.of(Part.LEASES);
    }

    @Override
    public long renewalArrives(int of, int node, long now, boolean again) {
        boolean held = hits(of, now);
        return held ? end + Math.round(Chance.of(seed, node, 3) * Timing.RENEWAL) : now;
    }
}
