package io.zonekeeper.controllers.signals;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import java.util.function.Supplier;

import io.zonekeeper.controllers.policies.PolicySettings;
import io.zonekeeper.core.health.CordonPolicy.Mode;
import io.zonekeeper.core.health.Evidence;
import io.zonekeeper.core.health.Heartbeats;
import io.zonekeeper.core.health.Heartbeats.NodeBeat;
import io.zonekeeper.core.health.Judge;
import io.zonekeeper.core.health.Observation;
import io.zonekeeper.core.health.ProbeMatrix;
import io.zonekeeper.core.health.Sensitivity;
import io.zonekeeper.core.health.Signal;
import io.zonekeeper.core.health.SignalSource;
import io.zonekeeper.core.health.StackJudge;
import io.zonekeeper.core.health.StackVerdict;
import io.zonekeeper.core.health.ZoneMemory;
import io.zonekeeper.core.zone.ZoneCatalog;

import io.fabric8.kubernetes.client.KubernetesClient;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has the zones judged, several times a second, in every replica: a new leader knows at once what the old one knew.
 *
 * <p>It reads what the signals left and never waits for any of them. Who listens is told when what a person would be
 * told becomes something else.
 */
public final class ZoneWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ZoneWatch.class);
    private static final Duration EVERY = Duration.ofMillis(250);

    /** An API server that has not answered for this long: what was not heard of it says nothing. */
    private static final Duration BLIND_AFTER = Duration.ofMillis(2500);

    /** Before the lease of leader election ends: what could not be renewed by then will not be. */
    private static final Duration GIVE_UP_AFTER = Duration.ofSeconds(3);

    private final NodeWatch nodes;
    private final NodeLeases leases;
    private final KubeletWitness kubelets;
    private final ObserverLeases observers;
    private final PrometheusQueries prometheus;
    private final ApiLiveness api;
    private final StackCensus census;
    private final PolicySettings policy;
    private final SignalSource elsewhere;
    private final SteadyClock clock;
    private final Optional<String> ownZone;
    private final ProcessStalls stalls;
    private final ScheduledExecutorService worker = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("judge").daemon().factory());
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final List<Consumer<Set<String>>> stackListeners = new CopyOnWriteArrayList<>();
    private Supplier<Optional<ZoneCatalog>> catalog = Optional::empty;
    private Function<String, Optional<ZoneMemory>> recall = zone -> Optional.empty();
    private Runnable blindLeader = () -> {};
    private Map<String, ZoneMemory> memory = Map.of();
    /** As the judge's own clock tells it. */
    private Verdicts judged = Verdicts.NONE;

    private volatile Verdicts verdicts = Verdicts.NONE;
    private volatile boolean leading;
    private String trouble = "";

    /**
     * Creates a watch.
     *
     * @param client reaches the API server
     * @param namespace where observers report
     * @param ownZone the zone that this process runs in, if known
     * @param nodes the nodes
     * @param census what services run
     * @param policy how sensitive to be
     * @param elsewhere evidence that Kubernetes knows nothing of
     * @param apiAnswers whether the API server answers on a connection of its own
     * @param clock judging goes by its monotonic time; what is judged is told in the time of day
     */
    public ZoneWatch(
            KubernetesClient client,
            String namespace,
            Optional<String> ownZone,
            NodeWatch nodes,
            StackCensus census,
            PolicySettings policy,
            SignalSource elsewhere,
            BooleanSupplier apiAnswers,
            SteadyClock clock) {
        LongSupplier nanoTime = System::nanoTime;
        this.ownZone = ownZone;
        this.stalls = new ProcessStalls(EVERY, nanoTime);
        this.nodes = nodes;
        this.leases = new NodeLeases(client, nanoTime);
        this.kubelets = new KubeletWitness(ownZone, nanoTime);
        this.observers = new ObserverLeases(client, namespace, nanoTime);
        this.prometheus = new PrometheusQueries(nanoTime);
        this.api = new ApiLiveness(apiAnswers, nanoTime);
        this.census = census;
        this.policy = policy;
        this.elsewhere = elsewhere;
        this.clock = clock;
    }

    /**
     * Starts to watch and judge.
     *
     * @param known the zones, for signals that name them by ID
     * @param remembered what the status says of a zone that was not judged yet
     * @param reachedBefore whether the status says that a zone's kubelets can be connected to
     * @param gaveUp called when this process leads and has not reached the API server for too long
     */
    public void start(
            Supplier<Optional<ZoneCatalog>> known,
            Function<String, Optional<ZoneMemory>> remembered,
            Predicate<String> reachedBefore,
            Runnable gaveUp) {
        this.catalog = known;
        this.recall = remembered;
        kubelets.recall(reachedBefore);
        this.blindLeader = gaveUp;
        leases.start();
        observers.start();
        var unused = worker.scheduleWithFixedDelay(this::run, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Begins to lead: a leader that is blind gives way. */
    public void lead() {
        leading = true;
    }

    /** Returns what was last judged. */
    public Verdicts verdicts() {
        return verdicts;
    }

    /** Has something done whenever the verdicts on zones changed. */
    public void onZoneChange(Runnable listener) {
        listeners.add(listener);
    }

    /** Has something done whenever stacks began or ceased to fail; it is given their services. */
    public void onStackChange(Consumer<Set<String>> listener) {
        stackListeners.add(listener);
    }

    @Override
    public void close() {
        worker.shutdownNow();
        leases.close();
        observers.close();
    }

    /** One round; never throws, or the executor would not run it again. */
    private void run() {
        try {
            Duration silence = api.silence();
            if (leading && silence.compareTo(GIVE_UP_AFTER) > 0) {
                blindLeader.run();
            }
            if (stalls.settled() && nodes.synced()) {
                look(silence.compareTo(BLIND_AFTER) <= 0);
            }
            trouble = "";
        } catch (RuntimeException e) {
            // Several times a second: the same trouble is told once.
            if (!trouble.equals(e.toString())) {
                trouble = e.toString();
                LOG.atWarn().setCause(e).log("zones could not be judged; trying again");
            }
        }
    }

    private void look(boolean sighted) {
        Verdicts before = verdicts;
        if (policy.mode() == Mode.DISABLED) {
            memory = Map.of();
            judged = Verdicts.NONE;
        } else {
            judged = judge(sighted, judged, clock.monotonic().instant());
        }
        // A step of the machine's clock changes the times that are told, and not how long anything has lasted.
        verdicts = judged.shifted(clock.stepped());
        if (!verdicts.sameOfZones(before)) {
            listeners.forEach(Runnable::run);
        }
        Set<String> services = verdicts.otherServices(before);
        if (!services.isEmpty()) {
            stackListeners.forEach(listener -> listener.accept(services));
        }
    }

    private Verdicts judge(boolean sighted, Verdicts before, Instant now) {
        Sensitivity sensitivity = policy.sensitivity();
        ProbeMatrix matrix = ProbeMatrix.of(
                policy.signals().probes() ? observers.reports(sensitivity.staleAfter()) : List.of(),
                sensitivity.targetsShare());
        Map<ProbeMatrix.Stack, StackVerdict> stacks =
                new StackJudge(sensitivity).judge(matrix.stacks(), matrix.reporting(), before.stacks(), now);

        List<WatchedNode> counted = leases.atUsualPace(
                nodes.watched().stream().filter(WatchedNode::counts).toList());
        List<Observation> observations = new ArrayList<>();
        List<Observation> heartbeats =
                policy.signals().heartbeats() ? heartbeats(counted, sensitivity, sighted) : List.of();
        observations.addAll(heartbeats);
        if (policy.signals().nodes()) {
            // That a node is Ready is said for 50 s after it was last heard of: where nothing is heard, it is no news.
            boolean deaf = policy.signals().heartbeats() && heartbeats.isEmpty();
            readiness(counted).stream()
                    .filter(observation -> !deaf || observation.failures() > 0)
                    .forEach(observations::add);
        }
        observations.addAll(census.pods());
        Set<ProbeMatrix.Stack> rolling = census.rolling(matrix.listed());
        observations.addAll(matrix.zones(rolling));
        if (matrix.vantages() >= 2) {
            observations.addAll(StackJudge.services(census.probed(sensitivity.minTargets()), stacks, rolling));
        }
        observations.addAll(elsewhere.observations());
        catalog.get().ifPresent(zones -> observations.addAll(prometheus.look(policy.prometheus(), zones)));

        Evidence evidence = new Evidence(sighted, countByZone(counted), empty(), observations, ownZone);
        Map<String, ZoneMemory> remembered = new HashMap<>(memory);
        evidence.nodes()
                .keySet()
                .forEach(zone -> remembered.computeIfAbsent(
                        zone,
                        z -> recall.apply(z)
                                .map(known -> known.shifted(clock.stepped().negated()))
                                .orElse(null)));
        Judge.Outcome outcome = new Judge(sensitivity).judge(evidence, remembered, now);
        memory = outcome.memory();
        return new Verdicts(
                outcome.verdicts(), stacks, matrix.accused(), matrix.vantages(), kubelets.reachable(counted));
    }

    private List<Observation> heartbeats(List<WatchedNode> counted, Sensitivity sensitivity, boolean sighted) {
        Duration margin = sensitivity.heartbeatMargin();
        List<NodeLeases.NamedBeat> beats = leases.beats(counted, margin, sighted);
        List<NodeBeat> known = beats.stream().map(NodeLeases.NamedBeat::beat).toList();
        Set<NodeBeat> leftOut = Heartbeats.leftOut(known, sensitivity);
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

    private Set<String> empty() {
        Set<String> empty = new HashSet<>();
        catalog.get().ifPresent(zones -> zones.zones().forEach(zone -> empty.add(zone.name())));
        nodes.watched().forEach(node -> empty.remove(node.zone()));
        return empty;
    }

    /** Zones of the catalog without nodes are in it too: what was said of them must not be forgotten. */
    private Map<String, Integer> countByZone(Collection<WatchedNode> counted) {
        Map<String, Integer> counts = new HashMap<>();
        catalog.get().ifPresent(zones -> zones.zones().forEach(zone -> counts.put(zone.name(), 0)));
        nodes.watched().forEach(node -> counts.putIfAbsent(node.zone(), 0));
        counted.forEach(node -> counts.merge(node.zone(), 1, Integer::sum));
        return counts;
    }
}
