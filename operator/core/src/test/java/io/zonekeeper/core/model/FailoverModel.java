package io.zonekeeper.core.model;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.zonekeeper.core.cordon.Cordon;
import io.zonekeeper.core.cordon.CordonHistory;
import io.zonekeeper.core.cordon.CordonPolicy;
import io.zonekeeper.core.cordon.ZoneDecision;
import io.zonekeeper.core.evacuation.EvacuationSettings;
import io.zonekeeper.core.evacuation.StackDecision.Cause;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.failover.FailoverObservation;
import io.zonekeeper.core.failover.FailoverPlan;
import io.zonekeeper.core.failover.FailoverPlanner;
import io.zonekeeper.core.failover.PodFact;
import io.zonekeeper.core.failover.ProtectedService;
import io.zonekeeper.core.failover.Workload;
import io.zonekeeper.core.failover.ZoneMemory;
import io.zonekeeper.core.health.ZoneVerdict;
import io.zonekeeper.core.model.Explorer.Step;
import io.zonekeeper.core.model.FailoverState.Act;
import io.zonekeeper.core.model.FailoverState.Health;
import io.zonekeeper.core.model.FailoverState.Pod;
import io.zonekeeper.core.nodes.ZoneFit;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.Verdict;
import io.zonekeeper.core.zone.ZoneCatalog;
import io.zonekeeper.core.zone.ZoneIdentity;

import static io.zonekeeper.core.model.ModelTime.NOW;

/**
 * Zones that are cordoned, become dark and are well again, under a Service and a Deployment that nobody wrote for
 * Zonekeeper.
 *
 * <ol>
 *   <li>A reconcile moves traffic and does nothing else; or it labels pods, records what it is about to do, taints
 *       nodes, deletes and evicts. Between any two of these anything may happen, and the process may end: all that the
 *       next one knows is what the API server holds.
 *   <li>A ReplicaSet replaces what is deleted; the scheduler places a pod in the open zone with the fewest, or, which
 *       counts as a happening, in another open one; there it becomes ready, without the labels.
 *   <li>What is deleted in a dark zone stays until the zone is well.
 * </ol>
 */
final class FailoverModel implements Explorer.Model<FailoverState> {
    private static final Instant LONG_TRUSTED = NOW.minus(Duration.ofHours(1));
    private static final String KEY = "ReplicaSet/shop";

    private final List<String> zoneNames;
    private final int replicas;
    private final int most;

    /**
     * Creates it.
     *
     * @param zones how many
     * @param replicas pods of the Deployment
     * @param most how much may happen
     */
    FailoverModel(int zones, int replicas, int most) {
        this.zoneNames = List.of("a", "b", "c").subList(0, zones);
        this.replicas = replicas;
        this.most = most;
    }

    @Override
    public List<FailoverState> beginnings() {
        SortedMap<String, Health> zones = new TreeMap<>();
        zoneNames.forEach(zone -> zones.put(zone, Health.WELL));
        SortedMap<String, Pod> pods = new TreeMap<>();
        IntStream.range(0, replicas)
                .forEach(number -> pods.put(
                        "pod-" + number,
                        new Pod(Optional.of(zoneNames.get(number % zoneNames.size())), true, false, false)));
        return List.of(
                new FailoverState(zones, pods, new TreeSet<>(), new TreeMap<>(), new TreeSet<>(), List.of(), most));
    }

    @Override
    public List<Step<FailoverState>> steps(FailoverState state) {
        List<Step<FailoverState>> steps = new ArrayList<>(moves(state));
        if (!state.acts().isEmpty()) {
            steps.add(new Step<>("the process ends", state.acts(List.of())));
        }
        if (state.happenings() > 0) {
            happen(state.happenings(state.happenings() - 1), steps);
        }
        return steps;
    }

