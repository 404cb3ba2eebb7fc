package io.zonekeeper.controllers.zonefailover;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.ZoneFailover;
import io.zonekeeper.api.v1alpha1.ZoneFailoverStatus;
import io.zonekeeper.controllers.cluster.Change;
import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.cluster.FailoverKeys;
import io.zonekeeper.controllers.cluster.NodeTaints;
import io.zonekeeper.controllers.cluster.PendingPods;
import io.zonekeeper.controllers.cluster.ZoneState;
import io.zonekeeper.controllers.framework.Controller;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.controllers.framework.Next;
import io.zonekeeper.controllers.framework.Resolution;
import io.zonekeeper.controllers.framework.Session;
import io.zonekeeper.controllers.zonedservice.ServicePace;
import io.zonekeeper.controllers.zonedservice.pods.ZoneFits;
import io.zonekeeper.controllers.zonefailover.act.EvacuatedNodes;
import io.zonekeeper.controllers.zonefailover.act.PodWrites;
import io.zonekeeper.controllers.zonefailover.act.SelectorWrites;
import io.zonekeeper.controllers.zonefailover.objects.ExistingObjects;
import io.zonekeeper.controllers.zonefailover.objects.ExistingServices;
import io.zonekeeper.controllers.zonefailover.objects.SelectedServices;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.failover.FailoverObservation;
import io.zonekeeper.core.failover.FailoverPlan;
import io.zonekeeper.core.failover.FailoverPlanner;
import io.zonekeeper.core.failover.PodFact;
import io.zonekeeper.core.failover.Workload;
import io.zonekeeper.core.reasons.FailoverReason;
import io.zonekeeper.kube.apply.Outcome;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.probe.CheckedKeys;

import io.fabric8.kubernetes.api.model.Service;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;

/**
 * Carries out ZoneFailovers.
 *
 * <ol>
 *   <li>resolve: caches of the namespace's Services, pods and ReplicaSets; volumes are asked for once.
 *   <li>plan: {@link FailoverPlanner}.
 *   <li>apply: selectors first, then labels, and nothing else while selectors of others are written; what is recorded
 *       before pods are moved; the taint of nodes; then deletions, as they are granted, and evictions.
 *   <li>report.
 * </ol>
 */
