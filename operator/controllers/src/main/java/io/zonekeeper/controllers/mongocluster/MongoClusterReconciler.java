package io.zonekeeper.controllers.mongocluster;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.MongoCluster;
import io.zonekeeper.api.v1alpha1.MongoClusterStatus;
import io.zonekeeper.controllers.children.ChildWriter;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.controllers.mongocluster.links.ClusterLinks;
import io.zonekeeper.controllers.mongocluster.links.MongoLinks;
import io.zonekeeper.controllers.mongocluster.manifests.ClusterView;
import io.zonekeeper.controllers.mongocluster.manifests.MongoNames;
import io.zonekeeper.controllers.signals.NodeWatch;
import io.zonekeeper.controllers.zones.ZoneController;
import io.zonekeeper.controllers.zones.ZoneState;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.health.ZoneDecision;
import io.zonekeeper.core.mongo.ClusterFact;
import io.zonekeeper.core.mongo.Credentials;
import io.zonekeeper.core.mongo.MemberState;
import io.zonekeeper.core.mongo.MongoAction;
import io.zonekeeper.core.mongo.MongoPlan;
import io.zonekeeper.core.mongo.MongoPlanner;
import io.zonekeeper.core.zone.ZoneSelection;
import io.zonekeeper.kube.apply.ChildApplier;
import io.zonekeeper.kube.client.TolerantDecoding;
import io.zonekeeper.kube.events.Events;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.NodeReading;

import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.PrimaryUpdateAndCacheUtils;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;

/**
 * Keeps a MongoCluster, in the five steps of every reconcile here: resolve, observe, plan, apply, report.
 *
 * <p>The report comes first where it matters: the gate of mongos is in the status, and the API server acts on it; what
 * is about to be initiated or rolled is recorded there before it is done. Then the budget, then the children, then what
 * is sent to the servers.
 */
final class MongoClusterReconciler implements Reconciler<MongoCluster>, AutoCloseable {
    /** Members in these states may be waiting for us to read a Secret again. */
    private static final Set<String> CLOSED_TO_US =
            Set.of(MemberState.DENIED.word(), MemberState.UNTRUSTED.word(), MemberState.UNREACHABLE.word());

    private static final Duration ZONES_INTERVAL = Duration.ofMillis(100);
    private static final Duration REFUSED_INTERVAL = Duration.ofSeconds(10);

    /** While something is under way members are asked this often. */
    private static final Duration BUSY_INTERVAL = Duration.ofSeconds(1);

    /** What nobody announces is found by then: a member that falls behind, a Secret that was changed. */
    private static final Duration STEADY_INTERVAL = Duration.ofSeconds(15);

    private static final Duration AT_ONCE = Duration.ofMillis(50);

    private final KubernetesClient client;
    private final ChildApplier applier;
    private final MongoEvents events;
    private final OperatorMetrics metrics;
    private final Clock clock;
    private final ZoneController zones;
    private final NodeWatch nodes;
    private final Set<String> namespaces;
    private final MongoReport report;
    private final RefusedActions refused;
    private MongoChildren children;
    private ClusterFacts facts;
    private MongoLinks links;

    MongoClusterReconciler(
            KubernetesClient client,
            ChildApplier applier,
            Events events,
            OperatorMetrics metrics,
            Clock clock,
            ZoneController zones,
            NodeWatch nodes,
            Set<String> namespaces) {
        this.client = client;
        this.applier = applier;
        this.events = new MongoEvents(events, metrics);
        this.metrics = metrics;
        this.clock = clock;
        this.zones = zones;
        this.nodes = nodes;
        this.namespaces = namespaces;
        this.report = new MongoReport(clock);
        this.refused = new RefusedActions(clock);
    }

    @Override
    public List<EventSource<?, MongoCluster>> prepareEventSources(EventSourceContext<MongoCluster> context) {
        children = new MongoChildren(context, applier, metrics, namespaces);
        var pods = new MongoPods(nodes, context);
        facts = new ClusterFacts(children, pods);
        var changes = new SimpleInboundEventSource<MongoCluster>("servers-and-zones");
        links = new MongoLinks(client, clock, changes::propagateEvent);
        zones.onChange(() -> {
            // What a zone's verdict says of its members is asked of them at once.
            links.lookSoon();
            context.getPrimaryCache().list().map(ResourceID::fromResource).forEach(changes::propagateEvent);
        });
        nodes.listen((before, after) -> {
            if (before == null || after == null || !sameZone(before, after)) {
                context.getPrimaryCache().list().map(ResourceID::fromResource).forEach(changes::propagateEvent);
            }
        });
        List<EventSource<?, MongoCluster>> sources = new ArrayList<>(children.eventSources());
        sources.add(pods.eventSource());
        sources.add(changes);
        return sources;
    }

