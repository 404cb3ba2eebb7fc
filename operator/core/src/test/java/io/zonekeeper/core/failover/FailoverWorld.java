package io.zonekeeper.core.failover;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.cordon.Cordon;
import io.zonekeeper.core.cordon.CordonHistory;
import io.zonekeeper.core.cordon.CordonPolicy;
import io.zonekeeper.core.cordon.ZoneDecision;
import io.zonekeeper.core.evacuation.EvacuationSettings;
import io.zonekeeper.core.evacuation.EvacuationSettings.Action;
import io.zonekeeper.core.evacuation.StackDecision.Cause;
import io.zonekeeper.core.failover.Workload.Kind;
import io.zonekeeper.core.failover.Workload.ZoneSpread;
import io.zonekeeper.core.health.ProbeMatrix;
import io.zonekeeper.core.health.Ring;
import io.zonekeeper.core.health.StackVerdict;
import io.zonekeeper.core.health.ZoneVerdict;
import io.zonekeeper.core.nodes.ZoneFit;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.Verdict;
import io.zonekeeper.core.zone.ZoneCatalog;
import io.zonekeeper.core.zone.ZoneIdentity;

/**
 * A cluster of three zones with one Service over one ReplicaSet: its controller, a scheduler that prefers the zone with
 * the fewest pods, kubelets that make pods ready at once, and whoever carries plans out.
 */
final class FailoverWorld {
    static final Instant NOON = Instant.parse("2026-11-29T12:00:00Z");
    private static final List<String> ZONES = List.of("a", "b", "c");

    final Map<String, PodFact> pods = new TreeMap<>();
    final Set<String> tainted = new TreeSet<>();
    final List<ZoneSpread> spreads = new ArrayList<>();
    Map<String, ZoneMemory> memory = new HashMap<>();
    Set<Integer> excluded = Set.of();
    /** What the label of the Service names; empty while it says what the selector does. */
    Optional<Set<Integer>> recorded = Optional.empty();

    Optional<Refusal> unprotected = Optional.empty();
    Kind kind = Kind.REPLICATED;
    Action action = Action.EVACUATE;
    boolean schedulerAvoidsA;
    Optional<ProtectedService.Checked> checked = Optional.empty();
    final Map<ProbeMatrix.Stack, StackVerdict> judged = new HashMap<>();
    final Set<String> unanswered = new HashSet<>();
    int evacuationsLeft = 20;
    int replicas;
    Instant now = NOON;
    private final Map<String, ZoneDecision> decisions = new TreeMap<>();
    private final Set<String> dark = new HashSet<>();
    private int made;
    private int pending;

    FailoverWorld(int replicas) {
        this.replicas = replicas;
        ZONES.forEach(this::well);
        schedule();
    }

    void well(String zone) {
        dark.remove(zone);
        decide(zone, false, Optional.empty());
    }

    void dark(String zone) {
        dark.add(zone);
        decide(zone, true, Optional.of(cordon(Cause.AUTOMATIC)));
    }

    void cordoned(String zone, Cause cause) {
        decide(zone, false, Optional.of(cordon(cause)));
    }

    /** Observers check the pods, and from two other zones those of a zone fail, or passed again since noon. */
    void checks(String zone, boolean fail) {
        checked = Optional.of(new ProtectedService.Checked("Service:ns/shop", Optional.empty()));
        judged.put(
                new ProbeMatrix.Stack("Service:ns/shop", zone),
                new StackVerdict(
                        fail,
                        fail,
                        fail,
                        new ProbeMatrix.StackView(3, fail ? 3 : 0, fail ? 3 : 0),
                        fail ? Optional.empty() : Optional.of(NOON.minus(Duration.ofMinutes(30))),
                        NOON,
                        NOON,
                        Ring.EMPTY));
    }

    /** Pods of another ReplicaSet of the Deployment. */
    void rollOut(String pod) {
        pods.computeIfPresent(
                pod,
                (name, old) -> new PodFact(
                        name,
                        old.zone(),
                        old.ready(),
                        old.terminating(),
                        old.unschedulable(),
                        old.outside(),
                        "ReplicaSet/shop-2",
                        old.volumeZone()));
    }

    /** Every pod loses its labels. */
    void unlabel() {
        pods.replaceAll((name, pod) -> with(pod, Set.of()));
    }

    /** One more pod of another workload of the Service, which no node takes. */
    void addPending(String name) {
        pods.put(
                name,
                new PodFact(
                        name,
                        Optional.empty(),
                        false,
                        false,
                        Optional.of("no node has a GPU"),
                        Set.of(),
                        "ReplicaSet/shop-2",
                        Optional.empty()));
        pending++;
    }

    private static Cordon cordon(Cause cause) {
        return new Cordon(cause, "it fails", NOON, Optional.empty(), false);
    }

