package io.zonekeeper.simulator.fault;

import java.util.EnumSet;
import java.util.Set;

/** A zone without power or network: nothing in it answers, renews or looks; its kubelets come back one by one. */
public record Dark(int zone, long start, long end, long seed) implements Fault {
    private static final Set<Part> PARTS = EnumSet.of(Part.LEASES, Part.KUBELETS, Part.PROBES, Part.OBSERVERS);

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
        return held ? end + Math.round(Chance.of(seed, node, 1) * Timing.RENEWAL) : now;
    }

    @Override
    public boolean kubeletAnswers(int from, int of, int node, long now) {
        return !during(now) || (of != zone && from != zone);
    }

    @Override
    public boolean touches(int from, int of) {
        return of == zone;
    }

    @Override
    public double probeLoss(int observer, int of, int service, int target, long now) {
        return of == zone && during(now) ? 1 : 0;
    }

    @Override
    public boolean observes(int of, long now) {
        return of != zone || !during(now);
    }

    @Override
    public boolean endsLeadership(int leaderZone) {
        return leaderZone == zone;
    }

    @Override
    public boolean zoneFails(int of, long now) {
        return of == zone && during(now);
    }

    @Override
    public boolean podFails(int of, int service, int target, long now) {
        return of == zone && during(now);
    }
}