    private List<Step<FailoverState>> moves(FailoverState state) {
        List<Step<FailoverState>> steps = new ArrayList<>();
        if (state.acts().isEmpty()) {
            List<Act> acts = acts(state);
            if (!acts.isEmpty()) {
                steps.add(new Step<>("plans " + acts, state.acts(acts), wrong(state, acts)));
            }
        } else {
            Act act = state.acts().getFirst();
            FailoverState rest =
                    state.acts(List.copyOf(state.acts().subList(1, state.acts().size())));
            steps.add(new Step<>("does " + act, done(rest, act)));
        }
        long wanted =
                state.pods().values().stream().filter(pod -> !pod.deleted()).count();
        if (wanted < replicas) {
            steps.add(new Step<>(
                    "the ReplicaSet makes a pod",
                    state.pod(state.unusedName(), Optional.of(new Pod(Optional.empty(), false, false, false)))));
        }
        state.pods().forEach((name, pod) -> {
            if (pod.deleted() && !isDark(state, pod)) {
                steps.add(new Step<>(name + " is gone", state.pod(name, Optional.empty())));
            } else if (!pod.deleted() && pod.zone().isEmpty()) {
                List<String> open = open(state);
                fewest(state, open).ifPresent(zone -> steps.add(place(state, name, zone)));
            } else if (!pod.deleted() && !pod.ready() && !isDark(state, pod)) {
                steps.add(new Step<>(
                        name + " is ready",
                        state.pod(name, Optional.of(new Pod(pod.zone(), true, false, pod.labelled())))));
            }
        });
        return steps;
    }

    private void happen(FailoverState state, List<Step<FailoverState>> steps) {
        state.zones().forEach((name, health) -> {
            for (Health next : Health.values()) {
                if (next != health) {
                    steps.add(new Step<>(name + " is " + next, state.zone(name, next)));
                }
            }
        });
        state.pods().forEach((name, pod) -> {
            if (!pod.deleted() && pod.zone().isEmpty()) {
                List<String> open = open(state);
                Optional<String> expected = fewest(state, open);
                open.stream()
                        .filter(zone -> expected.filter(zone::equals).isEmpty())
                        .forEach(zone -> steps.add(place(state, name, zone)));
            }
        });
    }

    private static Step<FailoverState> place(FailoverState state, String name, String zone) {
        return new Step<>(
                name + " is placed in " + zone,
                state.pod(name, Optional.of(new Pod(Optional.of(zone), false, false, false))));
    }

    private static boolean isDark(FailoverState state, Pod pod) {
        return pod.zone()
                .map(zone -> state.zones().get(zone))
                .filter(health -> health == Health.DARK)
                .isPresent();
    }

    private List<String> open(FailoverState state) {
        return zoneNames.stream()
                .filter(zone -> state.zones().get(zone) != Health.DARK
                        && !state.tainted().contains(zone))
                .toList();
    }

    private static Optional<String> fewest(FailoverState state, List<String> zones) {
        return zones.stream().min((one, other) -> Long.compare(state.count(one), state.count(other)));
    }

    private List<Act> acts(FailoverState state) {
        FailoverPlan plan = FailoverPlanner.plan(observation(state), NOW);
        FailoverPlan.ServicePlan service = plan.services().getFirst();
        if (service.changes()) {
            return List.of(new Act.Exclude(service.excluded()));
        }
        List<Act> acts = new ArrayList<>();
        if (!plan.labels().isEmpty()) {
            acts.add(new Act.Label(new TreeSet<>(plan.labels().keySet())));
        }
        SortedMap<String, ZoneMemory> memory = new TreeMap<>(plan.memory().getOrDefault("shop", Map.of()));
        if (!memory.equals(state.memory())) {
            acts.add(new Act.Note(memory));
        }
        if (!plan.taints().equals(state.tainted())) {
            acts.add(new Act.Taint(new TreeSet<>(plan.taints())));
        }
        plan.deletions().forEach(pod -> acts.add(new Act.Delete(pod)));
        plan.evictions().forEach(eviction -> acts.add(new Act.Evict(eviction.pod())));
        return List.copyOf(acts);
    }