    @Override
    public UpdateControl<MongoCluster> reconcile(MongoCluster cluster, Context<MongoCluster> context) {
        Set<ResourceID> clusters =
                context.getPrimaryCache().list().map(ResourceID::fromResource).collect(Collectors.toSet());
        links.retain(clusters);
        refused.retain(clusters);
        if (cluster.getMetadata().getDeletionTimestamp() != null) {
            // The API server does not guard the mongos of a cluster that goes.
            return UpdateControl.noUpdate();
        }
        Optional<Refusal> unusable = TolerantDecoding.problem(cluster)
                .map(problem -> new Refusal("Undecodable", "this version cannot read the object: " + problem));
        if (unusable.isPresent()) {
            return refuse(cluster, unusable.get(), context);
        }
        Optional<ZoneState> known = zones.state();
        if (known.isEmpty()) {
            return UpdateControl.<MongoCluster>noUpdate().rescheduleAfter(ZONES_INTERVAL);
        }
        ZoneSelection selection = known.get()
                .catalog()
                .resolveAll(cluster.getSpec().configServers().zones());
        Optional<Refusal> wrongZones = selection.unknown().stream()
                .findFirst()
                .or(() -> selection.namedTwice().stream().findFirst());
        if (wrongZones.isPresent()) {
            return refuse(cluster, wrongZones.get(), context);
        }
        return switch (links.of(cluster, closedToUs(cluster))) {
            case MongoLinks.Reached.Not(Refusal refusal) -> refuse(cluster, refusal, context);
            case MongoLinks.Reached.By(ClusterLinks reached, Credentials credentials, Optional<Refusal> secrets) ->
                reconcile(
                        ClusterView.of(cluster, selection.found(), credentials),
                        reached,
                        secrets,
                        cordoned(known.get()),
                        context);
        };
    }

    private UpdateControl<MongoCluster> reconcile(
            ClusterView view,
            ClusterLinks reached,
            Optional<Refusal> secrets,
            Set<String> cordoned,
            Context<MongoCluster> context) {
        reached.members(facts.hosts(view, reached));
        if (!reached.heard()) {
            return UpdateControl.<MongoCluster>noUpdate().rescheduleAfter(ZONES_INTERVAL);
        }
        if (children.routers(view.owner(), view.names().routers()).isPresent()) {
            reached.router(view.names().routerHost());
        }
        ClusterFact fact = facts.observe(view, reached, cordoned);
        MongoPlan plan = MongoPlanner.plan(fact, clock.instant());
        boolean paused = paused(view.cluster());

        if (!paused && !plan.gate().open()) {
            // The budget first, and nothing in between: evictions do not come by the policy that reads the status.
            children.closeBudget(view);
        }
        ResourceID id = ResourceID.fromResource(view.cluster());
        List<Refusal> refusals = new ArrayList<>(secrets.stream().toList());
        plan.actions().forEach(action -> refused.standing(id, action).ifPresent(refusals::add));
        List<Refusal> decision = List.copyOf(refusals);
        write(view.cluster(), report.status(view.cluster(), fact, plan, decision, paused), context);
        if (paused) {
            return UpdateControl.<MongoCluster>noUpdate().rescheduleAfter(STEADY_INTERVAL);
        }
        ChildWriter written = children.apply(view, plan);
        children.remove(written, view.owner(), keep(view, fact));
        refusals.addAll(written.outcome().refusals());
        for (MongoAction action : plan.actions()) {
            if (refused.standing(id, action).isPresent()) {
                continue;
            }
            if (action instanceof MongoAction.Look(String set)) {
                reached.look(of(fact, set));
                continue;
            }
            Optional<Refusal> answer = new MongoActs(reached).send(action);
            refused.sent(id, action, answer);
            answer.ifPresent(refusals::add);
            if (answer.isEmpty()) {
                events.did(view.cluster(), action);
            }
            setOf(action).ifPresent(set -> reached.look(of(fact, set)));
        }
        if (!refusals.equals(decision)) {
            write(view.cluster(), report.status(view.cluster(), fact, plan, refusals, false), context);
        }
        written.outcome().throwFailure();
        // With Secrets as they are nothing new comes of looking each second.
        boolean retry = refusals.size() > secrets.stream().count();
        return next(fact, plan, retry, reached);
    }

