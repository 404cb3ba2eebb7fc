package io.zonekeeper.controllers.signals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.controllers.cluster.NodeWatch;
import io.zonekeeper.controllers.cluster.WatchedNode;
import io.zonekeeper.core.health.Heartbeats;
import io.zonekeeper.core.health.Heartbeats.NodeBeat;
import io.zonekeeper.core.health.Observation;
import io.zonekeeper.core.health.Signal;
import io.zonekeeper.core.selftest.SignalTest;

/** What nodes show of their zones: leases that are not renewed, kubelets that cannot be reached, readiness. */
public final class NodeSignals implements SignalSource {
    private final NodeWatch nodes;
    private final NodeLeases leases;
    private final KubeletWitness kubelets;
    private volatile List<SignalTest> tests = List.of();

    /**
     * Creates a source.
     *
     * @param nodes the nodes
     * @param leases when their leases changed
     * @param kubelets connects to kubelets
     */
    public NodeSignals(NodeWatch nodes, NodeLeases leases, KubeletWitness kubelets) {
        this.nodes = nodes;
        this.leases = leases;
        this.kubelets = kubelets;
    }

    @Override
    public void start() {
        leases.start();
    }

    @Override
    public void close() {
        leases.close();
    }

    @Override
    public void observe(Moment moment, Findings findings) {
        List<WatchedNode> counted = leases.atUsualPace(
                nodes.watched().stream().filter(WatchedNode::counts).toList());
        counted.forEach(node -> findings.addNode(node.zone()));
        boolean listens = moment.switches().heartbeats();
        List<NodeLeases.NamedBeat> beats =
                listens ? leases.beats(counted, moment.sensitivity().heartbeatMargin(), moment.sighted()) : List.of();
        if (listens) {
            findings.add(heartbeats(beats, counted, moment));
        }
        if (moment.switches().nodes()) {
            // A node counts as Ready for 50 s after its last report: where no lease is seen, Ready is not evidence.
            Set<String> heard = beats.stream().map(named -> named.beat().zone()).collect(Collectors.toSet());
            readiness(counted).stream()
                    .filter(observation -> !listens || heard.contains(observation.zone()) || observation.failures() > 0)
                    .forEach(findings::add);
        }
        findings.reachable(kubelets.reachable(counted));
        tests = listens ? tests(beats, counted) : List.of();
    }

    @Override
    public List<SignalTest> test() {
        return tests;
    }

    private List<SignalTest> tests(List<NodeLeases.NamedBeat> beats, List<WatchedNode> counted) {
        int renewed = (int) beats.stream().filter(NodeLeases.NamedBeat::renewed).count();
        return Stream.of(SignalTest.heartbeats(counted.size(), renewed), kubelets.test(counted))
                .flatMap(Optional::stream)
                .toList();
    }

    private List<Observation> heartbeats(List<NodeLeases.NamedBeat> beats, List<WatchedNode> counted, Moment moment) {
        Duration margin = moment.sensitivity().heartbeatMargin();
        List<NodeBeat> known = beats.stream().map(NodeLeases.NamedBeat::beat).toList();
        Set<NodeBeat> leftOut = Heartbeats.leftOut(known, moment.sensitivity());
        Set<String> silent = new HashSet<>();
        Set<String> dead = new HashSet<>();
        Map<String, Duration> renewed = new HashMap<>();
        for (NodeLeases.NamedBeat named : beats) {
            if (leftOut.contains(named.beat())) {
                dead.add(named.node());
            } else if (Heartbeats.silent(named.beat(), margin)) {
                silent.add(named.node());
            }
            if (named.renewed()) {
                renewed.put(named.node(), named.beat().sinceRenewal());
            }
        }
        List<Observation> observations = new ArrayList<>(Heartbeats.observe(known, leftOut, margin));
        observations.addAll(kubelets.look(counted, silent, dead, renewed));
        return observations;
    }

    private static List<Observation> readiness(Collection<WatchedNode> counted) {
        Map<String, int[]> counts = new HashMap<>();
        for (WatchedNode node : counted) {
            int[] count = counts.computeIfAbsent(node.zone(), zone -> new int[2]);
            count[0]++;
            count[1] += node.ready() ? 0 : 1;
        }
        List<Observation> observations = new ArrayList<>();
        counts.forEach((zone, count) ->
                observations.add(new Observation(zone, Signal.NODES, count[0], count[1], Duration.ZERO)));
        return observations;
    }
}
