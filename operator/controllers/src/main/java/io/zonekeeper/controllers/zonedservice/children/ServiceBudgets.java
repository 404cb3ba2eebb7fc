package io.zonekeeper.controllers.zonedservice.children;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.controllers.children.ChildInformer;
import io.zonekeeper.controllers.children.ChildMaker;
import io.zonekeeper.controllers.drains.Drains;
import io.zonekeeper.controllers.drains.ForeignBudgets;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.controllers.zonedservice.planning.Planned;
import io.zonekeeper.core.disruption.BudgetObservation;
import io.zonekeeper.core.disruption.BudgetPlan;
import io.zonekeeper.core.disruption.BudgetPlanner;
import io.zonekeeper.core.disruption.Opening;
import io.zonekeeper.core.evacuation.StackMemory;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.service.StackPlan;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.core.zone.ZoneCatalog;
import io.zonekeeper.kube.apply.ApplyResult;
import io.zonekeeper.kube.apply.ChildKind;
import io.zonekeeper.kube.apply.Outcome;
import io.zonekeeper.kube.objects.BudgetReading;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.Owner;
import io.zonekeeper.manifests.stacks.BudgetManifest;
import io.zonekeeper.manifests.stacks.ServiceFacts;
import io.zonekeeper.manifests.stacks.StackManifest;

import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.policy.v1.PodDisruptionBudget;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;

/**
 * The budgets of ZonedServices: watches them and keeps them as {@link BudgetPlanner} says.
 *
 * <p>Closing is written first. An opening is decided twice: from the cache, and then from the API server's own answer,
 * for a cache may not yet have what was written a moment ago, by this process or by the leader before it. As nobody
 * else opens budgets, there is no moment at which two zones of a service that serve are open.
 */
public final class ServiceBudgets {
    private final KubernetesClient client;
    private final RecentServiceStarts starts = new RecentServiceStarts(System::nanoTime);
    private final Drains drains;
    private final ForeignBudgets foreign;
    private final ServiceChildren children;
    private final ChildMaker maker;
    private ChildInformer<PodDisruptionBudget, ZonedService> budgets;

    /** Creates budgets that are watched from {@link #eventSource} on. */
    public ServiceBudgets(Environment environment, ServiceChildren children, Drains drains, ForeignBudgets foreign) {
        this.client = environment.client();
        this.drains = drains;
        this.foreign = foreign;
        this.children = children;
        this.maker = children.maker();
    }

    /** Returns what watches the budgets, for their controller; empty where they may not be read. */
    public Optional<? extends EventSource<?, ZonedService>> eventSource(EventSourceContext<ZonedService> context) {
        budgets = children.informer(ChildKind.POD_DISRUPTION_BUDGET, context);
        return budgets.eventSource();
    }

    /** Notes that the first pods of a service are asked for. */
    public void starting(ZonedService service) {
        starts.started(ServiceFacts.key(service));
    }

    /**
     * Plans the budgets of a service from what is cached.
     *
     * @param service the custom resource
     * @param planned its plan
     * @param catalog the zones
     * @param zoneInStep the zone in which a rollout is replacing pods
     */
    public BudgetPlan plan(ZonedService service, Planned planned, ZoneCatalog catalog, Optional<String> zoneInStep) {
        return BudgetPlanner.plan(observe(service, planned, catalog, zoneInStep, budgets.of(service)), planned.at());
    }

    /**
     * Closes the budgets of zones that were free and are about to get traffic: their pods count again from then on.
     *
     * @param memory by zone name, where its stack stood before the plan
     */
    public Outcome closeBeforeTraffic(ZonedService service, Planned planned, Map<String, StackMemory> memory) {
        var outcome = new Outcome();
        for (StackPlan stack : planned.plan().stacks()) {
            boolean wasAway = Optional.ofNullable(memory.get(stack.zone().name()))
                    .filter(was -> was.state() != StackState.ACTIVE && was.state() != StackState.REMOVING)
                    .isPresent();
            if (stack.inTraffic() && wasAway && mayOpen(service, stack.zone())) {
                outcome.attempt(() -> make(service, stack.zone(), Opening.CLOSED));
            }
        }
        return outcome;
    }