    private static UpdateControl<MongoCluster> next(
            ClusterFact fact, MongoPlan plan, boolean retry, ClusterLinks reached) {
        if (retry) {
            reached.lookSoon();
            return UpdateControl.<MongoCluster>noUpdate().rescheduleAfter(BUSY_INTERVAL);
        }
        if (!plan.actions().isEmpty()) {
            return UpdateControl.<MongoCluster>noUpdate().rescheduleAfter(AT_ONCE);
        }
        boolean settled = plan.waiting().isEmpty()
                && plan.held().isEmpty()
                && fact.roll().isEmpty()
                && fact.routers().made()
                && fact.sets().stream()
                        .flatMap(set -> set.members().stream())
                        .allMatch(member -> member.state().readable());
        if (!settled) {
            reached.lookSoon();
            return UpdateControl.<MongoCluster>noUpdate().rescheduleAfter(BUSY_INTERVAL);
        }
        return UpdateControl.<MongoCluster>noUpdate().rescheduleAfter(STEADY_INTERVAL);
    }

    private UpdateControl<MongoCluster> refuse(MongoCluster cluster, Refusal refusal, Context<MongoCluster> context) {
        write(cluster, report.refused(cluster, refusal), context);
        return UpdateControl.<MongoCluster>noUpdate().rescheduleAfter(REFUSED_INTERVAL);
    }

    @Override
    public ErrorStatusUpdateControl<MongoCluster> updateErrorStatus(
            MongoCluster cluster, Context<MongoCluster> context, Exception failure) {
        return ErrorStatusUpdateControl.noStatusUpdate();
    }

    @Override
    public void close() {
        if (links != null) {
            links.close();
        }
    }

    /** Names of the members whose objects stay: those that shall be, and those that their set has not let go. */
    private Set<String> keep(ClusterView view, ClusterFact fact) {
        Set<String> keep =
                view.places().stream().map(ClusterView.Place::name).collect(Collectors.toCollection(HashSet::new));
        boolean known = fact.sets().stream().allMatch(set -> set.view().isPresent());
        if (!known) {
            keep.addAll(children.memberNames(view.owner()));
        }
        fact.sets().stream()
                .flatMap(set -> set.leaving().stream())
                .map(member -> MongoNames.memberOf(member.host()))
                .forEach(keep::add);
        return keep;
    }

    private static List<String> of(ClusterFact fact, String set) {
        return fact.sets().stream()
                .filter(found -> found.name().equals(set))
                // Those of people are asked now and then: one that does not answer must not hold up the others.
                .flatMap(found -> Stream.concat(found.members().stream(), found.leaving().stream()))
                .map(member -> member.host())
                .toList();
    }

    private static Optional<String> setOf(MongoAction action) {
        return switch (action) {
            case MongoAction.Initiate(var set, var member) -> Optional.of(set);
            case MongoAction.Reconfigure change -> Optional.of(change.set());
            case MongoAction.StepDown(var set, var host, var why) -> Optional.of(set);
            case MongoAction.RotateCertificates(var set, var host) -> Optional.of(set);
            default -> Optional.empty();
        };
    }

    private static Set<String> cordoned(ZoneState state) {
        return state.decisions().values().stream()
                .filter(ZoneDecision::cordoned)
                .map(ZoneDecision::zone)
                .collect(Collectors.toSet());
    }

    private static boolean closedToUs(MongoCluster cluster) {
        return Optional.ofNullable(cluster.getStatus()).map(MongoClusterStatus::sets).orElse(List.of()).stream()
                .flatMap(
                        set -> Objects.requireNonNullElse(set.members(), List.<MongoClusterStatus.Member>of()).stream())
                .anyMatch(member -> CLOSED_TO_US.contains(member.state()));
    }

    private static boolean sameZone(Node before, Node after) {
        return NodeReading.zone(before).equals(NodeReading.zone(after));
    }

    private void write(MongoCluster cluster, MongoClusterStatus status, Context<MongoCluster> context) {
        if (status.equals(cluster.getStatus())) {
            return;
        }
        MongoCluster fresh = new MongoCluster();
        fresh.getMetadata().setName(cluster.getMetadata().getName());
        fresh.getMetadata().setNamespace(cluster.getMetadata().getNamespace());
        fresh.setStatus(status);
        PrimaryUpdateAndCacheUtils.ssaPatchStatusAndCacheResource(cluster, fresh, context);
        metrics.wrote("MongoCluster");
        events.tell(cluster, status);
        cluster.setStatus(status);
    }

    private static boolean paused(MongoCluster cluster) {
        Map<String, String> annotations =
                Objects.requireNonNullElse(cluster.getMetadata().getAnnotations(), Map.of());
        return Boolean.parseBoolean(annotations.get(Labels.PAUSED));
    }
}
