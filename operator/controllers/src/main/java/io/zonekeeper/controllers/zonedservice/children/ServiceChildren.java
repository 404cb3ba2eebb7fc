package io.zonekeeper.controllers.zonedservice.children;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.controllers.children.ChildInformer;
import io.zonekeeper.controllers.children.ChildMaker;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.controllers.zonedservice.pods.RolloutFacts;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.service.ServicePlan;
import io.zonekeeper.core.service.StackPlan;
import io.zonekeeper.core.zone.KnownZone;
import io.zonekeeper.kube.apply.ChildApplier;
import io.zonekeeper.kube.apply.ChildKind;
import io.zonekeeper.kube.apply.Outcome;
import io.zonekeeper.kube.config.OperatorConfig.Shard;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.objects.Owner;
import io.zonekeeper.manifests.stacks.Manifests;
import io.zonekeeper.manifests.stacks.PodTemplate;
import io.zonekeeper.manifests.stacks.ServiceFacts;
import io.zonekeeper.manifests.stacks.ServiceManifest;
import io.zonekeeper.manifests.stacks.StackManifest;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The children of ZonedServices: watches them and makes them as planned, zone by zone.
 *
 * <p>Invariant: what fails in one zone does not keep the others from being made; a failure that may pass is thrown in
 * the end, so that all is tried again.
 */
