package io.zonekeeper.simulator.fault;

import java.util.Set;

/** A zone whose nodes are fine and of whose pods a share fails its health checks, all services alike. */
public record Gray(int zone, long start, long end, double share, int targets, int offset) implements ZoneFault {
    @Override
    public Set<Part> parts() {
        return Set.of(Part.PROBES);
    }

    @Override
    public double probeLoss(int observer, int of, int service, int target, long now) {
        return hits(of, now) && (7L * target + offset) % targets < share * targets ? 1 : 0;
    }

    @Override
    public boolean timesOut() {
        return false;
    }

    @Override
    public boolean zoneFails(int of, long now) {
        return hits(of, now);
    }

    @Override
    public boolean podFails(int of, int service, int target, long now) {
        return probeLoss(0, of, service, target, now) > 0;
    }
}
