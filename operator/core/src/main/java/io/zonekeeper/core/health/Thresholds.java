package io.zonekeeper.core.health;

import java.time.Duration;

/** From where on an observation is bad, for each signal. */
final class Thresholds {
    private final Sensitivity sensitivity;

    Thresholds(Sensitivity sensitivity) {
        this.sensitivity = sensitivity;
    }

    boolean stale(Observation observation) {
        boolean slow = observation.signal() == Signal.AWS || observation.signal() == Signal.PROMETHEUS;
        Duration limit = slow ? Sensitivity.SLOW_SOURCES_STALE_AFTER : sensitivity.staleAfter();
        return observation.age().compareTo(limit) > 0;
    }

    /**
     * Returns whether the samples are bad enough to speak against a zone.
     *
     * @param nodes the zone's nodes
     */
    boolean bad(Observation observation, int nodes) {
        int failures = observation.failures();
        return switch (observation.signal()) {
            case HEARTBEATS -> silent(observation, nodes);
            case KUBELETS -> failures >= enough(nodes) && failures >= sensitivity.silentShare() * observation.samples();
            case NODES -> failures >= sensitivity.minTargets() && failures >= sensitivity.nodesShare() * nodes;
            case PODS, PROBES, SERVICES ->
                failures >= sensitivity.minTargets() && failures >= sensitivity.targetsShare() * observation.samples();
            case AWS, PROMETHEUS -> failures > 0;
        };
    }

    /** Quickly when every renewal that falls due is missing, slowly when more than half of the nodes miss theirs. */
    private boolean silent(Observation renewals, int nodes) {
        int missing = renewals.failures();
        if (missing < enough(nodes)) {
            return false;
        }
        return missing >= sensitivity.silentShare() * renewals.samples() || missing >= sensitivity.nodesShare() * nodes;
    }

    private int enough(int nodes) {
        return Math.max(2, Math.min(sensitivity.silentNodes(), nodes));
    }

    boolean allFail(Observation observation) {
        return observation != null
                && observation.failures() >= sensitivity.minTargets()
                && observation.failures() >= sensitivity.silentShare() * observation.samples();
    }
}
