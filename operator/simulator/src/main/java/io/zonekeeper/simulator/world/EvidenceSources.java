package io.zonekeeper.simulator.world;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;

import io.zonekeeper.core.health.Evidence;
import io.zonekeeper.core.health.Hearing;
import io.zonekeeper.core.health.Heartbeats;
import io.zonekeeper.core.health.Heartbeats.NodeBeat;
import io.zonekeeper.core.health.Observation;
import io.zonekeeper.core.health.ObserverReport;
import io.zonekeeper.core.health.ProbeMatrix;
import io.zonekeeper.core.health.ProbeMatrix.Stack;
import io.zonekeeper.core.health.Sensitivity;
import io.zonekeeper.core.health.Signal;
import io.zonekeeper.core.health.StackJudge;
import io.zonekeeper.core.health.StackVerdict;
import io.zonekeeper.simulator.fault.Layout;
import io.zonekeeper.simulator.fault.Part;
import io.zonekeeper.simulator.fault.Timing;

/**
 * All that makes evidence: kubelets, observers, the leader's own tries, and what the API server tells of nodes and
 * pods.
 */
final class EvidenceSources {
    /** An operator that has run for so long hears well. */
    private static final long LONG_AGO = 3_600_000;

    private final Layout layout;
    private final Sensitivity sensitivity;
    private final RandomGenerator random;
    private final StackJudge stackJudge;
    private final int[] serviceOf;
    private final Map<String, Integer> probed = new HashMap<>();
    private final boolean[] counted;
    private final int[] nodes;
    private final Set<Stack> outOfTraffic = new HashSet<>();
    private final Set<Stack> onTrial = new HashSet<>();
    private Set<Stack> matrixOnTrial = Set.of();
    private Kubelets kubelets;
    private Observers observers;
    private Contacts contacts;
    private Map<Stack, StackVerdict> stacks = Map.of();
    private int leaderZone;
    private long before;
    private ApiConnection api = new ApiConnection();
    private Hearing hearing = new Hearing();
    private boolean deaf;
    private Set<String> heardZones = Set.of();
    private boolean allCounted;
    private Map<String, Integer> nodesByZone = Map.of();
    private List<ObserverReport> matrixOf = List.of();
    private List<Observation> zoneViews = List.of();
    private Map<Stack, ProbeMatrix.StackView> stackViews = Map.of();
    private Set<String> reporting = Set.of();
    private boolean quiet;
    private boolean tense;

    EvidenceSources(Layout layout, Sensitivity sensitivity, RandomGenerator random, long now) {
        this.layout = layout;
        this.sensitivity = sensitivity;
        this.random = random;
        stackJudge = new StackJudge(sensitivity);
        serviceOf = layout.serviceOfTargets();
        nodes = new int[layout.zoneCount()];
        counted = new boolean[layout.zoneCount() * layout.nodes()];
        layout.zones().forEach(zone -> probed.put(zone, layout.services(sensitivity.minTargets())));
        renew(now, -1);
    }

    /** Begins again with other phases, as after a long time in which nothing happened. */
    void renew(long now, long lookedAt) {
        leaderZone = random.nextInt(layout.zoneCount());
        kubelets = new Kubelets(layout, random, now);
        observers = new Observers(layout, random, now, lookedAt);
        contacts = new Contacts(layout, leaderZone, now);
        stacks = Map.of();
        outOfTraffic.clear();
        before = now;
        api = new ApiConnection();
        hearing = new Hearing();
        hearing.look(nanos(now - LONG_AGO), false, Duration.ZERO, true, chance());
        deaf = false;
    }

    /** Skips time in which nothing happens, with all phases kept. */
    void skipTo(long now, ActiveFaults trouble) {
        kubelets.advance(now, trouble, leaderZone);
        observers.skipTo(now);
        before = now;
    }

    int leaderZone() {
        return leaderZone;
    }

    /** Another replica leads; it has watched all the time, and tries kubelets from its own zone. */
    void leaderMoves(ActiveFaults trouble, long now) {
        int first = 1 + random.nextInt(layout.zoneCount() - 1);
        // A replica in a dark zone is not elected; of two zones one has two replicas.
        for (int further = 0; further < layout.zoneCount(); further++) {
            int next = (leaderZone + first + further) % layout.zoneCount();
            if (trouble.observes(next, now)) {
                leaderZone = next;
                break;
            }
        }
        contacts.moveTo(leaderZone, now);
    }

    /** The leader starts again and knows nothing of before. */
    void forget(long now) {
        kubelets.forget(now);
        contacts.moveTo(leaderZone, now);
        hearing = new Hearing();
        stacks = Map.of();
    }

    /** Lets everything run up to now and returns what is known then. */
    Evidence evidence(long now, ActiveFaults trouble) {
        kubelets.advance(now, trouble, leaderZone);
        observers.advance(before, now, trouble);
        before = now;
        boolean answers = trouble.apiAnswers(leaderZone, now);
        if (api.returns(answers)) {
            kubelets.seeAll(now);
        }
        boolean sighted = api.sighted(answers, now);
        count(now, trouble);
        noteTrials(now, trouble);
        List<Observation> observations = new ArrayList<>(20);
        quiet = sighted;
        tense = false;
        if (!sighted) {
            hear(now, kubelets.beats(counted, now), false);
        } else {
            silence(now, trouble, observations);
            apiFacts(now, trouble, observations);
            probes(now, observations);
        }
        return new Evidence(
                sighted,
                nodesByZone,
                empty(),
                observations,
                Optional.of(layout.zones().get(leaderZone)));
    }

