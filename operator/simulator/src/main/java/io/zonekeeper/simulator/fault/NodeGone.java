package io.zonekeeper.simulator.fault;

import java.util.Set;

/**
 * A node goes: for some time it is silent and does not answer, then it is not counted, then there is a new one.
 *
 * @param silentFrom from when on it does not answer; {@link Long#MAX_VALUE} where it is drained first
 * @param uncountedFrom from when on it is known to go
 * @param podsBackAt when its pods run elsewhere
 */
public record NodeGone(
        int zone, int node, Layout layout, long silentFrom, long uncountedFrom, long podsBackAt, long end)
        implements Fault {
    @Override
    public Set<Part> parts() {
        return Set.of(Part.LEASES, Part.KUBELETS, Part.PROBES, Part.PODS, Part.NODES);
    }

    @Override
    public boolean steady() {
        return true;
    }

    @Override
    public long start() {
        return Math.min(silentFrom, uncountedFrom);
    }

    @Override
    public long renewalArrives(int of, int which, long now, boolean again) {
        boolean held = of == zone && which == node && now >= silentFrom && now < end;
        return held ? end : now;
    }

    @Override
    public boolean kubeletAnswers(int from, int of, int which, long now) {
        return of != zone || which != node || now < silentFrom || now >= end;
    }

    @Override
    public boolean counted(int of, int which, long now) {
        return of != zone || which != node || now < uncountedFrom || now >= end;
    }

    @Override
    public boolean touches(int from, int of) {
        return of == zone;
    }

    @Override
    public double probeLoss(int observer, int of, int service, int target, long now) {
        return of == zone && layout.nodeOf(target) == node && now >= start() && now < podsBackAt ? 1 : 0;
    }

    @Override
    public boolean unready(int of, int service, int target, long now) {
        return podFails(of, service, target, now);
    }

    @Override
    public boolean podFails(int of, int service, int target, long now) {
        return probeLoss(0, of, service, target, now) > 0;
    }
}
