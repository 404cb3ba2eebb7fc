package io.zonekeeper.simulator.fault;

import java.util.Set;

/** A zone without power or network: nothing in it answers, renews or looks; its kubelets come back one by one. */
public record Dark(int zone, long start, long end, long seed) implements ZoneFault {
    @Override
    public Set<Part> parts() {
        return Set.of(Part.LEASES, Part.KUBELETS, Part.PROBES, Part.OBSERVERS);
    }

    @Override
    public long renewalArrives(int of, int node, long now, boolean again) {
        boolean held = hits(of, now);
        return held ? end + Math.round(Chance.of(seed, node, 1) * Timing.RENEWAL) : now;
    }

    @Override
    public boolean kubeletAnswers(int from, int of, int node, long now) {
        return !during(now) || (of != zone && from != zone);
    }

    @Override
    public double probeLoss(int observer, int of, int service, int target, long now) {
        return hits(of, now) ? 1 : 0;
    }

    @Override
    public boolean observes(int of, long now) {
        return !hits(of, now);
    }

    @Override
    public boolean endsLeadership(int leaderZone) {
        return leaderZone == zone;
    }

    @Override
    public boolean zoneFails(int of, long now) {
        return hits(of, now);
    }

    @Override
    public boolean podFails(int of, int service, int target, long now) {
        return hits(of, now);
    }
}