    /** Returns whether the last evidence showed nothing at all. */
    boolean quiet() {
        return quiet;
    }

    /** Returns whether nodes are silent, and with one more the judge may call their zone silent. */
    boolean tense() {
        return tense;
    }

    Map<Stack, StackVerdict> stacks() {
        return stacks;
    }

    /** These services get no traffic there; observers continue to report on them. */
    void takeOutOfTraffic(Set<Stack> out) {
        if (!out.equals(outOfTraffic)) {
            outOfTraffic.clear();
            outOfTraffic.addAll(out);
            observers.list(out);
        }
    }

    private void noteTrials(long now, ActiveFaults trouble) {
        onTrial.clear();
        if (trouble.touching(Part.TRIALS).isEmpty()) {
            return;
        }
        for (int zone = 0; zone < layout.zoneCount(); zone++) {
            for (int service = 0; service < layout.services(); service++) {
                if (trouble.onTrial(zone, service, now)) {
                    onTrial.add(new Stack(
                            Observers.serviceName(service), layout.zones().get(zone)));
                }
            }
        }
    }

    /** Returns whether a stack's template is on trial. */
    boolean onTrial(Stack stack) {
        return onTrial.contains(stack);
    }

    /** Returns whether a zone has nodes. */
    boolean inhabited(int zone) {
        return nodes[zone] > 0;
    }

    /** Zones all of whose nodes are deleted; cordoned ones there are none. */
    private Set<String> empty() {
        Set<String> empty = new HashSet<>();
        for (int zone = 0; zone < layout.zoneCount(); zone++) {
            if (!inhabited(zone)) {
                empty.add(layout.zones().get(zone));
            }
        }
        return empty;
    }

    private void count(long now, ActiveFaults trouble) {
        boolean any = !trouble.touching(Part.NODES).isEmpty();
        if (!any && allCounted) {
            return;
        }
        allCounted = !any;
        nodesByZone = new HashMap<>();
        for (int zone = 0; zone < layout.zoneCount(); zone++) {
            nodes[zone] = 0;
            for (int node = 0; node < layout.nodes(); node++) {
                boolean counts = trouble.counted(zone, node, now);
                counted[zone * layout.nodes() + node] = counts;
                nodes[zone] += counts ? 1 : 0;
            }
            nodesByZone.put(layout.zones().get(zone), nodes[zone]);
        }
    }

    private void silence(long now, ActiveFaults trouble, List<Observation> observations) {
        int[] silent = silentNodes(now);
        int nearly = Math.max(1, Math.min(sensitivity.silentNodes(), layout.nodes()) - 1);
        tense = Arrays.stream(silent).anyMatch(nodes -> nodes >= nearly);
        boolean anySilent = Arrays.stream(silent).anyMatch(nodes -> nodes > 0);
        List<NodeBeat> beats = anySilent || deaf ? kubelets.beats(counted, now) : List.of();
        hear(now, beats, true);
        quiet &= !anySilent && !deaf;
        boolean[] late = late(now);
        boolean[] diedAlone = new boolean[counted.length];
        if (anySilent || deaf) {
            Predicate<NodeBeat> known = hearing.known(nanos(now), beats, sensitivity.heartbeatMargin());
            List<NodeBeat> knownBeats = beats.stream().filter(known).toList();
            Set<NodeBeat> leftOut = Heartbeats.leftOut(knownBeats, sensitivity);
            observations.addAll(Heartbeats.observe(knownBeats, leftOut, sensitivity.heartbeatMargin()));
            for (int i = 0; i < counted.length; i++) {
                NodeBeat beat = kubelets.beat(i / layout.nodes(), i % layout.nodes(), now);
                diedAlone[i] = leftOut.contains(beat);
                late[i] &= known.test(beat);
            }
            heardZones = knownBeats.stream().map(NodeBeat::zone).collect(Collectors.toSet());
        } else {
            // What Heartbeats returns where no node is silent, without the work.
            addAll(Signal.HEARTBEATS, nodes, new int[layout.zoneCount()], observations);
            heardZones = Set.copyOf(layout.zones());
        }
        observations.addAll(contacts.observe(counted, late, diedAlone, kubelets, now, trouble));
    }

    private void hear(long now, List<NodeBeat> beats, boolean apiAnswers) {
        Duration margin = sensitivity.heartbeatMargin();
        hearing.look(
                nanos(now),
                !beats.isEmpty() && Heartbeats.nothingHeard(beats, margin),
                Heartbeats.latest(beats),
                apiAnswers,
                chance());
        deaf = !hearing.trusts(nanos(now), Duration.ofMillis(Timing.RENEWAL).plus(margin));
    }

