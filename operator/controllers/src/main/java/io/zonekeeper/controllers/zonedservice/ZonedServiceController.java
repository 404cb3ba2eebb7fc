package io.zonekeeper.controllers.zonedservice;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus;
import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.cluster.PendingPods;
import io.zonekeeper.controllers.cluster.StackCensus;
import io.zonekeeper.controllers.cluster.ZoneState;
import io.zonekeeper.controllers.framework.Controller;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.controllers.framework.Next;
import io.zonekeeper.controllers.framework.Primaries;
import io.zonekeeper.controllers.framework.Resolution;
import io.zonekeeper.controllers.framework.Session;
import io.zonekeeper.controllers.zonedservice.children.ForeignServices;
import io.zonekeeper.controllers.zonedservice.children.RemainingTraffic;
import io.zonekeeper.controllers.zonedservice.children.ServiceBudgets;
import io.zonekeeper.controllers.zonedservice.children.ServiceChildren;
import io.zonekeeper.controllers.zonedservice.planning.DrillView;
import io.zonekeeper.controllers.zonedservice.planning.LoadBalancers;
import io.zonekeeper.controllers.zonedservice.planning.Planned;
import io.zonekeeper.controllers.zonedservice.planning.Resolved;
import io.zonekeeper.controllers.zonedservice.planning.ServicePlanning;
import io.zonekeeper.controllers.zonedservice.planning.ShiftRequests;
import io.zonekeeper.controllers.zonedservice.planning.StackEvidence;
import io.zonekeeper.controllers.zonedservice.pods.KeptClaims;
import io.zonekeeper.controllers.zonedservice.pods.RolloutFacts;
import io.zonekeeper.controllers.zonedservice.report.ServiceEvents;
import io.zonekeeper.controllers.zonedservice.report.ServiceReport;
import io.zonekeeper.controllers.zonedservice.report.StatusPace;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.evacuation.StackMemory;
import io.zonekeeper.core.health.ProbeMatrix;
import io.zonekeeper.core.rollout.RolloutMemory;
import io.zonekeeper.core.service.FailedApplies;
import io.zonekeeper.kube.apply.Outcome;
import io.zonekeeper.kube.client.ServerVersion;
import io.zonekeeper.manifests.stacks.EvacuationFacts;
import io.zonekeeper.manifests.stacks.PodTemplate;
import io.zonekeeper.manifests.stacks.ServiceFacts;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.inbound.SimpleInboundEventSource;

/**
 * Spreads a ZonedService over its zones.
 *
 * <ol>
 *   <li>resolve: caches; why pods are not ready is asked of the API server, but not while traffic has to move.
 *   <li>plan: {@link ServicePlanning}.
 *   <li>apply: the budget that must select pods, then the one write that moves traffic, and nothing else while traffic
 *       moves; then what is recorded before pods are moved, then the pods.
 *   <li>report.
 * </ol>
 *
 * <p>What the API server refuses is told in {@code Stalled} and tried again, for a policy or a permission may have
 * changed; what may pass is told as well, thrown, and tried again soon.
 */