public final class ServiceChildren {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceChildren.class);

    private final ChildMaker maker;
    private final TemplateRevisions revisions;
    private final int slots;
    private final Shard shard;
    private final ChildApplier applier;
    private ChildInformer<Deployment, ZonedService> deployments;
    private ChildInformer<StatefulSet, ZonedService> statefulSets;
    private ChildInformer<Service, ZonedService> services;

    /** Creates children that are watched from {@link #eventSources} on. */
    public ServiceChildren(Environment environment) {
        this.applier = new ChildApplier(environment.client(), environment.clock());
        this.maker = new ChildMaker(applier, environment.metrics());
        this.revisions = new TemplateRevisions(environment.client());
        this.slots = environment.config().slots();
        this.shard = environment.config().shard();
    }

    /** Returns what watches the children, for their controller. */
    public List<EventSource<?, ZonedService>> eventSources(EventSourceContext<ZonedService> context) {
        deployments = informer(ChildKind.DEPLOYMENT, context);
        statefulSets = informer(ChildKind.STATEFUL_SET, context);
        services = informer(ChildKind.SERVICE, context);
        return Stream.of(deployments.eventSource(), statefulSets.eventSource(), services.eventSource())
                .<EventSource<?, ZonedService>>flatMap(Optional::stream)
                .toList();
    }

    <T extends HasMetadata> ChildInformer<T, ZonedService> informer(
            ChildKind<T> kind, EventSourceContext<ZonedService> context) {
        return new ChildInformer<>(
                kind,
                ZonedService.class,
                Labels.SERVICE,
                child -> shard.keeps(child.getMetadata().getNamespace()),
                applier,
                context);
    }

    ChildMaker maker() {
        return maker;
    }

    public Set<Deployment> deploymentsOf(ZonedService service) {
        return deployments.of(service);
    }

    public Set<StatefulSet> statefulSetsOf(ZonedService service) {
        return statefulSets.of(service);
    }

    /** Returns by zone the template that a service's stack was last given. */
    public Map<String, PodTemplate> templates(ZonedService service, PodTemplate wanted) {
        Owner owner = Owner.of(service);
        return RolloutFacts.told(stacksOf(service), wanted, revision -> revisions.read(owner, revision));
    }

    /** Returns what a service runs: one Deployment or StatefulSet in each zone. */
    public Set<? extends HasMetadata> stacksOf(ZonedService service) {
        return ServiceFacts.stateful(service.getSpec()) ? statefulSetsOf(service) : deploymentsOf(service);
    }

    private static Set<String> revisionsOf(Collection<? extends HasMetadata> stacks) {
        return stacks.stream()
                .map(stack -> stack.getMetadata().getAnnotations())
                .filter(Objects::nonNull)
                .map(annotations -> annotations.get(Labels.REVISION))
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    /**
     * What came of making the children of a service.
     *
     * @param workloads its Deployments or StatefulSets
     * @param others its Services
     * @param refusedTemplates by zone, why its stack did not get another template
     */
    public record Outcomes(Outcome workloads, Outcome others, Map<String, Refusal> refusedTemplates) {}

    /**
     * Makes the children of a service as planned.
     *
     * @param templates by zone, what its pods are made of; a stack without one is left as it is until its turn comes
     * @param inPlace zones that replace their pods in place, for there is no room for one more
     * @param standing by zone, the template that its stack was last given
     * @return what came of it
     */
    public Outcomes apply(
            ZonedService service,
            ServicePlan plan,
            Map<String, PodTemplate> templates,
            Set<String> inPlace,
            Map<String, PodTemplate> standing,
            boolean knowsPreferSameZone) {
        Owner owner = Owner.of(service);
        var serviceManifest = new ServiceManifest(owner, service.getSpec(), knowsPreferSameZone);
        boolean stateful = ServiceFacts.stateful(service.getSpec());
        boolean zoneServices = stateful || service.getSpec().service() != null;
        Outcome workloads = new Outcome();
        Outcome outcome = new Outcome();
        var stacks = new StackMaker(
                owner,
                maker,
                stateful ? statefulSets : deployments,
                new StackManifest(owner, service.getSpec(), slots),
                revisions,
                new StackMaker.Standing(standing, revisionsOf(stacksOf(service)), inPlace));

        if (service.getSpec().service() != null) {
            outcome.attempt(() ->
                    maker.make(services, owner, serviceManifest.overAllZones(Manifests.serving(owner.name(), plan))));
        } else {
            outcome.tryTo(() -> maker.delete(services, owner, owner.name()));
        }
        for (StackPlan stack : plan.stacks()) {
            if (zoneServices) {
                outcome.attempt(() -> maker.make(services, owner, serviceManifest.ofZone(stack.zone(), stateful)));
            } else {
                outcome.tryTo(() -> maker.delete(services, owner, StackManifest.name(owner.name(), stack.zone())));
            }
            PodTemplate template = templates.get(stack.zone().name());
            if (template == null) {
                continue;
            }
            workloads.attempt(() -> stacks.make(stack, template, slot(service, stack.zone())));
        }
        for (KnownZone zone : plan.remove()) {
            String name = StackManifest.name(owner.name(), zone);
            LOG.atInfo()
                    .addKeyValue("service", owner.namespace() + "/" + owner.name())
                    .addKeyValue("zone", zone.name())
                    .log("zone removed");
            workloads.tryTo(() -> {
                if (stateful) {
                    maker.delete(statefulSets, owner, name);
                } else {
                    maker.delete(deployments, owner, name);
                }
            });
            outcome.tryTo(() -> maker.delete(services, owner, name));
        }
        return new Outcomes(workloads, outcome, stacks.refusedTemplates());
    }

    /**
     * Moves the traffic and nothing else, where the plan wants it to go elsewhere than it does: this one write is what
     * helps, and with many services it must not wait behind the others.
     *
     * @return what came of it; empty where the traffic goes where it should
     */
    public Optional<Outcome> moveTraffic(ZonedService service, ServicePlan plan, boolean knowsPreferSameZone) {
        if (!movesTraffic(service, plan)) {
            return Optional.empty();
        }
        Owner owner = Owner.of(service);
        Map<String, String> wanted = Manifests.serving(owner.name(), plan);
        var manifest = new ServiceManifest(owner, service.getSpec(), knowsPreferSameZone);
        Outcome outcome = new Outcome();
        outcome.attempt(() -> maker.make(services, owner, manifest.overAllZones(wanted)));
        return Optional.of(outcome);
    }

    /** Returns whether the plan serves from other zones than the Service does now. */
    public boolean movesTraffic(ZonedService service, ServicePlan plan) {
        Owner owner = Owner.of(service);
        Map<String, String> wanted = Manifests.serving(owner.name(), plan);
        return service.getSpec().service() != null
                && services.get(new ResourceID(owner.name(), owner.namespace()))
                        .filter(owner::owns)
                        .map(standing -> standing.getSpec().getSelector())
                        .filter(selector -> !wanted.equals(selector))
                        .isPresent();
    }

    private OptionalInt slot(ZonedService service, KnownZone zone) {
        if (zone.slot().isPresent()) {
            return zone.slot();
        }
        // A zone that was forgotten while its pods leave: they keep the labels they have, or they would all be made
        // again.
        return podLabels(service, zone.name())
                .map(labels -> Labels.slotOf(labels, slots))
                .orElse(OptionalInt.empty());
    }

    /** Returns the labels of a service's pods in a zone, as its stack has them; empty without a stack. */
    Optional<Map<String, String>> podLabels(ZonedService service, String zone) {
        return Stream.concat(
                        deploymentsOf(service).stream()
                                .filter(stack -> ServiceFacts.zoneOf(stack).equals(Optional.of(zone)))
                                .map(stack -> stack.getSpec().getTemplate()),
                        statefulSetsOf(service).stream()
                                .filter(stack -> ServiceFacts.zoneOf(stack).equals(Optional.of(zone)))
                                .map(stack -> stack.getSpec().getTemplate()))
                .map(template -> template.getMetadata().getLabels())
                .findFirst();
    }
}
