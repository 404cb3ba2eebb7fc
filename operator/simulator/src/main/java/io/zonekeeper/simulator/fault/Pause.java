package io.zonekeeper.simulator.fault;

import java.util.Set;

/**
 * The API server answers nobody; kubelets renew when it does again, half of them at once, the others with their next
 * try.
 */
public record Pause(long start, long end, long seed) implements Fault {
    @Override
    public Set<Part> parts() {
        return Set.of(Part.LEASES, Part.API);
    }

    @Override
    public boolean steady() {
        return true;
    }

    @Override
    public long renewalArrives(int zone, int node, long now, boolean again) {
        if (!during(now)) {
            return now;
        }
        boolean waiting = Chance.of(seed, 100L * zone + node, 6) < 0.5;
        return end + Math.round(Chance.of(seed, 100L * zone + node, 7) * (waiting ? 1_000 : Timing.RENEWAL));
    }

    @Override
    public boolean apiAnswers(int from, long now) {
        return !during(now);
    }
}
