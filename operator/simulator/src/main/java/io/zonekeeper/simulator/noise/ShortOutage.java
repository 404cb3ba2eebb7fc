package io.zonekeeper.simulator.noise;

import java.util.Set;

import io.zonekeeper.simulator.fault.Dark;
import io.zonekeeper.simulator.fault.Fault;
import io.zonekeeper.simulator.fault.Part;

/** A zone that fails, but so shortly that to leave it is wrong. */
record ShortOutage(Dark dark) implements Fault {
    @Override
    public long start() {
        return dark.start();
    }

    @Override
    public long end() {
        return dark.end();
    }

    @Override
    public Set<Part> parts() {
        return dark.parts();
    }

    @Override
    public long renewalArrives(int zone, int node, long now, boolean again) {
        return dark.renewalArrives(zone, node, now, again);
    }

    @Override
    public boolean kubeletAnswers(int from, int zone, int node, long now) {
        return dark.kubeletAnswers(from, zone, node, now);
    }

    @Override
    public boolean touches(int from, int zone) {
        return dark.touches(from, zone);
    }

    @Override
    public double probeLoss(int observer, int zone, int service, int target, long now) {
        return dark.probeLoss(observer, zone, service, target, now);
    }

    @Override
    public boolean observes(int zone, long now) {
        return dark.observes(zone, now);
    }

    @Override
    public boolean endsLeadership(int leaderZone) {
        return dark.endsLeadership(leaderZone);
    }

    @Override
    public boolean podFails(int zone, int service, int target, long now) {
        return dark.podFails(zone, service, target, now);
    }

    @Override
    public boolean steady() {
        return true;
    }
}