    private static FailoverState done(FailoverState state, Act act) {
        return switch (act) {
            case Act.Exclude(var slots) -> state.excluded(slots);
            case Act.Label(var pods) -> labelled(state, pods);
            case Act.Note(var memory) -> state.memory(memory);
            case Act.Taint(var zones) -> state.tainted(zones);
            case Act.Delete(String pod) -> removed(state, pod);
            case Act.Evict(String pod) -> removed(state, pod);
        };
    }

    private static FailoverState labelled(FailoverState state, Set<String> pods) {
        FailoverState labelled = state;
        for (String pod : pods) {
            labelled =
                    labelled.pod(pod, Optional.ofNullable(state.pods().get(pod)).map(Pod::withLabels));
        }
        return labelled;
    }

    private static FailoverState removed(FailoverState state, String pod) {
        return state.pod(pod, Optional.ofNullable(state.pods().get(pod)).map(Pod::gone));
    }

    /** What must not be planned; what happens between a plan and its write, nobody can know. */
    private Optional<String> wrong(FailoverState state, List<Act> acts) {
        return acts.stream()
                .flatMap(act -> switch (act) {
                    case Act.Exclude(var slots) -> wrongSelector(state, slots).stream();
                    case Act.Delete(String pod) -> wrongDeletion(state, pod).stream();
                    case Act.Evict(String pod) -> wrongEviction(state, pod).stream();
                    default -> Stream.empty();
                })
                .findFirst();
    }

    private static Optional<String> wrongDeletion(FailoverState state, String pod) {
        if (!recorded(state, pod)) {
            return Optional.of(pod + " is deleted unrecorded");
        }
        return isDark(state, state.pods().get(pod)) ? Optional.empty() : Optional.of(pod + " answers and is deleted");
    }

    /** Of those in a dark zone nobody knows whether they serve, whatever their status says. */
    private static Optional<String> wrongEviction(FailoverState state, String evicted) {
        boolean another = state.pods().entrySet().stream()
                .filter(pod -> !pod.getKey().equals(evicted))
                .anyMatch(pod -> answers(state, pod.getValue()));
        return answers(state, state.pods().get(evicted)) && !another
                ? Optional.of(evicted + " is the last that answers, and is evicted")
                : Optional.empty();
    }

    private static boolean answers(FailoverState state, Pod pod) {
        return pod.ready() && !pod.deleted() && !isDark(state, pod);
    }

    private static boolean recorded(FailoverState state, String pod) {
        return Optional.ofNullable(state.pods().get(pod))
                .flatMap(Pod::zone)
                .map(zone -> state.memory().get(zone))
                .filter(memory -> memory.home().isPresent())
                .isPresent();
    }

