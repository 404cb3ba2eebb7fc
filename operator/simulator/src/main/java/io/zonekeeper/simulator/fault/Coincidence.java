package io.zonekeeper.simulator.fault;

import java.util.BitSet;
import java.util.List;
import java.util.Set;

/**
 * Independent loss in a moment in which, by chance, enough probes fail together.
 *
 * @param at the moment
 * @param lost for each observer and pod of the zone, whether its last probe before the moment was lost
 * @param loss how probably any other probe is lost
 */
public record Coincidence(int zone, long at, List<BitSet> lost, double loss) implements Fault {
    @Override
    public Set<Part> parts() {
        return Set.of(Part.PROBES);
    }

    private static final long AROUND = 15_000;

    @Override
    public long start() {
        return at - AROUND;
    }

    @Override
    public long end() {
        return at + AROUND;
    }

    @Override
    public boolean touches(int from, int of) {
        return of == zone;
    }

    @Override
    public double probeLoss(int observer, int of, int service, int target, long now) {
        if (of != zone || !during(now)) {
            return 0;
        }
        boolean last = now > at - Timing.PROBE_INTERVAL && now <= at;
        return last ? (lost.get(observer).get(target) ? 1 : 0) : loss;
    }

    @Override
    public boolean timesOut() {
        return false;
    }

    @Override
    public long lookedAt() {
        return at;
    }
}
