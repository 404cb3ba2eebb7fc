package io.zonekeeper.controllers.mongocluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.MongoCluster;
import io.zonekeeper.api.v1alpha1.MongoClusterStatus;
import io.zonekeeper.controllers.cluster.Change;
import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.cluster.ZoneState;
import io.zonekeeper.controllers.framework.Controller;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.controllers.framework.Next;
import io.zonekeeper.controllers.framework.Resolution;
import io.zonekeeper.controllers.framework.Session;
import io.zonekeeper.controllers.mongocluster.links.ClusterLinks;
import io.zonekeeper.controllers.mongocluster.links.MongoLinks;
import io.zonekeeper.controllers.mongocluster.manifests.ClusterView;
import io.zonekeeper.controllers.mongocluster.manifests.MongoNames;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.cordon.ZoneDecision;
import io.zonekeeper.core.mongo.MongoAction;
import io.zonekeeper.core.mongo.MongoPlan;
import io.zonekeeper.core.mongo.MongoPlanner;
import io.zonekeeper.core.mongo.facts.ClusterFact;
import io.zonekeeper.core.mongo.facts.Credentials;
import io.zonekeeper.core.mongo.facts.MemberState;
import io.zonekeeper.core.zone.ZoneSelection;
import io.zonekeeper.kube.apply.ChildApplier;
import io.zonekeeper.kube.apply.Outcome;
import io.zonekeeper.kube.objects.NodeReading;

import io.fabric8.kubernetes.api.model.Node;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;

/**
 * Runs MongoClusters.
 *
 * <p>Applying begins with the report: the gate of mongos is in the status, and the API server acts on it; what is about
 * to be initiated or rolled is recorded there before it is done. Then the budget, then the children, then what is sent
 * to the servers.
 */
