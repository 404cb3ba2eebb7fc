package io.zonekeeper.simulator.fault;

import java.util.Set;

/** A service's pods fail in a zone; where their readiness fails as well, the whole cluster sees it. */
public record ServiceDown(int service, int zone, long start, long end, boolean readiness) implements ZoneFault {
    @Override
    public Set<Part> parts() {
        return Set.of(Part.PROBES, Part.PODS);
    }

    @Override
    public double probeLoss(int observer, int of, int which, int target, long now) {
        return podFails(of, which, target, now) ? 1 : 0;
    }

    @Override
    public boolean timesOut() {
        return false;
    }

    @Override
    public boolean unready(int of, int which, int target, long now) {
        return readiness && podFails(of, which, target, now);
    }

    @Override
    public boolean podFails(int of, int which, int target, long now) {
        return of == zone && which == service && during(now);
    }
}