public final class ZoneFailoverController
        extends Controller<ZoneFailover, ZoneFailoverStatus, ZoneFailoverController.Facts, FailoverPlan> {
    /** Labels are no hurry while no zone is to be left: so many in a reconcile, then a pause. */
    private static final int LABELS_AT_ONCE = 100;

    private static final Duration LABEL_INTERVAL = Duration.ofSeconds(1);

    /** Whether a budget allows an eviction, or nodes are tainted, is asked again after this long. */
    private static final Duration MOVE_INTERVAL = Duration.ofSeconds(1);

    /** Who waits for replacements is called when it is its turn; this is for the case that the call is lost. */
    private static final Duration SURGE_INTERVAL = Duration.ofSeconds(15);

    private static final Duration CONTEST_SHOWN = Duration.ofMinutes(5);

    private final ClusterState state;
    private final ServicePace pace;
    private final ExistingObjects objects;
    private final ExistingServices services;
    private final EvacuatedNodes nodes;
    private final SelectorWrites selectors;
    private final PodWrites pods;
    private final FailoverReport report;
    private final FailoverHealth health;
    private final Map<String, Contest> contests = new ConcurrentHashMap<>();

    /** A selector that another manager changed back, and when. */
    private record Contest(Refusal refusal, long at) {}

    /**
     * What is known.
     *
     * @param found the Services and pods
     * @param observation what is planned from
     */
    record Facts(ExistingServices.Found found, FailoverObservation observation) {}

    /**
     * Creates a controller.
     *
     * @param pace what services share: replacements, and the order of traffic and pods
     * @param fits which zones have nodes for which pods
     */
    public ZoneFailoverController(Environment environment, ClusterState state, ServicePace pace, ZoneFits fits) {
        super(ZoneFailover.class, environment, state.failovers());
        this.state = state;
        this.pace = pace;
        this.objects = new ExistingObjects(environment.client());
        this.services = new ExistingServices(environment.client(), objects, state.nodes()::zoneOf, fits::of);
        this.nodes = new EvacuatedNodes(
                state.nodes(), NodeTaints.ofEvacuations(environment.client(), environment.metrics()), this::keys);
        this.selectors = new SelectorWrites(environment.client(), environment.metrics());
        this.pods = new PodWrites(environment.client(), environment.metrics());
        this.health = new FailoverHealth(state, pace);
        this.report = new FailoverReport(environment.events(), environment.metrics(), environment.clock());
    }

    @Override
    protected List<EventSource<?, ZoneFailover>> eventSources(EventSourceContext<ZoneFailover> context) {
        var changes = new SimpleInboundEventSource<ZoneFailover>("cluster");
        state.changes().subscribe(change -> concerned(change).forEach(changes::propagateEvent));
        objects.listen(namespace -> primaries()
                .list(failover -> failover.getMetadata().getNamespace().equals(namespace))
                .map(ResourceID::fromResource)
                .forEach(changes::propagateEvent));
        nodes.start();
        return List.of(changes);
    }

    private Set<ResourceID> concerned(Change change) {
        return switch (change) {
            case Change.Zones zones -> primaries().ids();
            case Change.Trust trust -> primaries().ids();
            case Change.Services(Set<String> keys) ->
                keys.stream()
                        .flatMap(key -> Stream.concat(FailoverKeys.id(key).stream(), checking(key)))
                        .collect(Collectors.toSet());
            case Change.Budgets budgets -> Set.of();
            case Change.ZoneVerdicts verdicts -> Set.of();
            case Change.Provider provider -> Set.of();
            case Change.Policy policy -> Set.of();
        };
    }

    /** The ZoneFailovers by whose health checks a Service is checked. */
    private Stream<ResourceID> checking(String key) {
        return CheckedKeys.namespaceOfService(key).stream()
                .flatMap(namespace -> primaries()
                        .list(failover -> failover.getMetadata().getNamespace().equals(namespace)))
                .map(ResourceID::fromResource);
    }

    @Override
    protected Resolution<Facts> resolve(ZoneFailover failover) {
        Optional<ZoneState> known = state.zones();
        objects.retain(primaries()
                .list(any -> true)
                .map(any -> any.getMetadata().getNamespace())
                .collect(Collectors.toSet()));
        String namespace = failover.getMetadata().getNamespace();
        if (known.isEmpty() || !objects.ready(namespace)) {
            return new Resolution.NotYet<>(Next.UNTIL_ZONES_ARE_KNOWN);
        }
        ZoneState zones = known.get();
        ExistingServices.Found found = services.read(
                namespace,
                FailoverMemory.spec(failover).services(),
                service -> protectedByAnother(failover, service),
                FailoverMemory.of(failover),
                FailoverMemory.checks(failover));
        return new Resolution.Ready<>(new Facts(
                found,
                new FailoverObservation(
                        FailoverKeys.of(failover),
                        new FailoverObservation.Zones(
                                zones.catalog(),
                                zones.decisions(),
                                state.policy().cordons(),
                                nodes.tainted()),
                        found.facts(),
                        found.pods(),
                        found.workloads(),
                        FailoverMemory.settings(failover, zones.catalog()),
                        FailoverMemory.zones(failover, Labels.EVACUATE, zones.catalog()),
                        health.of(failover))));
    }

    /** Of several that select a Service the oldest one protects it. */
    private Optional<Refusal> protectedByAnother(ZoneFailover failover, Service service) {
        return primaries()
                .list(other -> other.getMetadata()
                                .getNamespace()
                                .equals(failover.getMetadata().getNamespace())
                        && other.getMetadata().getDeletionTimestamp() == null
                        && SelectedServices.selects(FailoverMemory.spec(other).services(), service))
                .min(Comparator.comparing(
                                (ZoneFailover other) -> other.getMetadata().getCreationTimestamp())
                        .thenComparing(other -> other.getMetadata().getName()))
                .map(oldest -> oldest.getMetadata().getName())
                .filter(name -> !name.equals(failover.getMetadata().getName()))
                .map(name -> new Refusal(
                        FailoverReason.PROTECTED_BY_ANOTHER,
                        "ZoneFailover %s, which is older, selects it as well and protects it".formatted(name)));
    }

    @Override
    protected FailoverPlan plan(ZoneFailover failover, Facts facts) {
        return FailoverPlanner.plan(facts.observation(), environment().clock().instant());
    }

    @Override
    protected Next apply(Session<ZoneFailover, ZoneFailoverStatus> session, Facts facts, FailoverPlan draft) {
        health.note(facts.observation(), draft);
        // Others may have taken what is left of the hour meanwhile.
        FailoverPlan plan = health.reserve(facts.observation(), draft)
                ? draft
                : FailoverPlanner.plan(
                        health.limited(facts.observation()),
                        environment().clock().instant());
        ZoneFailover failover = session.object();
        String key = FailoverKeys.of(failover);
        Outcome outcome = new Outcome();
        boolean moved = moveTraffic(facts, plan, outcome);
        if (moved && !outcome.failed()) {
            return Next.in(pace.trafficMoved(key));
        }
        int labelled = label(failover, plan, plan.labelsAtOnce() ? Integer.MAX_VALUE : LABELS_AT_ONCE, outcome);
        Duration wait = pace.trafficOfOthers(key);
        if (wait.isPositive()) {
            return Next.in(wait);
        }
        boolean recorded = FailoverMemory.of(failover).equals(plan.memory());
        if (!recorded) {
            // Where pods were is written down before any is moved: a leader that takes over must know of it.
            session.report(report.status(failover, plan, contests(facts), outcome, false));
        }
        nodes.want(key, plan.taints());
        List<Refusal> more = new ArrayList<>(contests(facts));
        int deleted = delete(failover, facts, plan, outcome);
        more.addAll(evict(failover, plan, outcome));
        session.report(report.status(session.object(), plan, more, outcome, false));
        outcome.throwFailure();
        return Next.whenChanged()
                // What was recorded just now allows for the next step; a status is no change that calls for a
                // reconcile.
                .orIn(Next.AT_ONCE, !recorded)
                .orIn(LABEL_INTERVAL, labelled < plan.labels().size())
                .orIn(MOVE_INTERVAL, !plan.evictions().isEmpty() || waitsForTaints(plan))
                .orIn(SURGE_INTERVAL, deleted < plan.deletions().size())
                .orIn(Next.AFTER_REFUSAL, !outcome.refusals().isEmpty())
                .orIn(CONTEST_SHOWN, !contests(facts).isEmpty())
                .orAt(plan.nextChange(), environment().clock().instant());
    }

    private static boolean waitsForTaints(FailoverPlan plan) {
        return plan.heldBack().stream().anyMatch(why -> why.reason() == FailoverReason.TAINTING_NODES);
    }

    private boolean moveTraffic(Facts facts, FailoverPlan plan, Outcome outcome) {
        boolean moved = false;
        for (FailoverPlan.ServicePlan service : plan.services()) {
            if (service.changes()) {
                moved = true;
                outcome.tryTo(() -> selectors
                        .exclude(facts.found().services().get(service.name()), service.excluded())
                        .ifPresent(contest -> contests.put(
                                contestKey(facts, service.name()), new Contest(contest, System.nanoTime()))));
            }
        }
        return moved;
    }

    private static String contestKey(Facts facts, String service) {
        return facts.observation().key() + "/" + service;
    }

    private List<Refusal> contests(Facts facts) {
        contests.values().removeIf(contest -> System.nanoTime() - contest.at() > CONTEST_SHOWN.toNanos());
        return facts.observation().services().stream()
                .flatMap(service -> Optional.ofNullable(contests.get(contestKey(facts, service.name()))).stream())
                .map(Contest::refusal)
                .toList();
    }

    private int label(ZoneFailover failover, FailoverPlan plan, int atMost, Outcome outcome) {
        String namespace = failover.getMetadata().getNamespace();
        List<String> now = plan.labels().keySet().stream().limit(atMost).toList();
        now.forEach(pod ->
                outcome.tryTo(() -> pods.label(namespace, pod, plan.labels().get(pod))));
        return now.size();
    }

    private int delete(ZoneFailover failover, Facts facts, FailoverPlan plan, Outcome outcome) {
        String key = FailoverKeys.of(failover);
        Map<String, Workload> workloads = facts.observation().workloads();
        int priority = plan.deletions().stream()
                .map(pod -> workloads
                        .get(facts.observation().pods().get(pod).workload())
                        .priority())
                .findFirst()
                .orElse(0);
        pace.count(key, priority, pending(facts, plan));
        int granted = pace.replacements(key, priority, plan.deletions().size());
        plan.deletions().stream()
                .limit(granted)
                .forEach(pod ->
                        outcome.tryTo(() -> pods.delete(failover.getMetadata().getNamespace(), pod)));
        return granted;
    }

    /** Pods that start in place of those that were deleted: what the workloads of an evacuation are short of. */
    private static PendingPods pending(Facts facts, FailoverPlan plan) {
        if (plan.taints().isEmpty()) {
            return PendingPods.NONE;
        }
        int missing = 0;
        int blocked = 0;
        for (PodFact pod : facts.observation().pods().values()) {
            boolean replaced =
                    facts.observation().workloads().get(pod.workload()).kind() == Workload.Kind.REPLICATED;
            if (!replaced || pod.terminating()) {
                continue;
            }
            boolean elsewhere = pod.zone().filter(plan.taints()::contains).isEmpty();
            missing += !pod.ready() && elsewhere ? 1 : 0;
            blocked += pod.unschedulable().isPresent() ? 1 : 0;
        }
        return new PendingPods(missing, Math.min(missing, blocked));
    }

    private List<Refusal> evict(ZoneFailover failover, FailoverPlan plan, Outcome outcome) {
        List<Refusal> refused = new ArrayList<>();
        for (FailoverPlan.Eviction eviction : plan.evictions()) {
            outcome.tryTo(() -> {
                if (!pods.evict(failover.getMetadata().getNamespace(), eviction.pod())) {
                    refused.add(new Refusal(
                            FailoverReason.EVICTION_REFUSED,
                            "%s: pod %s is not evicted yet: a PodDisruptionBudget allows no eviction now"
                                    .formatted(eviction.zone(), eviction.pod())));
                }
            });
        }
        return refused;
    }

    private Optional<Set<String>> keys() {
        return primaries()
                .keys()
                .map(known ->
                        primaries().list(any -> true).map(FailoverKeys::of).collect(Collectors.toSet()));
    }

    @Override
    protected ZoneFailoverStatus paused(ZoneFailover failover, Facts facts, FailoverPlan plan) {
        return report.status(failover, plan, List.of(), new Outcome(), true);
    }

    @Override
    protected ZoneFailoverStatus refused(ZoneFailover failover, Refusal why) {
        return report.refused(failover, why);
    }

    @Override
    protected ZoneFailover empty() {
        return new ZoneFailover();
    }

    @Override
    protected void tell(ZoneFailover before, ZoneFailoverStatus status) {
        report.tell(before, status);
    }

    @Override
    public void close() {
        nodes.close();
        objects.close();
    }
}
