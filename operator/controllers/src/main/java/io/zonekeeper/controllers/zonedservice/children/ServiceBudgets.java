package io.zonekeeper.controllers.zonedservice.children;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
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
import io.zonekeeper.core.disruption.BudgetWrite;
import io.zonekeeper.core.disruption.Opening;
import io.zonekeeper.core.disruption.ServiceBudget;
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
 * <p>What lets pods go is decided twice: from the cache, and then from the API server's own answer, for a cache may not
 * yet have what was written a moment ago, by this process or by the leader before it. As nobody else opens budgets,
 * there is no moment at which pods of two zones of a service that serve may be evicted under different budgets.
 */
public final class ServiceBudgets {
    private final KubernetesClient client;
    private final RecentServiceStarts starts = new RecentServiceStarts(System::nanoTime);
    private final Drains drains;
    private final ForeignBudgets foreign;
    private final ServiceChildren children;
    private final ChildMaker maker;
    private ChildInformer<PodDisruptionBudget, ZonedService> budgets;

    /** What its controller knows beside the plan. */
    private record Around(ZoneCatalog catalog, Optional<String> zoneInStep, boolean scaled) {}

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
     * @param scaled whether its stacks are asked for as many pods as planned
     */
    public BudgetPlan plan(
            ZonedService service, Planned planned, ZoneCatalog catalog, Optional<String> zoneInStep, boolean scaled) {
        return BudgetPlanner.plan(
                observe(service, planned, new Around(catalog, zoneInStep, scaled), budgets.of(service)), planned.at());
    }

    /**
     * Selects the pods of zones that are about to get traffic again: they count from then on.
     *
     * @param memory by zone name, where its stack stood before the plan
     */
    public Outcome coverBeforeTraffic(ZonedService service, Planned planned, Map<String, StackMemory> memory) {
        var outcome = new Outcome();
        Set<String> returning = planned.plan().stacks().stream()
                .filter(StackPlan::inTraffic)
                .map(stack -> stack.zone().name())
                .filter(zone -> Optional.ofNullable(memory.get(zone))
                        .filter(was -> was.state() != StackState.ACTIVE && was.state() != StackState.REMOVING)
                        .isPresent())
                .collect(Collectors.toSet());
        ofService(service)
                .filter(budget -> !Collections.disjoint(budget.without(), returning))
                .ifPresent(budget -> outcome.attempt(() -> make(service, budget.covering(returning))));
        return outcome;
    }

    /** The budget over the zones as the cache has it. */
    private Optional<ServiceBudget> ofService(ZonedService service) {
        return budgets.get(ResourceID.fromResource(service))
                .filter(Owner.of(service)::owns)
                .map(budget -> new ServiceBudget(
                        BudgetReading.fact(budget).open() ? Opening.ONE : Opening.CLOSED,
                        BudgetReading.without(budget, Labels.ZONE)));
    }

    /**
     * Keeps the budgets as planned.
     *
     * @param catalog the zones
     * @param zoneInStep the zone in which a rollout is replacing pods
     * @param scaled whether its stacks are asked for as many pods as planned
     * @return what was refused
     */
    public Outcome apply(
            ZonedService service, Planned planned, ZoneCatalog catalog, Optional<String> zoneInStep, boolean scaled) {
        var outcome = new Outcome();
        if (!foreign.synced()) {
            return outcome;
        }
        BudgetPlan plan = planned.budgets();
        if (plan.withdrawn()) {
            deleteOthers(service, Set.of(), outcome);
            return outcome;
        }
        var around = new Around(catalog, zoneInStep, scaled);
        BudgetObservation known = observe(service, planned, around, budgets.of(service));
        for (BudgetWrite write : plan.writes(known)) {
            boolean sure = !write.loosens() || sure(write, service, planned, around, outcome);
            if (!sure || !outcome.clean()) {
                // What differs comes with the watch, and with it the next reconcile.
                return outcome;
            }
            carryOut(service, planned, write, outcome);
        }
        return outcome;
    }

    /** Whether the API server's own answer gives the same plan. */
    private boolean sure(BudgetWrite write, ZonedService service, Planned planned, Around around, Outcome outcome) {
        var same = new AtomicBoolean();
        outcome.tryTo(() -> {
            BudgetObservation asked = observe(service, planned, around, asked(service));
            same.set(planned.budgets().confirmedBy(write, asked, BudgetPlanner.plan(asked, planned.at())));
        });
        return same.get();
    }

    private void carryOut(ZonedService service, Planned planned, BudgetWrite write, Outcome outcome) {
        switch (write) {
            case BudgetWrite.OfService(ServiceBudget budget, boolean loosens) ->
                outcome.attempt(() -> make(service, budget));
            case BudgetWrite.OfZone(String zone, Opening opening, boolean loosens) ->
                planned.plan().stacks().stream()
                        .map(StackPlan::zone)
                        .filter(known -> known.name().equals(zone))
                        .findFirst()
                        .ifPresent(known -> outcome.attempt(() -> make(service, known, opening)));
            case BudgetWrite.DeleteOthers(boolean loosens) -> deleteOthers(service, names(service, planned), outcome);
        }
    }

    /** The names of the budgets that a plan leaves. */
    private static Set<String> names(ZonedService service, Planned planned) {
        String name = service.getMetadata().getName();
        Stream<String> zones = planned.plan().stacks().stream()
                .map(StackPlan::zone)
                .filter(zone -> planned.budgets().zones().containsKey(zone.name()))
                .map(zone -> StackManifest.name(name, zone));
        return Stream.concat(zones, Stream.of(name)).collect(Collectors.toSet());
    }

    private void deleteOthers(ZonedService service, Set<String> names, Outcome outcome) {
        Owner owner = Owner.of(service);
        budgets.of(service).stream()
                .map(budget -> budget.getMetadata().getName())
                .filter(name -> !names.contains(name))
                .forEach(name -> outcome.tryTo(() -> maker.delete(budgets, owner, name)));
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
            ZonedService service, Planned planned, Around around, Collection<PodDisruptionBudget> known) {
        return BudgetFacts.observe(
                service,
                planned.plan(),
                known,
                new BudgetFacts.Surroundings(
                        around.catalog(),
                        starts.others(ServiceFacts.key(service)),
                        drains.of(ServiceFacts.key(service)),
                        BudgetFacts.kept(service)
                                ? foreign.over(service.getMetadata().getNamespace(), podLabels(service))
                                : List.of(),
                        around.zoneInStep(),
                        around.scaled()),
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

    private ApplyResult<PodDisruptionBudget> make(ZonedService service, KnownZone zone, Opening opening) {
        Owner owner = Owner.of(service);
        return maker.make(budgets, owner, new BudgetManifest(owner, service.getSpec()).render(zone, opening));
    }

    private ApplyResult<PodDisruptionBudget> make(ZonedService service, ServiceBudget budget) {
        Owner owner = Owner.of(service);
        return maker.make(budgets, owner, new BudgetManifest(owner, service.getSpec()).render(budget));
    }
}
