package io.zonekeeper.controllers.signals;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

import io.zonekeeper.core.health.Observation;
import io.zonekeeper.core.health.ProbeMatrix;
import io.zonekeeper.core.health.StackVerdict;

/** What one evaluation of all signals found. */
public final class Findings {
    private final List<Observation> observations = new ArrayList<>();
    private final Map<String, Integer> nodes = new HashMap<>();
    private Map<String, Boolean> reachable = Map.of();
    private Probed probed = Probed.NOTHING;

    /**
     * What observers' probes show.
     *
     * @param stacks the judgement of each stack that observers probe
     * @param blind zones with an observer to which everything seems to fail
     * @param vantages from how many zones observers report
     * @param unanswered services whose pods answer no observer
     */
    record Probed(
            Map<ProbeMatrix.Stack, StackVerdict> stacks, Set<String> blind, int vantages, Set<String> unanswered) {
        static final Probed NOTHING = new Probed(Map.of(), Set.of(), 0, Set.of());
    }

    /** Adds evidence. */
    public void add(Observation observation) {
        observations.add(observation);
    }

    /** Adds evidence. */
    public void add(Collection<Observation> more) {
        observations.addAll(more);
    }

    /** Adds one node whose silence is evidence. */
    void addNode(String zone) {
        nodes.merge(zone, 1, Integer::sum);
    }

    /** Sets for each zone whether its kubelets can be connected to. */
    void reachable(Map<String, Boolean> byZone) {
        reachable = byZone;
    }

    void probed(Probed found) {
        probed = found;
    }

    List<Observation> observations() {
        return observations;
    }

    Map<String, Integer> nodes() {
        return nodes;
    }

    Map<String, Boolean> reachable() {
        return reachable;
    }

    Probed probed() {
        return probed;
    }
}
