package io.zonekeeper.controllers.zonedservice;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus;
import io.zonekeeper.controllers.children.ChildMaker;
import io.zonekeeper.controllers.drains.Drains;
import io.zonekeeper.controllers.drains.ForeignBudgets;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.controllers.pacing.TrafficFirst;
import io.zonekeeper.controllers.signals.StackCensus;
import io.zonekeeper.controllers.zonedservice.children.ForeignServices;
import io.zonekeeper.controllers.zonedservice.children.RemainingTraffic;
import io.zonekeeper.controllers.zonedservice.children.ServiceBudgets;
import io.zonekeeper.controllers.zonedservice.children.ServiceChildren;
import io.zonekeeper.controllers.zonedservice.children.Starts;
import io.zonekeeper.controllers.zonedservice.planning.BalancerWishes;
import io.zonekeeper.controllers.zonedservice.planning.DrillView;
import io.zonekeeper.controllers.zonedservice.planning.LoadBalancers;
import io.zonekeeper.controllers.zonedservice.planning.ServicePlanning;
import io.zonekeeper.controllers.zonedservice.planning.StackEvidence;
import io.zonekeeper.controllers.zonedservice.pods.KeptClaims;
import io.zonekeeper.controllers.zonedservice.pods.RolloutFacts;
import io.zonekeeper.controllers.zonedservice.report.ServiceEvents;
import io.zonekeeper.controllers.zonedservice.report.ServiceReport;
import io.zonekeeper.controllers.zonedservice.report.StatusPace;
import io.zonekeeper.controllers.zones.DrillCensus;
import io.zonekeeper.controllers.zones.ZoneController;
import io.zonekeeper.controllers.zones.ZoneState;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.evacuation.StackMemory;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.health.ProbeMatrix;
import io.zonekeeper.core.rollout.RolloutMemory;
import io.zonekeeper.core.service.StackFact;
import io.zonekeeper.core.service.Unapplied;
import io.zonekeeper.kube.apply.ChildApplier;
import io.zonekeeper.kube.apply.Outcome;
import io.zonekeeper.kube.client.TolerantDecoding;
import io.zonekeeper.kube.config.OperatorConfig;
import io.zonekeeper.kube.events.Events;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.manifests.stacks.EvacuationFacts;
import io.zonekeeper.manifests.stacks.PodTemplate;
import io.zonekeeper.manifests.stacks.ServiceFacts;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
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
 * Keeps a ZonedService spread over its zones, in the five steps of every reconcile here: resolve, observe, plan, apply,
 * report.
 *
 * <p>What the API server refuses is told in {@code Stalled} and tried again after {@link #REFUSED_INTERVAL}, for a
 * policy or a permission may have changed; what may pass is told as well, thrown, and tried again soon.
 */
public final class ZonedServiceReconciler implements Reconciler<ZonedService> {
    private static final Duration REFUSED_INTERVAL = Duration.ofSeconds(15);

    /** A plan that calls for the next one at once gets it after this long. */
    private static final Duration AT_ONCE = Duration.ofMillis(50);

    private static final Duration SURGE_INTERVAL = Duration.ofMillis(250);

    /** Whether replacements found a node is asked for now and then: nobody tells of it. */
    private static final Duration REPLACING_INTERVAL = Duration.ofSeconds(5);

    /** The zones are looked at within milliseconds of the start of leading. */
    private static final Duration ZONES_INTERVAL = Duration.ofMillis(100);

    private final ChildApplier applier;
    private final ServiceEvents events;
    private final OperatorMetrics metrics;
    private final ZoneController zones;
    private final ServicePlanning planning;
    private final KeptClaims keptClaims;
    private final StackCensus census;
    private final DrillCensus drills;
    private final TrafficFirst trafficFirst;
    private final Drains drains;
    private final ForeignBudgets foreignBudgets;
    private final LoadBalancers balancers;
    private final Consumer<Consumer<Set<String>>> onStackChange;
    private final BooleanSupplier knowsPreferSameZone;
    private final OperatorConfig config;
    private final ServiceReport report;
    private final StatusPace pace = new StatusPace(System::nanoTime);
    private final Starts starts = new Starts(System::nanoTime);
    private ServiceChildren children;
    private ServiceBudgets budgets;
    private RemainingTraffic remainingTraffic;

    /**
     * Creates a reconciler; the operator framework calls {@link #prepareEventSources} before it is used.
     *
     * @param applier makes the children
     * @param events tells people
     * @param metrics counts
     * @param clock the time for status
     * @param zones the zones, and what was decided of them
     * @param planning plans
     * @param keptClaims tells which volume claims outlive their pods
     * @param census is told what runs
     * @param drills is told how services stand, for game days
     * @param drains nodes that are drained
     * @param foreignBudgets budgets of others
     * @param balancers load balancers in front
     * @param onStackChange has something done whenever stacks begin or cease to fail, with the names of their services
     * @param knowsPreferSameZone whether the API server has PreferSameZone
     * @param config how the operator runs
     */
    public ZonedServiceReconciler(
            ChildApplier applier,
            Events events,
            OperatorMetrics metrics,
            Clock clock,
            ZoneController zones,
            ServicePlanning planning,
            KeptClaims keptClaims,
            StackCensus census,
            DrillCensus drills,
            Drains drains,
            ForeignBudgets foreignBudgets,
            LoadBalancers balancers,
            Consumer<Consumer<Set<String>>> onStackChange,
            BooleanSupplier knowsPreferSameZone,
            OperatorConfig config) {
        this.applier = applier;
        this.events = new ServiceEvents(events, metrics);
        this.metrics = metrics;
        this.zones = zones;
        this.planning = planning;
        this.keptClaims = keptClaims;
        this.census = census;
        this.drills = drills;
        this.trafficFirst = new TrafficFirst(System::nanoTime);
        this.drains = drains;
        this.foreignBudgets = foreignBudgets;
        this.balancers = balancers;
        this.onStackChange = onStackChange;
        this.knowsPreferSameZone = knowsPreferSameZone;
        this.config = config;
        this.report = new ServiceReport(clock, balancers);
    }

    @Override
    public List<EventSource<?, ZonedService>> prepareEventSources(EventSourceContext<ZonedService> context) {
        var maker = new ChildMaker(applier, metrics);
        children = new ServiceChildren(context, applier, maker, config);
        remainingTraffic = new RemainingTraffic(new ForeignServices(context.getClient(), System::nanoTime), children);
        budgets = new ServiceBudgets(context, applier, children, maker, starts, drains, foreignBudgets, config);
        var zoneChanges = new SimpleInboundEventSource<ZonedService>("zones");
        Runnable all = () ->
                context.getPrimaryCache().list().map(ResourceID::fromResource).forEach(zoneChanges::propagateEvent);
        Supplier<Set<String>> existing =
                () -> context.getPrimaryCache().list().map(ServiceFacts::key).collect(Collectors.toSet());
        drills.existing(existing);
        balancers.existing(existing);
        census.existing(existing);
        census.trials(stack -> onTrial(context, stack));
        zones.onChange(all);
        zones.onTrustChange(() -> context.getPrimaryCache()
                .list(ZonedServiceReconciler::onItsWay)
                .map(ResourceID::fromResource)
                .forEach(zoneChanges::propagateEvent));
        Consumer<Set<String>> these = services -> services.forEach(service -> {
            String[] parts = service.split("/", 2);
            zoneChanges.propagateEvent(new ResourceID(parts[1], parts[0]));
        });
        onStackChange.accept(these);
        drains.onChange(these);
        planning.onNodeChange(these, existing);
        balancers.onChange(these);
        foreignBudgets.onChange(namespace -> context.getPrimaryCache()
                .list(namespace, service -> true)
                .map(ResourceID::fromResource)
                .forEach(zoneChanges::propagateEvent));
        List<EventSource<?, ZonedService>> sources = new ArrayList<>(children.eventSources());
        budgets.eventSource().ifPresent(sources::add);
        sources.add(zoneChanges);
        return sources;
    }

    @Override
    public UpdateControl<ZonedService> reconcile(ZonedService service, Context<ZonedService> context) {
        try {
            return attempt(service, context);
        } catch (KubernetesClientException e) {
            // Told where it happened, or of a status that cannot be written.
            throw e;
        } catch (RuntimeException e) {
            Refusal why = new Refusal(
                    "ReconcileFailed",
                    "the operator failed on this object (%s): report it with the operator's log; retrying"
                            .formatted(e));
            write(service, report.interrupted(service, List.of(why), List.of()), List.of(), context);
            throw e;
        }
    }

    private UpdateControl<ZonedService> attempt(ZonedService service, Context<ZonedService> context) {
        Optional<Refusal> unusable = TolerantDecoding.problem(service)
                .map(problem -> new Refusal("Undecodable", "this version cannot read the object: " + problem));
        if (unusable.isPresent()) {
            drills.note(DrillView.unusable(service));
            write(service, report.refused(service, unusable.get()), List.of(), context);
            return UpdateControl.noUpdate();
        }

        Optional<ZoneState> known = zones.state()
                .map(state -> state.recalling(ServiceFacts.madeFor(
                        ServiceFacts.stateful(service.getSpec())
                                ? children.statefulSetsOf(service)
                                : children.deploymentsOf(service))));
        if (known.isEmpty()) {
            return UpdateControl.<ZonedService>noUpdate().rescheduleAfter(ZONES_INTERVAL);
        }
        List<StackFact> running =
                ServiceFacts.stacks(service, children.deploymentsOf(service), children.statefulSetsOf(service));
        Map<String, StackMemory> memory = EvacuationFacts.memory(service);
        PodTemplate wanted = PodTemplate.of(service);
        Set<? extends HasMetadata> stacks = children.stacksOf(service);
        Map<String, PodTemplate> standing = new HashMap<>();
        Outcome read = new Outcome();
        read.tryTo(() -> standing.putAll(children.templates(service, wanted)));
        throwFailure(service, read, context);
        var resolved = new ServicePlanning.Resolved(service, known.get(), running, wanted, standing, stacks, memory);
        ServicePlanning.Draft draft = planning.draft(resolved);
        // Traffic waits for no list of pods: where it moves, the rest is planned when it has.
        boolean urgent = !draft.complete()
                && !paused(service)
                && children.movesTraffic(service, draft.planned().plan());
        ServicePlanning.Planned planned = draft.complete() || urgent ? draft.planned() : planning.plan(resolved);
        drills.note(DrillView.of(service, known.get().catalog(), planned.plan()));

        if (paused(service)) {
            planned = planned.with(remainingTraffic.of(service, planned.plan()));
            write(service, report.paused(service, planned), planned, context);
            return UpdateControl.noUpdate();
        }
        if (!planning.reserve(service, planned, memory)) {
            planned = urgent ? planning.draft(resolved).planned() : planning.plan(resolved);
        }
        balancers.keep(service, BalancerWishes.of(planned.plan(), planned.decided(), known.get()));
        Outcome closed = budgets.closeBeforeTraffic(service, planned, memory);
        throwFailure(service, closed, context);
        boolean prefersSameZone = knowsPreferSameZone.getAsBoolean();
        Optional<Outcome> traffic = children.moveTraffic(service, planned.plan(), prefersSameZone);
        if (traffic.isPresent() && traffic.get().refusals().isEmpty()) {
            throwFailure(service, traffic.get(), context);
            return UpdateControl.<ZonedService>noUpdate()
                    .rescheduleAfter(trafficFirst.moved(ServiceFacts.key(service)));
        }
        Duration wait = trafficFirst.left(ServiceFacts.key(service));
        if (wait.isPositive()) {
            return UpdateControl.<ZonedService>noUpdate().rescheduleAfter(wait);
        }
        ZonedService current = service;
        if (urgent) {
            planned = planning.plan(resolved);
        }
        planned = planned.with(remainingTraffic.of(service, planned.plan()));
        if (planned.plan().again() || planned.rollout().begins()) {
            // What is moved, which zone gets another template, and where home is, is written down before any pod is
            // moved: a leader that takes over in between must know all of it.
            planned = withBudgets(service, planned, known.get());
            current = write(
                    service,
                    report.status(
                            service,
                            planned,
                            KeptClaims.told(service),
                            unapplied(planned, new Outcome(), new Outcome())),
                    planned,
                    context);
            memory = EvacuationFacts.memory(planned.plan(), memory, planned.at());
            planned = planning.plan(resolved.after(current, memory));
        }
        planned = withBudgets(current, planning.paced(current, planned), known.get());
        if (unseen(service)) {
            starts.started(ServiceFacts.key(service));
        }
        count(current, planned);
        ServiceChildren.Outcomes applied = children.apply(
                current, planned.plan(), planned.templates(), planned.rollout().inPlace(), standing, prefersSameZone);
        planned = planned.refused(applied.refusedTemplates(), RolloutFacts.memory(current))
                .with(remainingTraffic.of(current, planned.plan()));
        Outcome others = applied.others();
        others.add(budgets.apply(current, planned, known.get().catalog(), zoneInStep(planned)));
        Map<String, Integer> unusedClaims = keptClaims.of(current, planned.plan());
        ZonedServiceStatus status =
                report.status(current, planned, unusedClaims, unapplied(planned, applied.workloads(), others));
        Outcome outcome = new Outcome();
        outcome.add(applied.workloads());
        outcome.add(others);
        Duration later = pace.wait(ServiceFacts.key(current), current.getStatus(), status);
        if (later.isZero()) {
            write(current, status, planned, context);
        }
        outcome.throwFailure();
        return nextLook(current, planned, outcome, later)
                .map(delay -> UpdateControl.<ZonedService>noUpdate().rescheduleAfter(delay))
                .orElseGet(UpdateControl::noUpdate);
    }

    /** Whether a stack is on trial as the caches tell: of services that this process has not planned, or not yet. */
    private boolean onTrial(EventSourceContext<ZonedService> context, ProbeMatrix.Stack stack) {
        String[] parts = stack.service().split("/", 2);
        return context.getPrimaryCache()
                .get(new ResourceID(parts[1], parts[0]))
                .filter(service -> RolloutFacts.onTrial(service, children.stacksOf(service))
                        .contains(stack.zone()))
                .isPresent();
    }

    private ServicePlanning.Planned withBudgets(
            ZonedService service, ServicePlanning.Planned planned, ZoneState zones) {
        return planned.with(budgets.plan(service, planned, zones.catalog(), zoneInStep(planned)));
    }

    private static Unapplied unapplied(ServicePlanning.Planned planned, Outcome workloads, Outcome others) {
        return new Unapplied(
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

    /** Ends a reconcile whose first writes failed; the status says why. */
    private void throwFailure(ZonedService service, Outcome outcome, Context<ZonedService> context) {
        if (outcome.failed()) {
            write(service, report.interrupted(service, outcome.refusals(), outcome.retrying()), List.of(), context);
            outcome.throwFailure();
        }
    }

    /** The zone in which a rollout is replacing pods: budgets of all others stay closed meanwhile. */
    private static Optional<String> zoneInStep(ServicePlanning.Planned planned) {
        RolloutMemory rollout = planned.rollout().memory();
        return switch (rollout.phase()) {
            case UPDATING, RECOVERING, BAKING -> rollout.zone();
            case COMPLETE, WAITING, HALTED, PAUSED -> Optional.empty();
        };
    }

    /** Whether it is away from a zone or rolled out: what it does next depends on how far zones are trusted. */
    private static boolean onItsWay(ZonedService service) {
        return Optional.ofNullable(service.getStatus())
                .filter(status -> ServiceReport.away(status) || !ServiceReport.rolledOut(status))
                .isPresent();
    }

    /** When to look again although nothing may have changed; empty for when something has. */
    private Optional<Duration> nextLook(
            ZonedService service, ServicePlanning.Planned planned, Outcome outcome, Duration statusWaits) {
        List<Duration> looks = new ArrayList<>();
        if (statusWaits.isPositive()) {
            looks.add(statusWaits);
        }
        if (!outcome.refusals().isEmpty()) {
            looks.add(REFUSED_INTERVAL);
        }
        if (planned.plan().surgeWanted() > 0) {
            looks.add(SURGE_INTERVAL);
        }
        if (planned.plan().stacks().stream()
                .anyMatch(stack -> stack.state() == StackState.REPLACING || stack.awaitsReplacements())) {
            looks.add(REPLACING_INTERVAL);
        }
        Stream.of(
                        planned.plan().nextChange(),
                        planned.rollout().nextChange(),
                        planned.budgets().nextChange(),
                        planning.nextAsk(service))
                .flatMap(Optional::stream)
                .map(time -> Duration.between(planned.at(), time))
                .map(delay -> delay.compareTo(AT_ONCE) < 0 ? AT_ONCE : delay)
                .forEach(looks::add);
        return looks.stream().min(Comparator.naturalOrder());
    }

    /** What it runs is evidence of the health of its zones. */
    private void count(ZonedService service, ServicePlanning.Planned planned) {
        List<StackCensus.Entry> entries = StackEvidence.of(service, planned);
        census.note(ServiceFacts.key(service), entries);
        if (entries.stream().anyMatch(StackCensus.Entry::starts)) {
            planning.starts(service);
        }
    }

    @Override
    public ErrorStatusUpdateControl<ZonedService> updateErrorStatus(
            ZonedService service, Context<ZonedService> context, Exception failure) {
        // The status tells of it already; the failure is logged, counted and tried again.
        return ErrorStatusUpdateControl.noStatusUpdate();
    }

    private ZonedService write(
            ZonedService service,
            ZonedServiceStatus status,
            ServicePlanning.Planned planned,
            Context<ZonedService> context) {
        return write(service, status, planned.plan().heldBack(), context);
    }

    /** Writes a status where it differs and returns the service with it. */
    private ZonedService write(
            ZonedService service, ZonedServiceStatus status, List<Refusal> heldBack, Context<ZonedService> context) {
        if (status.equals(service.getStatus())) {
            return service;
        }
        ZonedService fresh = new ZonedService();
        fresh.getMetadata().setName(service.getMetadata().getName());
        fresh.getMetadata().setNamespace(service.getMetadata().getNamespace());
        fresh.setStatus(status);
        ZonedService written = PrimaryUpdateAndCacheUtils.ssaPatchStatusAndCacheResource(service, fresh, context);
        metrics.wrote("ZonedService");
        pace.wrote(ServiceFacts.key(service));
        events.tell(service, status, heldBack);
        return written;
    }

    /** No operator has said anything of it yet. */
    private static boolean unseen(ZonedService service) {
        return service.getStatus() == null || service.getStatus().conditions() == null;
    }

    private static boolean paused(ZonedService service) {
        Map<String, String> annotations =
                Objects.requireNonNullElse(service.getMetadata().getAnnotations(), Map.of());
        return Boolean.parseBoolean(annotations.get(Labels.PAUSED));
    }
}