    /** It serves whoever is ready in other zones, and somebody if anybody is ready. */
    private Optional<String> wrongSelector(FailoverState state, Set<Integer> slots) {
        Map<Boolean, List<String>> ready = state.pods().entrySet().stream()
                .filter(pod -> pod.getValue().ready() && !pod.getValue().deleted())
                .collect(Collectors.partitioningBy(
                        pod -> slots.contains(
                                zoneNames.indexOf(pod.getValue().zone().orElseThrow())),
                        Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
        if (ready.get(false).isEmpty() && !ready.get(true).isEmpty()) {
            return Optional.of("no ready pod is left with traffic");
        }
        // A pod without labels has traffic only while no zone is excluded.
        return slots.isEmpty() || !state.excluded().isEmpty()
                ? Optional.empty()
                : ready.get(false).stream()
                        .filter(pod -> !state.pods().get(pod).labelled())
                        .findFirst()
                        .map(pod -> pod + " loses its traffic: it has no labels");
    }

    private FailoverObservation observation(FailoverState state) {
        List<KnownZone> known = new ArrayList<>();
        Map<String, ZoneFit> fits = new TreeMap<>();
        Map<String, ZoneDecision> decisions = new TreeMap<>();
        for (String zone : zoneNames) {
            Health health = state.zones().get(zone);
            known.add(new KnownZone(ZoneIdentity.named(zone), zone, true, OptionalInt.of(zoneNames.indexOf(zone))));
            fits.put(
                    zone,
                    new ZoneFit(zone, 4, 4, health == Health.DARK ? 0 : 4, new TreeSet<>(), false, Optional.empty()));
            decisions.put(zone, decision(zone, health));
        }
        Map<String, PodFact> pods = new HashMap<>();
        state.pods()
                .forEach((name, pod) -> pods.put(
                        name,
                        new PodFact(
                                name,
                                pod.zone(),
                                pod.ready(),
                                pod.deleted(),
                                Optional.empty(),
                                pod.labelled() ? outside(pod) : Set.of(),
                                KEY,
                                Optional.empty())));
        return new FailoverObservation(
                "ns/everything",
                new FailoverObservation.Zones(ZoneCatalog.of(known), decisions, CordonPolicy.DEFAULT, state.tainted()),
                List.of(new ProtectedService(
                        "shop",
                        state.excluded(),
                        state.excluded(),
                        Optional.empty(),
                        state.memory(),
                        List.copyOf(state.pods().keySet()),
                        Optional.empty())),
                pods,
                Map.of(
                        KEY,
                        new Workload(KEY, Workload.Kind.REPLICATED, "Deployment shop", replicas, 0, List.of(), fits)),
                new EvacuationSettings(
                        EvacuationSettings.Action.EVACUATE,
                        50,
                        new EvacuationSettings.Failback(true, Duration.ofMinutes(5), Set.of()),
                        true),
                Set.of(),
                FailoverObservation.Health.NONE);
    }

    private Set<Integer> outside(Pod pod) {
        return IntStream.range(0, zoneNames.size())
                .filter(slot -> !zoneNames.get(slot).equals(pod.zone().orElse("")))
                .boxed()
                .collect(Collectors.toSet());
    }

    private static ZoneDecision decision(String zone, Health health) {
        boolean well = health == Health.WELL;
        ZoneVerdict verdict = new ZoneVerdict(
                zone,
                health == Health.DARK ? Verdict.UNHEALTHY : Verdict.HEALTHY,
                LONG_TRUSTED,
                Optional.of(LONG_TRUSTED).filter(since -> well),
                Map.of(),
                List.of(),
                health == Health.DARK,
                false,
                Optional.empty());
        Optional<Cordon> cordon = Optional.of(
                        new Cordon(Cause.AUTOMATIC, "it fails", LONG_TRUSTED, Optional.empty(), false))
                .filter(some -> !well);
        return new ZoneDecision(verdict, cordon, Optional.empty(), CordonHistory.NONE);
    }

    @Override
    public Optional<String> wrong(FailoverState state) {
        return Optional.empty();
    }

    @Override
    public boolean resting(FailoverState state) {
        return moves(state).isEmpty();
    }

    /** All zones are well. */
    @Override
    public FailoverState mended(FailoverState state) {
        FailoverState mended = state.happenings(0);
        for (String zone : zoneNames) {
            mended = mended.zone(zone, Health.WELL);
        }
        return mended;
    }

    @Override
    public Optional<FailoverState> onward(FailoverState state) {
        List<Step<FailoverState>> moves = moves(state);
        return moves.isEmpty() ? Optional.empty() : Optional.of(moves.getFirst().to());
    }

    @Override
    public Optional<String> notAtHome(FailoverState state) {
        if (!state.excluded().isEmpty() || !state.tainted().isEmpty()) {
            return Optional.of("a zone is excluded or tainted");
        }
        if (state.memory().values().stream().anyMatch(memory -> memory.state() != StackState.ACTIVE)) {
            return Optional.of("a zone is not Active");
        }
        long ready = state.pods().values().stream()
                .filter(pod -> pod.ready() && !pod.deleted() && pod.labelled())
                .count();
        return ready == replicas ? Optional.empty() : Optional.of("%d pods are ready and labelled".formatted(ready));
    }
}