    /**
     * Keeps the budgets as planned.
     *
     * @return what was refused
     */
    public Outcome apply(ZonedService service, Planned planned, ZoneCatalog catalog, Optional<String> zoneInStep) {
        var outcome = new Outcome();
        if (!foreign.synced()) {
            return outcome;
        }
        Owner owner = Owner.of(service);
        BudgetPlan plan = planned.budgets();
        if (plan.withdrawn()) {
            budgets.of(service)
                    .forEach(budget -> outcome.tryTo(() ->
                            maker.delete(budgets, owner, budget.getMetadata().getName())));
            return outcome;
        }
        for (KnownZone zone : planned.plan().remove()) {
            outcome.tryTo(() -> maker.delete(budgets, owner, StackManifest.name(owner.name(), zone)));
        }
        for (StackPlan stack : planned.plan().stacks()) {
            plan.of(stack.zone().name())
                    .filter(opening -> opening != Opening.OPEN)
                    .ifPresent(opening -> outcome.attempt(() -> make(service, stack.zone(), opening)));
        }
        if (plan.open().isPresent() && outcome.clean()) {
            outcome.tryTo(() -> open(service, planned, catalog, zoneInStep, outcome));
        }
        return outcome;
    }

    private void open(
            ZonedService service, Planned planned, ZoneCatalog catalog, Optional<String> zoneInStep, Outcome outcome) {
        String zone = planned.budgets().open().orElseThrow();
        if (planned.budgets().opens(observe(service, planned, catalog, zoneInStep, budgets.of(service)))) {
            BudgetPlan sure =
                    BudgetPlanner.plan(observe(service, planned, catalog, zoneInStep, asked(service)), planned.at());
            if (!sure.open().equals(planned.budgets().open())) {
                // What differs comes with the watch, and with it the next check.
                return;
            }
        }
        planned.plan().stacks().stream()
                .filter(stack -> stack.zone().name().equals(zone))
                .findFirst()
                .ifPresent(stack -> outcome.attempt(() -> make(service, stack.zone(), Opening.OPEN)));
    }

    private List<PodDisruptionBudget> asked(ZonedService service) {
        Owner owner = Owner.of(service);
        return client
                .policy()
                .v1()
                .podDisruptionBudget()
                .inNamespace(owner.namespace())
                .withLabel(Labels.SERVICE, owner.name())
                .list()
                .getItems()
                .stream()
                .filter(owner::owns)
                .toList();
    }

    private BudgetObservation observe(
            ZonedService service,
            Planned planned,
            ZoneCatalog catalog,
            Optional<String> zoneInStep,
            Collection<PodDisruptionBudget> known) {
        return BudgetFacts.observe(
                service,
                planned.plan(),
                known,
                new BudgetFacts.Surroundings(
                        catalog,
                        starts.others(ServiceFacts.key(service)),
                        drains.of(ServiceFacts.key(service)),
                        BudgetFacts.kept(service)
                                ? foreign.over(service.getMetadata().getNamespace(), podLabels(service))
                                : List.of(),
                        zoneInStep),
                planned.at());
    }

    private Set<Map<String, String>> podLabels(ZonedService service) {
        return Stream.concat(
                        children.deploymentsOf(service).stream()
                                .map(stack -> stack.getSpec().getTemplate()),
                        children.statefulSetsOf(service).stream()
                                .map(stack -> stack.getSpec().getTemplate()))
                .map(PodTemplateSpec::getMetadata)
                .filter(Objects::nonNull)
                .map(metadata -> Objects.requireNonNullElse(metadata.getLabels(), Map.<String, String>of()))
                .collect(Collectors.toSet());
    }

    private boolean mayOpen(ZonedService service, KnownZone zone) {
        return budgets.get(id(service, zone))
                .filter(Owner.of(service)::owns)
                .filter(budget -> BudgetReading.fact(budget).open())
                .isPresent();
    }

    private ApplyResult<PodDisruptionBudget> make(ZonedService service, KnownZone zone, Opening opening) {
        Owner owner = Owner.of(service);
        return maker.make(budgets, owner, new BudgetManifest(owner, service.getSpec()).render(zone, opening));
    }

    private static ResourceID id(ZonedService service, KnownZone zone) {
        return new ResourceID(
                StackManifest.name(service.getMetadata().getName(), zone),
                service.getMetadata().getNamespace());
    }
}