public final class ZonedServiceController
        extends Controller<ZonedService, ZonedServiceStatus, ZonedServiceController.Facts, Planned> {
    /** Who waits for replacements is called when it is its turn; this is for the case that the call is lost. */
    private static final Duration SURGE_INTERVAL = Duration.ofMinutes(1);

    private final ClusterState state;
    private final ServiceResolver resolver;
    private final ServiceChildren children;
    private final ServiceBudgets budgets;
    private final ServicePace pace;
    private final LoadBalancers balancers;
    private final RemainingTraffic remainingTraffic;
    private final KeptClaims keptClaims;
    private final ServerVersion server;
    private final ServiceEvents events;
    private final ServiceReport report;
    private final StatusPace statuses = new StatusPace(System::nanoTime);

    /**
     * What is known of a service.
     *
     * @param resolved what it is planned from
     * @param planned the plan, which was needed to know what to ask
     * @param urgent whether traffic has to move before anything is asked
     */
    record Facts(Resolved resolved, Planned planned, boolean urgent) {}

    /**
     * Creates a controller; the operator framework calls {@link #prepareEventSources} before it is used.
     *
     * @param resolver reads what services are planned from
     * @param children its workloads and Services
     * @param budgets its PodDisruptionBudgets
     * @param pace what services share: replacements, evacuations, the order of traffic and pods
     * @param balancers load balancers in front
     */
    public ZonedServiceController(
            Environment environment,
            ClusterState state,
            ServiceResolver resolver,
            ServiceChildren children,
            ServiceBudgets budgets,
            ServicePace pace,
            LoadBalancers balancers) {
        super(ZonedService.class, environment, state.services());
        this.state = state;
        this.resolver = resolver;
        this.children = children;
        this.budgets = budgets;
        this.pace = pace;
        this.balancers = balancers;
        this.remainingTraffic =
                new RemainingTraffic(new ForeignServices(environment.client(), System::nanoTime), children);
        this.keptClaims = new KeptClaims(environment.client());
        this.server = new ServerVersion(environment.client());
        this.events = new ServiceEvents(environment.events(), environment.metrics());
        this.report = new ServiceReport(environment.clock(), balancers);
    }

    @Override
    protected List<EventSource<?, ZonedService>> eventSources(EventSourceContext<ZonedService> context) {
        var changes = new SimpleInboundEventSource<ZonedService>("cluster");
        var concerned = new ConcernedServices(primaries());
        state.changes().subscribe(change -> concerned.by(change).forEach(changes::propagateEvent));
        List<EventSource<?, ZonedService>> sources = new ArrayList<>(children.eventSources(context));
        budgets.eventSource(context).ifPresent(sources::add);
        sources.add(changes);
        return sources;
    }

    /** Whether a stack is on trial as the caches tell: of services that this process has not planned, or not yet. */
    public boolean onTrial(ProbeMatrix.Stack stack) {
        return primaries()
                .get(Primaries.id(stack.service()))
                .filter(service -> RolloutFacts.onTrial(service, children.stacksOf(service))
                        .contains(stack.zone()))
                .isPresent();
    }

    @Override
    protected boolean divided() {
        return true;
    }

    @Override
    protected Resolution<Facts> resolve(ZonedService service) {
        Set<? extends HasMetadata> stacks = children.stacksOf(service);
        Optional<ZoneState> zones = state.zones().map(known -> known.recalling(ServiceFacts.madeFor(stacks)));
        if (zones.isEmpty()) {
            return new Resolution.NotYet<>(Next.UNTIL_ZONES_ARE_KNOWN);
        }
        Map<String, PodTemplate> given = new HashMap<>();
        Outcome read = new Outcome();
        read.tryTo(() -> given.putAll(children.templates(service, PodTemplate.of(service))));
        if (read.failed()) {
            return new Resolution.Interrupted<>(read);
        }
        Resolved cached = resolver.cached(
                service,
                zones.get(),
                ServiceFacts.stacks(service, children.deploymentsOf(service), children.statefulSetsOf(service)),
                stacks,
                given,
                environment().clock().instant());
        Planned draft = ServicePlanning.plan(cached);
        // Traffic waits for no list of pods: where it moves, the rest is asked when it has.
        boolean urgent =
                !paused(service) && children.movesTraffic(service, draft.plan()) && resolver.asks(cached, draft);
        return new Resolution.Ready<>(urgent ? new Facts(cached, draft, true) : asked(cached, draft));
    }

    private Facts asked(Resolved cached, Planned draft) {
        Resolved resolved = resolver.asked(cached, draft);
        return new Facts(resolved, resolved.equals(cached) ? draft : ServicePlanning.plan(resolved), false);
    }

    @Override
    protected Planned plan(ZonedService service, Facts facts) {
        return facts.planned();
    }

    @Override
    protected Next apply(Session<ZonedService, ZonedServiceStatus> session, Facts found, Planned draft) {
        ZonedService service = session.object();
        String key = ServiceFacts.key(service);
        state.drills().note(DrillView.of(service, found.resolved().zones().catalog(), draft.plan()));
        Facts facts = reserved(found);
        Planned planned = facts.planned();
        balancers.keep(
                service,
                ShiftRequests.of(
                        planned.plan(), planned.decided(), facts.resolved().zones()));
        stopIfFailed(
                session,
                budgets.coverBeforeTraffic(
                        service, planned, facts.resolved().stacks().memory()));
        boolean prefersSameZone = server.hasPreferSameZone();
        Optional<Outcome> traffic = children.moveTraffic(service, planned.plan(), prefersSameZone);
        if (traffic.isPresent() && traffic.get().refusals().isEmpty()) {
            stopIfFailed(session, traffic.get());
            return Next.in(pace.trafficMoved(key));
        }
        Duration wait = pace.trafficOfOthers(key);
        if (wait.isPositive()) {
            return Next.in(wait);
        }
        Facts complete = facts.urgent() ? asked(facts.resolved(), planned) : facts;
        return applyPods(session, complete, prefersSameZone);
    }

    /** Reserves what the plan begins on its own; others may have taken it meanwhile, and then it is planned again. */
    private Facts reserved(Facts facts) {
        Resolved resolved = facts.resolved();
        if (pace.reserve(resolved.service(), facts.planned(), resolved.stacks().memory())) {
            return facts;
        }
        Resolved limited = resolved.withEvacuationsLeft(pace.evacuationsLeft(resolved.service()));
        return new Facts(limited, ServicePlanning.plan(limited), facts.urgent());
    }

    private Next applyPods(Session<ZonedService, ZonedServiceStatus> session, Facts facts, boolean prefersSameZone) {
        Resolved resolved = facts.resolved();
        Planned planned = facts.planned();
        if (planned.plan().again() || planned.rollout().begins()) {
            // What is moved, which zone gets another template, and where home is, is written down before any pod is
            // moved: a leader that takes over in between must know all of it.
            planned = recorded(session, planned, resolved);
        } else {
            planned = paced(session.object(), planned);
        }
        ZonedService service = session.object();
        if (unseen(resolved.service())) {
            budgets.starting(service);
        }
        count(service, planned);
        ServiceChildren.Outcomes applied = children.apply(
                service,
                planned.plan(),
                planned.templates(),
                planned.rollout().inPlace(),
                resolved.stacks().given(),
                prefersSameZone);
        boolean scaled = applied.workloads().clean();
        planned = withTraffic(service, planned.refused(applied.refusedTemplates(), RolloutFacts.memory(service)));
        planned = withBudgets(service, planned, resolved, scaled);
        Outcome others = applied.others();
        others.add(budgets.apply(service, planned, resolved.zones().catalog(), zoneInStep(planned), scaled));
        ZonedServiceStatus status = report.status(
                service,
                planned,
                keptClaims.of(service, planned.plan()),
                unapplied(planned, applied.workloads(), others));
        Outcome outcome = new Outcome();
        outcome.add(applied.workloads());
        outcome.add(others);
        Duration later = statuses.wait(ServiceFacts.key(service), service.getStatus(), status);
        if (later.isZero()) {
            report(session, planned, status);
        }
        outcome.throwFailure();
        return next(service, planned, outcome, later);
    }

    /**
     * Writes down what a plan begins, and returns what is done next. What only the state of a stack decides is planned
     * on from what will stand there, and written with it: one write instead of two. A rollout begins with what was
     * written.
     */
    private Planned recorded(Session<ZonedService, ZonedServiceStatus> session, Planned planned, Resolved resolved) {
        Map<String, StackMemory> memory =
                EvacuationFacts.memory(planned.plan(), resolved.stacks().memory(), planned.at());
        if (!planned.rollout().begins()) {
            Planned next = planned(session.object(), resolved, memory);
            record(session, next, resolved);
            return next;
        }
        record(session, planned, resolved);
        return planned(session.object(), resolved, memory);
    }

    private Planned planned(ZonedService service, Resolved resolved, Map<String, StackMemory> memory) {
        return paced(service, ServicePlanning.plan(resolved.after(service, memory)));
    }

    /** Replacements as far as it is the service's turn, and pods of drained zones until all have had theirs. */
    private Planned paced(ZonedService service, Planned planned) {
        return pace.keeping(service, pace.granted(service, planned));
    }

    private void record(Session<ZonedService, ZonedServiceStatus> session, Planned planned, Resolved resolved) {
        Planned told = withBudgets(session.object(), withTraffic(session.object(), planned), resolved, true);
        report(
                session,
                told,
                report.status(
                        session.object(),
                        told,
                        KeptClaims.told(session.object()),
                        unapplied(told, new Outcome(), new Outcome())));
    }

    private void report(Session<ZonedService, ZonedServiceStatus> session, Planned planned, ZonedServiceStatus status) {
        ZonedService before = session.object();
        if (session.report(status)) {
            events.heldBack(before, planned.plan().heldBack());
        }
    }

    private Planned withTraffic(ZonedService service, Planned planned) {
        return planned.with(remainingTraffic.of(service, planned.plan()));
    }

    private Planned withBudgets(ZonedService service, Planned planned, Resolved resolved, boolean scaled) {
        return planned.with(budgets.plan(service, planned, resolved.zones().catalog(), zoneInStep(planned), scaled));
    }

    private static FailedApplies unapplied(Planned planned, Outcome workloads, Outcome others) {
        return new FailedApplies(
                workloads.refusals(),
                others.refusals(),
                Stream.concat(workloads.retrying().stream(), others.retrying().stream())
                        .toList(),
                Stream.concat(workloads.overridden().stream(), others.overridden().stream())
                        .toList(),
                planned.plan().stacks().stream()
                        .map(stack -> stack.zone().name())
                        .filter(zone -> !planned.observation().hasStack(zone))
                        .collect(Collectors.toSet()));
    }

    /** The zone in which a rollout is replacing pods: no other zone gets a budget of its own meanwhile. */
    private static Optional<String> zoneInStep(Planned planned) {
        RolloutMemory rollout = planned.rollout().memory();
        return switch (rollout.phase()) {
            case UPDATING, RECOVERING, BAKING -> rollout.zone();
            case COMPLETE, WAITING, HALTED, PAUSED -> Optional.empty();
        };
    }

    /** When to look again although nothing may have changed. */
    private Next next(ZonedService service, Planned planned, Outcome outcome, Duration statusWaits) {
        return Next.whenChanged()
                .orIn(statusWaits, statusWaits.isPositive())
                .orIn(Next.AFTER_REFUSAL, !outcome.refusals().isEmpty())
                .orIn(SURGE_INTERVAL, planned.plan().surgeWanted() > 0)
                .orAt(planned.plan().nextChange(), planned.at())
                .orAt(planned.rollout().nextChange(), planned.at())
                .orAt(planned.budgets().nextChange(), planned.at())
                .orAt(resolver.nextAsk(service), planned.at());
    }

    /** What it runs is evidence of the health of its zones. */
    private void count(ZonedService service, Planned planned) {
        List<StackCensus.Entry> entries = StackEvidence.of(service, planned);
        state.stacks().note(ServiceFacts.key(service), entries);
        pace.count(
                service, entries.stream().map(StackCensus.Entry::pending).reduce(PendingPods.NONE, PendingPods::plus));
    }

    /** No operator has said anything of it yet. */
    private static boolean unseen(ZonedService service) {
        return service.getStatus() == null || service.getStatus().conditions() == null;
    }

    @Override
    protected ZonedServiceStatus paused(ZonedService service, Facts facts, Planned planned) {
        state.drills().note(DrillView.of(service, facts.resolved().zones().catalog(), planned.plan()));
        return report.paused(service, withTraffic(service, planned));
    }

    @Override
    protected ZonedServiceStatus refused(ZonedService service, Refusal why) {
        return report.refused(service, why);
    }

    @Override
    protected ZonedServiceStatus failed(ZonedService service, Refusal why) {
        return report.interrupted(service, List.of(why), List.of());
    }

    @Override
    protected ZonedServiceStatus interrupted(ZonedService service, Outcome outcome) {
        return report.interrupted(service, outcome.refusals(), outcome.retrying());
    }

    @Override
    protected void undecodable(ZonedService service) {
        state.drills().note(DrillView.unusable(service));
    }

    @Override
    protected ZonedService empty() {
        return new ZonedService();
    }

    @Override
    protected void tell(ZonedService before, ZonedServiceStatus status) {
        statuses.wrote(ServiceFacts.key(before));
        events.tell(before, status);
    }
}
