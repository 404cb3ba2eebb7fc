package io.zonekeeper.simulator.fault;

import java.util.Set;

/** What leaves the observers of a zone, or one of them, for other zones gets lost; with them what the leader tries. */
public record Vantage(int zone, boolean oneObserver, boolean ownZoneToo, long start, long end, double loss, long seed)
        implements Fault {
    @Override
    public Set<Part> parts() {
        return Set.of(Part.KUBELETS, Part.PROBES);
    }

    @Override
    public boolean steady() {
        return loss >= 1;
    }

    @Override
    public boolean kubeletAnswers(int from, int of, int node, long now) {
        boolean lost = Chance.of(seed, 100L * of + node, now) < loss;
        return !during(now) || oneObserver || from != zone || of == zone || !lost;
    }

    @Override
    public boolean touches(int from, int of) {
        return from == zone;
    }

    @Override
    public double probeLoss(int observer, int of, int service, int target, long now) {
        boolean mine =
                Layout.zoneOfObserver(observer) == zone && (!oneObserver || observer % Layout.OBSERVERS_PER_ZONE == 0);
        return mine && during(now) && (ownZoneToo || of != zone) ? loss : 0;
    }
}
