package io.zonekeeper.controllers.signals;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;

import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.cluster.Verdicts;
import io.zonekeeper.controllers.framework.Component;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.controllers.framework.Leadership;
import io.zonekeeper.controllers.framework.SteadyClock;
import io.zonekeeper.controllers.loop.Singleton;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.core.cordon.CordonPolicy.Mode;
import io.zonekeeper.core.health.Evidence;
import io.zonekeeper.core.health.Judge;
import io.zonekeeper.core.health.Sensitivity;
import io.zonekeeper.core.health.ZoneMemory;

/**
 * Judges the zones several times a second, in every replica: a new leader knows at once what the old one knew.
 *
 * <ol>
 *   <li>resolve: every {@link SignalSource} adds what it knows; none of them is waited for.
 *   <li>plan: {@link Judge}.
 *   <li>publish: the verdicts replace those of {@link ClusterState}, which tells of what changed in them.
 * </ol>
 *
 * <p>A process that stood still, or has no nodes in its cache, does not judge; a leader that cannot reach the API
 * server gives way.
 */
public final class ZoneWatch implements Component {
    private static final Duration EVERY = Duration.ofMillis(250);

    /** An API server that has not answered for this long: what did not arrive from it is no silence of others. */
    private static final Duration BLIND_AFTER = Duration.ofMillis(2500);

    /** Before the lease of leader election ends: what could not be renewed by then will not be. */
    private static final Duration GIVE_UP_AFTER = Duration.ofSeconds(3);

    private final ClusterState state;
    private final List<SignalSource> sources;
    private final VerdictMemory recorded;
    private final ApiLiveness api;
    private final Leadership leadership;
    private final SteadyClock clock;
    private final OperatorMetrics metrics;
    private final Supplier<Optional<String>> ownZone;
    private final ProcessStalls stalls = new ProcessStalls(EVERY, System::nanoTime);
    private final Singleton loop = new Singleton(Thread.ofPlatform().daemon(), "judge", EVERY, this::round);
    private Map<String, ZoneMemory> memory = Map.of();

    /**
     * Creates a watch that {@link #start} starts.
     *
     * @param state where nodes and the policy are read and verdicts published
     * @param sources the signals
     * @param recorded what the status reports about a zone that was not judged yet
     * @param api whether the API server answers
     * @param leadership a leader that is blind gives way
     * @param environment judging goes by the monotonic time of its clock; verdicts are published in the time of day
     * @param ownZone the zone that this process runs in, if known
     */
    public ZoneWatch(
            ClusterState state,
            List<SignalSource> sources,
            VerdictMemory recorded,
            ApiLiveness api,
            Leadership leadership,
            Environment environment,
            Supplier<Optional<String>> ownZone) {
        this.state = state;
        this.sources = List.copyOf(sources);
        this.recorded = recorded;
        this.api = api;
        this.leadership = leadership;
        this.clock = environment.clock();
        this.metrics = environment.metrics();
        this.ownZone = ownZone;
    }

    @Override
    public void start() {
        sources.forEach(SignalSource::start);
        loop.start();
    }

    @Override
    public void close() {
        loop.close();
        sources.forEach(SignalSource::close);
    }

    private Duration round() {
        Duration silence = api.silence();
        if (silence.compareTo(GIVE_UP_AFTER) > 0) {
            leadership.giveWay("the API server has not responded for %d s".formatted(silence.toSeconds()));
        }
        if (stalls.settled() && state.nodes().synced()) {
            // A step of the machine's clock changes the times that are published, and not how long anything has lasted.
            long began = System.nanoTime();
            state.judged(judge(silence.compareTo(BLIND_AFTER) <= 0).shifted(clock.stepped()));
            metrics.judged(began);
        }
        return EVERY;
    }

    private Verdicts judge(boolean sighted) {
        if (state.policy().mode() == Mode.DISABLED) {
            memory = Map.of();
            sources.forEach(SignalSource::forget);
            return Verdicts.NONE;
        }
        Instant now = clock.monotonic().instant();
        Sensitivity sensitivity = state.policy().sensitivity();
        Moment moment = new Moment(sensitivity, state.policy().signals(), sighted, now);
        Findings findings = new Findings();
        sources.forEach(source -> source.observe(moment, findings));
        Evidence evidence =
                new Evidence(sighted, nodesByZone(findings.nodes()), empty(), findings.observations(), ownZone.get());
        Judge.Outcome outcome = new Judge(sensitivity).judge(evidence, remembered(evidence), now);
        memory = outcome.memory();
        Findings.Probed probed = findings.probed();
        return new Verdicts(
                outcome.verdicts(),
                probed.stacks(),
                probed.blind(),
                probed.vantages(),
                findings.reachable(),
                probed.unanswered());
    }

    /** What was judged last; of a zone that this process has not judged, what its status records. */
    private Map<String, ZoneMemory> remembered(Evidence evidence) {
        Map<String, ZoneMemory> remembered = new HashMap<>(memory);
        evidence.nodes()
                .keySet()
                .forEach(zone -> remembered.computeIfAbsent(
                        zone,
                        unjudged -> recorded.remembered(unjudged)
                                .map(known -> known.shifted(clock.stepped().negated()))
                                .orElse(null)));
        return remembered;
    }

    private Set<String> empty() {
        Set<String> empty = new HashSet<>();
        state.catalog().ifPresent(zones -> zones.zones().forEach(zone -> empty.add(zone.name())));
        state.nodes().watched().forEach(node -> empty.remove(node.zone()));
        return empty;
    }

    /** Zones of the catalog without nodes are in it too: what is known of them must not be forgotten. */
    private Map<String, Integer> nodesByZone(Map<String, Integer> counted) {
        Map<String, Integer> counts = new HashMap<>();
        state.catalog().ifPresent(zones -> zones.zones().forEach(zone -> counts.put(zone.name(), 0)));
        state.nodes().watched().forEach(node -> counts.putIfAbsent(node.zone(), 0));
        counts.putAll(counted);
        return counts;
    }
}
