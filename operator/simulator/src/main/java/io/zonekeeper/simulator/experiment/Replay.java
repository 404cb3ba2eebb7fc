package io.zonekeeper.simulator.experiment;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.zonekeeper.core.health.Evidence;
import io.zonekeeper.core.health.Explanation;
import io.zonekeeper.core.health.Heartbeats;
import io.zonekeeper.core.health.Heartbeats.NodeBeat;
import io.zonekeeper.core.health.Judge;
import io.zonekeeper.core.health.Observation;
import io.zonekeeper.core.health.ObserverReport;
import io.zonekeeper.core.health.ProbeMatrix;
import io.zonekeeper.core.health.Sensitivity;
import io.zonekeeper.core.health.Signal;
import io.zonekeeper.core.health.StackJudge;
import io.zonekeeper.core.health.StackVerdict;
import io.zonekeeper.core.health.ZoneVerdict;
import io.zonekeeper.core.zone.Verdict;
import io.zonekeeper.simulator.fault.Timing;
import io.zonekeeper.simulator.world.Preset;

/**
 * Judges a recorded trace, looking twice a second.
 *
 * <p>Leases: a node is known from its first entry on. Silence says nothing during the first renewal interval, as after
 * any start. What kubelets and observers said holds until it is stale.
 */
public final class Replay {
    private static final Duration RENEWAL = Duration.ofMillis(Timing.RENEWAL);

    private record NodeKey(String zone, String node) {}

    /**
     * A verdict that changed.
     *
     * @param at milliseconds, as in the trace
     * @param zone the zone
     * @param verdict what it became
     * @param evidence why, in words
     */
    public record Change(long at, String zone, Verdict verdict, String evidence) {}

    private final Judges judges;
    private final Map<NodeKey, Long> leases = new HashMap<>();
    private final Map<String, Trace.Kubelet> kubelets = new TreeMap<>();
    private final Map<String, Map<String, Trace.Probe>> probes = new TreeMap<>();
    private final Map<String, Map<String, Trace.StackProbe>> stacks = new TreeMap<>();
    private final Map<String, Set<String>> services = new TreeMap<>();

    /** The judges, and what they remember. */
    private static final class Judges {
        final Preset preset;
        final Judge judge;
        final StackJudge stackJudge;
        Map<String, io.zonekeeper.core.health.ZoneMemory> memory = Map.of();
        Map<ProbeMatrix.Stack, StackVerdict> stacks = Map.of();

        Judges(Preset preset) {
            this.preset = preset;
            judge = new Judge(preset.sensitivity());
            stackJudge = new StackJudge(preset.sensitivity());
        }
    }

    private Replay(Preset preset) {
        judges = new Judges(preset);
    }

    /** Returns every change of a verdict, in the order of time. */
    public static List<Change> of(Trace trace, Preset preset) {
        List<Change> changes = new ArrayList<>();
        if (trace.entries().isEmpty()) {
            return changes;
        }
        Replay replay = new Replay(preset);
        Map<String, Verdict> known = new HashMap<>();
        long begin = trace.entries().getFirst().at();
        int next = 0;
        for (long now = begin; now <= trace.entries().getLast().at(); now += Timing.TICK) {
            while (next < trace.entries().size() && trace.entries().get(next).at() <= now) {
                replay.take(trace.entries().get(next++));
            }
            for (ZoneVerdict zoneVerdict : replay.look(now, now - begin >= Timing.RENEWAL)) {
                if (known.put(zoneVerdict.zone(), zoneVerdict.verdict()) != zoneVerdict.verdict()) {
                    changes.add(new Change(
                            now, zoneVerdict.zone(), zoneVerdict.verdict(), Explanation.evidence(zoneVerdict)));
                }
            }
        }
        return changes;
    }

    private void take(Trace.Entry entry) {
        switch (entry) {
            case Trace.Lease lease -> leases.put(new NodeKey(lease.zone(), lease.node()), lease.at());
            case Trace.Gone gone -> leases.remove(new NodeKey(gone.zone(), gone.node()));
            case Trace.Kubelet kubelet -> kubelets.put(kubelet.zone(), kubelet);
            case Trace.Probe probe ->
                probes.computeIfAbsent(probe.observer(), o -> new TreeMap<>()).put(probe.zone(), probe);
            case Trace.StackProbe stack -> {
                stacks.computeIfAbsent(stack.observer(), o -> new TreeMap<>())
                        .put(stack.service() + "@" + stack.zone(), stack);
                services.computeIfAbsent(stack.zone(), z -> new HashSet<>()).add(stack.service());
            }
        }
    }

    private List<ZoneVerdict> look(long now, boolean sighted) {
        Map<String, Integer> nodes = new TreeMap<>();
        List<NodeBeat> beats = new ArrayList<>();
        leases.forEach((node, seen) -> {
            nodes.merge(node.zone(), 1, Integer::sum);
            beats.add(new NodeBeat(node.zone(), Duration.ofMillis(now - seen), RENEWAL));
        });
        Sensitivity sensitivity = judges.preset.sensitivity();
        List<Observation> observations = new ArrayList<>(
                Heartbeats.observe(beats, Heartbeats.leftOut(beats, sensitivity), sensitivity.heartbeatMargin()));
        kubelets.values()
                .forEach(kubelet -> observations.add(new Observation(
                        kubelet.zone(),
                        Signal.KUBELETS,
                        kubelet.tried(),
                        kubelet.unanswered(),
                        Duration.ofMillis(now - kubelet.at()))));
        ProbeMatrix matrix = ProbeMatrix.of(reports(now), sensitivity.targetsShare());
        observations.addAll(matrix.zones(Set.of()));
        judges.stacks = judges.stackJudge.judge(matrix.stacks(), judges.stacks, Instant.ofEpochMilli(now));
        if (matrix.vantages() >= 2) {
            Map<String, Integer> probed = new TreeMap<>();
            services.forEach((zone, names) -> probed.put(zone, names.size()));
            observations.addAll(StackJudge.services(probed, judges.stacks, Set.of()));
        }
        Judge.Outcome outcome = judges.judge.judge(
                new Evidence(sighted, nodes, observations), judges.memory, Instant.ofEpochMilli(now));
        judges.memory = outcome.memory();
        return new TreeSet<>(outcome.verdicts().keySet())
                .stream().map(outcome.verdicts()::get).toList();
    }

    private List<ObserverReport> reports(long now) {
        long oldest = now - judges.preset.sensitivity().staleAfter().toMillis();
        List<ObserverReport> reports = new ArrayList<>();
        probes.forEach((observer, byZone) -> {
            List<Trace.Probe> fresh =
                    byZone.values().stream().filter(row -> row.at() >= oldest).toList();
            if (!fresh.isEmpty()) {
                reports.add(new ObserverReport(
                        observer,
                        fresh.getFirst().from(),
                        fresh.stream()
                                .map(row -> new ObserverReport.ZoneRow(row.zone(), row.pods(), row.failing()))
                                .toList(),
                        stacks.getOrDefault(observer, Map.of()).values().stream()
                                .filter(row -> row.at() >= oldest)
                                .map(row -> new ObserverReport.StackRow(
                                        row.service(), row.zone(), row.pods(), row.failing(), row.failingNodes()))
                                .toList(),
                        0));
            }
        });
        return reports;
    }
}