    private void decide(String zone, boolean isDark, Optional<Cordon> cordon) {
        Instant morning = NOON.minus(Duration.ofHours(1));
        ZoneVerdict verdict = new ZoneVerdict(
                zone,
                isDark ? Verdict.UNHEALTHY : Verdict.HEALTHY,
                morning,
                Optional.of(morning).filter(since -> cordon.isEmpty()),
                Map.of(),
                List.of(),
                isDark,
                false,
                Optional.empty());
        decisions.put(zone, new ZoneDecision(verdict, cordon, Optional.empty(), CordonHistory.NONE));
    }

    Map<String, Integer> spread() {
        Map<String, Integer> spread = new TreeMap<>();
        pods.values().stream()
                .filter(pod -> !pod.terminating())
                .forEach(pod -> spread.merge(pod.zone().orElse("none"), 1, Integer::sum));
        return spread;
    }

    FailoverPlan plan() {
        return FailoverPlanner.plan(observation(), now);
    }

    /** Carries out a plan, a part of it at a time as the operator does. */
    FailoverPlan step() {
        FailoverPlan plan = plan();
        FailoverPlan.ServicePlan service = plan.services().getFirst();
        if (service.changes()) {
            excluded = service.excluded();
            recorded = Optional.empty();
        }
        plan.labels()
                .forEach((name, slots) -> pods.computeIfPresent(name, (key, pod) -> {
                    Set<Integer> all = new HashSet<>(pod.outside());
                    all.addAll(slots);
                    return with(pod, all);
                }));
        memory = plan.memory().getOrDefault("shop", Map.of());
        plan.deletions().forEach(pods::remove);
        plan.evictions().forEach(eviction -> pods.remove(eviction.pod()));
        tainted.clear();
        tainted.addAll(plan.taints());
        schedule();
        now = now.plusSeconds(1);
        return plan;
    }

    /** Returns how many steps it took until nothing changed any more. */
    int untilIdle() {
        for (int step = 1; step <= 200; step++) {
            String before = state();
            step();
            if (state().equals(before)) {
                return step;
            }
        }
        throw new AssertionError("it never ends: " + state());
    }

    private String state() {
        return pods.keySet() + " " + excluded + " " + memory + " " + tainted;
    }

    private void schedule() {
        while (pods.values().stream().filter(pod -> !pod.terminating()).count() < replicas + pending) {
            String zone = ZONES.stream()
                    .filter(each -> !tainted.contains(each) && !dark.contains(each))
                    .filter(each -> !(schedulerAvoidsA && each.equals("a")))
                    .min(Comparator.comparing((String each) -> spread().getOrDefault(each, 0))
                            .thenComparing(Comparator.naturalOrder()))
                    .orElseThrow();
            String name = "shop-%03d".formatted(made++);
            pods.put(
                    name,
                    new PodFact(
                            name,
                            Optional.of(zone),
                            true,
                            false,
                            Optional.empty(),
                            Set.of(),
                            "ReplicaSet/shop",
                            Optional.empty()));
        }
    }

    private static PodFact with(PodFact pod, Set<Integer> outside) {
        return new PodFact(
                pod.name(),
                pod.zone(),
                pod.ready(),
                pod.terminating(),
                pod.unschedulable(),
                outside,
                pod.workload(),
                pod.volumeZone());
    }

    private FailoverObservation observation() {
        List<KnownZone> known = new ArrayList<>();
        Map<String, ZoneFit> fits = new TreeMap<>();
        for (int slot = 0; slot < ZONES.size(); slot++) {
            String zone = ZONES.get(slot);
            known.add(new KnownZone(ZoneIdentity.named(zone), zone, true, OptionalInt.of(slot)));
            fits.put(
                    zone,
                    new ZoneFit(zone, 4, 4, dark.contains(zone) ? 0 : 4, new TreeSet<>(), false, Optional.empty()));
        }
        return new FailoverObservation(
                "ns/everything",
                new FailoverObservation.Zones(ZoneCatalog.of(known), decisions, CordonPolicy.DEFAULT, tainted),
                List.of(new ProtectedService(
                        "shop",
                        excluded,
                        recorded.orElse(excluded),
                        unprotected,
                        memory,
                        unprotected.isPresent() ? List.of() : List.copyOf(pods.keySet()),
                        checked)),
                pods,
                Map.of(
                        "ReplicaSet/shop",
                        new Workload("ReplicaSet/shop", kind, "Deployment shop", replicas, 0, spreads, fits),
                        "ReplicaSet/shop-2",
                        new Workload("ReplicaSet/shop-2", kind, "Deployment shop", replicas, 0, spreads, fits)),
                new EvacuationSettings(
                        action, 60, new EvacuationSettings.Failback(true, Duration.ofMinutes(5), Set.of()), true),
                Set.of(),
                new FailoverObservation.Health(judged, unanswered, true, evacuationsLeft));
    }
}