    private Duration chance() {
        int known = 0;
        for (boolean counts : counted) {
            known += counts ? 1 : 0;
        }
        return Hearing.chance(known, Duration.ofMillis(Timing.RENEWAL));
    }

    private static long nanos(long millis) {
        return Duration.ofMillis(millis).toNanos();
    }

    /** Which nodes' renewals are late. */
    private boolean[] late(long now) {
        long limit = Timing.RENEWAL + sensitivity.heartbeatMargin().toMillis();
        boolean[] late = new boolean[counted.length];
        for (int i = 0; i < late.length; i++) {
            late[i] = counted[i] && kubelets.age(i / layout.nodes(), i % layout.nodes(), now) > limit;
        }
        return late;
    }

    /** How many of these nodes are silent, by zone. */
    private int[] silentNodes(long now) {
        int[] silent = new int[layout.zoneCount()];
        boolean[] late = late(now);
        for (int i = 0; i < late.length; i++) {
            silent[i / layout.nodes()] += late[i] ? 1 : 0;
        }
        return silent;
    }

    private void apiFacts(long now, ActiveFaults trouble, List<Observation> observations) {
        int[] badNodes = new int[layout.zoneCount()];
        int[] pods = new int[layout.zoneCount()];
        int[] badPods = new int[layout.zoneCount()];
        boolean podsTouched = !trouble.touching(Part.PODS).isEmpty();
        for (int zone = 0; zone < layout.zoneCount(); zone++) {
            boolean anyNotReady = false;
            for (int node = 0; node < layout.nodes(); node++) {
                if (!counted[zone * layout.nodes() + node]) {
                    continue;
                }
                boolean ready = kubelets.ready(zone, node, now);
                anyNotReady |= !ready;
                badNodes[zone] += ready && !trouble.notReady(zone, node, now) ? 0 : 1;
            }
            pods[zone] = serviceOf.length;
            for (int target = 0; (anyNotReady || podsTouched) && target < serviceOf.length; target++) {
                boolean bad = anyNotReady && !kubelets.ready(zone, layout.nodeOf(target), now);
                bad |= podsTouched && trouble.unready(zone, serviceOf[target], target, now);
                badPods[zone] += bad ? 1 : 0;
            }
            quiet &= badNodes[zone] == 0 && badPods[zone] == 0;
        }
        // A node counts as Ready for a while after its last report: where no lease is seen, Ready is not evidence.
        for (int zone = 0; zone < layout.zoneCount(); zone++) {
            if (heardZones.contains(layout.zones().get(zone)) || badNodes[zone] > 0) {
                add(Signal.NODES, zone, nodes[zone], badNodes[zone], observations);
            }
        }
        addAll(Signal.PODS, pods, badPods, observations);
        if (!trouble.touching(Part.AWS).isEmpty()) {
            for (int zone = 0; zone < layout.zoneCount(); zone++) {
                boolean impaired = trouble.impaired(zone, now);
                quiet &= !impaired;
                add(Signal.AWS, zone, 1, impaired ? 1 : 0, observations);
            }
        }
    }

    private void addAll(Signal signal, int[] samples, int[] failures, List<Observation> observations) {
        for (int zone = 0; zone < layout.zoneCount(); zone++) {
            add(signal, zone, samples[zone], failures[zone], observations);
        }
    }

    private void add(Signal signal, int zone, int samples, int failures, List<Observation> observations) {
        observations.add(new Observation(layout.zones().get(zone), signal, samples, failures, Duration.ZERO));
    }

    private void probes(long now, List<Observation> observations) {
        List<ObserverReport> reports =
                observers.fresh(now, sensitivity.staleAfter().toMillis());
        boolean tells = false;
        boolean fails = false;
        for (ObserverReport report : reports) {
            tells |= observers.tells(report);
            fails |= observers.fails(report);
        }
        boolean asUsual = !observers.anyGone() && onTrial.isEmpty() && matrixOnTrial.isEmpty();
        if (asUsual && !tells && stacks.isEmpty() && reports.size() == layout.observers() && layout.zoneCount() > 2) {
            // What the matrix says where every report is well, without the work.
            int[] samples = new int[layout.zoneCount()];
            Arrays.fill(samples, serviceOf.length);
            addAll(Signal.PROBES, samples, new int[layout.zoneCount()], observations);
            Arrays.fill(samples, layout.services(sensitivity.minTargets()));
            addAll(Signal.SERVICES, samples, new int[layout.zoneCount()], observations);
            return;
        }
        quiet &= !fails;
        if (!reports.equals(matrixOf) || !onTrial.equals(matrixOnTrial)) {
            ProbeMatrix matrix = ProbeMatrix.of(reports, sensitivity.targetsShare());
            matrixOf = reports;
            matrixOnTrial = Set.copyOf(onTrial);
            zoneViews = matrix.zones(onTrial);
            stackViews = matrix.stacks();
            reporting = matrix.reporting();
        }
        observations.addAll(zoneViews);
        stacks = stackJudge.judge(stackViews, reporting, stacks, Instant.ofEpochMilli(now));
        if (reporting.size() >= 2) {
            observations.addAll(StackJudge.services(probed, stacks, onTrial));
        }
    }
}
