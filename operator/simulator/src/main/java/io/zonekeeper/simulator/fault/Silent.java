package io.zonekeeper.simulator.fault;

import java.util.EnumSet;
import java.util.Set;

/** The kubelets of a zone do not reach the API server; everything else is fine. */
public record Silent(int zone, long start, long end, long seed) implements Fault {
    private static final Set<Part> PARTS = EnumSet.of(Part.LEASES);

    @Override
    public Set<Part> parts() {
        return PARTS;
    }

    @Override
    public boolean steady() {
        return true;
    }

    @Override
    public long renewalArrives(int of, int node, long now, boolean again) {
        boolean held = of == zone && during(now);
        return held ? end + Math.round(Chance.of(seed, node, 3) * Timing.RENEWAL) : now;
    }
}