public final class MongoController
        extends Controller<MongoCluster, MongoClusterStatus, MongoController.Facts, MongoPlan> {
    /** Members in these states may be waiting for us to read a Secret again. */
    private static final Set<String> CLOSED_TO_US =
            Set.of(MemberState.DENIED.word(), MemberState.UNTRUSTED.word(), MemberState.UNREACHABLE.word());

    /** While something is under way members are asked this often. */
    private static final Duration BUSY_INTERVAL = Duration.ofSeconds(1);

    /** What nobody announces is found by then: a member that falls behind, a Secret that was changed. */
    private static final Duration STEADY_INTERVAL = Duration.ofSeconds(15);

    private final ClusterState state;
    private final ChildApplier applier;
    private final MongoEvents events;
    private final MongoReport report;
    private final RefusedActions refused;
    private ClusterObjects objects;
    private ClusterFacts facts;
    private MongoLinks links;

    /**
     * What is known of a cluster.
     *
     * @param view the cluster as it should be
     * @param reached its servers
     * @param secrets what is wrong with its Secrets
     * @param fact what its servers and objects show
     */
    record Facts(ClusterView view, ClusterLinks reached, Optional<Refusal> secrets, ClusterFact fact) {}

    /** Creates a controller; the operator framework calls {@link #prepareEventSources} before it is used. */
    public MongoController(Environment environment, ClusterState state) {
        super(MongoCluster.class, environment, state.mongoClusters());
        this.state = state;
        this.applier = new ChildApplier(environment.client(), environment.clock());
        this.events = new MongoEvents(environment.events(), environment.metrics());
        this.report = new MongoReport(environment.clock());
        this.refused = new RefusedActions(environment.clock());
    }

    @Override
    protected List<EventSource<?, MongoCluster>> eventSources(EventSourceContext<MongoCluster> context) {
        var children = new MongoChildren(context, applier, environment().metrics());
        var pods = new MongoPods(state.nodes(), context);
        facts = new ClusterFacts(children, pods);
        writeTo(children);
        var changes = new SimpleInboundEventSource<MongoCluster>("servers-and-zones");
        links = new MongoLinks(environment().client(), environment().clock(), changes::propagateEvent);
        state.changes().subscribe(change -> {
            if (change instanceof Change.Zones) {
                // What a zone's verdict reports about its members is asked of them at once.
                links.lookSoon();
                primaries().ids().forEach(changes::propagateEvent);
            }
        });
        state.nodes().listen((before, after) -> {
            if (before == null || after == null || !sameZone(before, after)) {
                primaries().ids().forEach(changes::propagateEvent);
            }
        });
        List<EventSource<?, MongoCluster>> sources = new ArrayList<>(children.eventSources());
        sources.add(pods.eventSource());
        sources.add(changes);
        return sources;
    }

    /** Has clusters' objects written there. */
    void writeTo(ClusterObjects made) {
        objects = made;
    }

    @Override
    protected Resolution<Facts> resolve(MongoCluster cluster) {
        Set<ResourceID> clusters = primaries().ids();
        links.retain(clusters);
        refused.retain(clusters);
        Optional<ZoneState> known = state.zones();
        if (known.isEmpty()) {
            return new Resolution.NotYet<>(Next.UNTIL_ZONES_ARE_KNOWN);
        }
        ZoneSelection selection = known.get()
                .catalog()
                .resolveAll(cluster.getSpec().configServers().zones());
        Optional<Refusal> wrongZones = selection.unknown().stream()
                .findFirst()
                .or(() -> selection.namedTwice().stream().findFirst());
        if (wrongZones.isPresent()) {
            return new Resolution.Refused<>(wrongZones.get());
        }
        return switch (links.of(cluster, closedToUs(cluster))) {
            case MongoLinks.Reached.Not(Refusal refusal) -> new Resolution.Refused<>(refusal);
            case MongoLinks.Reached.By(ClusterLinks reached, Credentials credentials, Optional<Refusal> secrets) ->
                resolve(
                        ClusterView.of(cluster, selection.found(), credentials),
                        reached,
                        secrets,
                        cordoned(known.get()));
        };
    }

    private Resolution<Facts> resolve(
            ClusterView view, ClusterLinks reached, Optional<Refusal> secrets, Set<String> cordoned) {
        reached.members(facts.hosts(view, reached));
        if (facts.hasRouters(view)) {
            reached.router(view.names().routerHost());
        }
        if (!reached.heard()) {
            return new Resolution.NotYet<>(Next.UNTIL_ZONES_ARE_KNOWN);
        }
        return new Resolution.Ready<>(new Facts(view, reached, secrets, facts.observe(view, reached, cordoned)));
    }

    @Override
    protected MongoPlan plan(MongoCluster cluster, Facts found) {
        return MongoPlanner.plan(found.fact(), environment().clock().instant());
    }

    @Override
    protected Next apply(Session<MongoCluster, MongoClusterStatus> session, Facts found, MongoPlan plan) {
        ClusterView view = found.view();
        ClusterFact fact = found.fact();
        ClusterLinks reached = found.reached();
        if (!plan.gate().open()) {
            // The budget first, and nothing in between: evictions do not come by the policy that reads the status.
            objects.closeBudget(view);
        }
        ResourceID id = ResourceID.fromResource(session.object());
        List<Refusal> standing = standing(session.object(), found, plan);
        List<Refusal> refusals = new ArrayList<>(standing);
        session.report(report.status(session.object(), fact, plan, standing, false));
        Outcome written = objects.apply(view, plan, keep(view, fact));
        refusals.addAll(written.refusals());
        for (MongoAction action : plan.actions()) {
            if (refused.standing(id, action).isPresent()) {
                continue;
            }
            if (action instanceof MongoAction.Look(String set)) {
                reached.look(of(fact, set));
                continue;
            }
            environment().requireLeader(MongoOperations.describe(action));
            Optional<Refusal> answer = new MongoOperations(reached).send(action);
            refused.sent(id, action, answer);
            answer.ifPresent(refusals::add);
            if (answer.isEmpty()) {
                events.did(session.object(), action);
            }
            setOf(action).ifPresent(set -> reached.look(of(fact, set)));
        }
        if (!refusals.equals(standing)) {
            session.report(report.status(session.object(), fact, plan, refusals, false));
        }
        written.throwFailure();
        // With Secrets as they are nothing new comes of asking each second.
        boolean retry = refusals.size() > found.secrets().stream().count();
        return next(fact, plan, retry, reached);
    }

    /** What was refused before and still is, besides what the plan holds back. */
    private List<Refusal> standing(MongoCluster cluster, Facts found, MongoPlan plan) {
        List<Refusal> refusals = new ArrayList<>(found.secrets().stream().toList());
        ResourceID id = ResourceID.fromResource(cluster);
        plan.actions().forEach(action -> refused.standing(id, action).ifPresent(refusals::add));
        return List.copyOf(refusals);
    }

    private static Next next(ClusterFact fact, MongoPlan plan, boolean retry, ClusterLinks reached) {
        if (retry) {
            reached.lookSoon();
            return Next.in(BUSY_INTERVAL);
        }
        if (!plan.actions().isEmpty()) {
            return Next.in(Next.AT_ONCE);
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
            return Next.in(BUSY_INTERVAL);
        }
        return Next.in(STEADY_INTERVAL);
    }

    @Override
    protected MongoClusterStatus paused(MongoCluster cluster, Facts found, MongoPlan plan) {
        return report.status(cluster, found.fact(), plan, standing(cluster, found, plan), true);
    }

    @Override
    protected Next whilePaused() {
        return Next.in(STEADY_INTERVAL);
    }

    @Override
    protected MongoClusterStatus refused(MongoCluster cluster, Refusal why) {
        return report.refused(cluster, why);
    }

    @Override
    protected MongoCluster empty() {
        return new MongoCluster();
    }

    @Override
    protected void tell(MongoCluster before, MongoClusterStatus status) {
        events.tell(before, status);
    }

    @Override
    public void close() {
        if (links != null) {
            links.close();
        }
    }

    /** Names of the members whose objects stay: those that should be, and those that their set has not let go. */
    private Set<String> keep(ClusterView view, ClusterFact fact) {
        Set<String> keep =
                view.places().stream().map(ClusterView.Place::name).collect(Collectors.toCollection(HashSet::new));
        boolean known = fact.sets().stream().allMatch(set -> set.view().isPresent());
        if (!known) {
            keep.addAll(objects.memberNames(view.owner()));
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
                // Those of users are asked now and then: one that does not answer must not hold up the others.
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
}
