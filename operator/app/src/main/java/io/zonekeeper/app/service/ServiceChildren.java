package io.zonekeeper.app.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.app.config.OperatorConfig;
import io.zonekeeper.app.kubernetes.ApplyResult;
import io.zonekeeper.app.kubernetes.ChildApplier;
import io.zonekeeper.app.kubernetes.ChildInformer;
import io.zonekeeper.app.kubernetes.ChildKind;
import io.zonekeeper.app.kubernetes.Labels;
import io.zonekeeper.app.kubernetes.Owner;
import io.zonekeeper.app.management.OperatorMetrics;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.service.ServicePlan;
import io.zonekeeper.core.service.StackPlan;
import io.zonekeeper.core.zone.KnownZone;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import io.fabric8.kubernetes.client.KubernetesClientException;
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
final class ServiceChildren {
    private static final Logger LOG = LoggerFactory.getLogger(ServiceChildren.class);

    private final ChildApplier applier;
    private final OperatorMetrics metrics;
    private final int slots;
    private final ChildInformer<Deployment, ZonedService> deployments;
    private final ChildInformer<StatefulSet, ZonedService> statefulSets;
    private final ChildInformer<Service, ZonedService> services;

    ServiceChildren(
            EventSourceContext<ZonedService> context,
            ChildApplier applier,
            OperatorMetrics metrics,
            OperatorConfig config) {
        this.applier = applier;
        this.metrics = metrics;
        this.slots = config.slots();
        this.deployments =
                new ChildInformer<>(ChildKind.DEPLOYMENT, ZonedService.class, config.namespaces(), applier, context);
        this.statefulSets =
                new ChildInformer<>(ChildKind.STATEFUL_SET, ZonedService.class, config.namespaces(), applier, context);
        this.services =
                new ChildInformer<>(ChildKind.SERVICE, ZonedService.class, config.namespaces(), applier, context);
    }

    List<EventSource<?, ZonedService>> eventSources() {
        return Stream.of(deployments.eventSource(), statefulSets.eventSource(), services.eventSource())
                .<EventSource<?, ZonedService>>flatMap(Optional::stream)
                .toList();
    }

    Set<Deployment> deploymentsOf(ZonedService service) {
        return deployments.of(service);
    }

    Set<StatefulSet> statefulSetsOf(ZonedService service) {
        return statefulSets.of(service);
    }

    /**
     * Makes the children of a service as planned.
     *
     * @param templates by zone, what its pods are made of; a stack without one is left as it is until its turn comes
     * @return what was refused
     * @throws KubernetesClientException the first failure that may pass, after everything else was tried
     */
    Outcome apply(
            ZonedService service, ServicePlan plan, Map<String, PodTemplate> templates, boolean knowsPreferSameZone) {
        Owner owner = Owner.of(service);
        var stackManifest = new StackManifest(owner, service.getSpec(), slots);
        var serviceManifest = new ServiceManifest(owner, service.getSpec().service(), knowsPreferSameZone);
        boolean stateful = ServiceFacts.stateful(service.getSpec());
        boolean zoneServices = stateful || service.getSpec().service() != null;
        Outcome outcome = new Outcome();

        if (service.getSpec().service() != null) {
            outcome.attempt(
                    () -> make(services, owner, serviceManifest.overAllZones(Manifests.serving(owner.name(), plan))));
        } else {
            outcome.attempt(() -> delete(services, owner, owner.name()));
        }
        for (StackPlan stack : plan.stacks()) {
            if (zoneServices) {
                outcome.attempt(() -> make(services, owner, serviceManifest.ofZone(stack.zone(), stateful)));
            } else {
                outcome.attempt(() -> delete(services, owner, StackManifest.name(owner.name(), stack.zone())));
            }
            PodTemplate template = templates.get(stack.zone().name());
            if (template == null) {
                continue;
            }
            outcome.attempt(() -> {
                ObjectNode desired =
                        stackManifest.render(stack.zone(), slot(service, stack.zone()), stack.replicas(), template);
                return stateful ? make(statefulSets, owner, desired) : make(deployments, owner, desired);
            });
        }
        for (KnownZone zone : plan.remove()) {
            String name = StackManifest.name(owner.name(), zone);
            LOG.atInfo()
                    .addKeyValue("service", owner.namespace() + "/" + owner.name())
                    .addKeyValue("zone", zone.name())
                    .log("zone left");
            outcome.attempt(() -> stateful ? delete(statefulSets, owner, name) : delete(deployments, owner, name));
            outcome.attempt(() -> delete(services, owner, name));
        }
        return outcome;
    }

    /**
     * Moves the traffic and nothing else, where the plan wants it to go elsewhere than it does: this one write is what
     * helps, and with many services it must not wait behind the others.
     *
     * @return what came of it; empty where the traffic goes where it shall
     */
    Optional<Outcome> moveTraffic(ZonedService service, ServicePlan plan, boolean knowsPreferSameZone) {
        Owner owner = Owner.of(service);
        Map<String, String> wanted = Manifests.serving(owner.name(), plan);
        boolean elsewhere = service.getSpec().service() != null
                && services.get(new ResourceID(owner.name(), owner.namespace()))
                        .filter(owner::owns)
                        .map(standing -> standing.getSpec().getSelector())
                        .filter(selector -> !wanted.equals(selector))
                        .isPresent();
        if (!elsewhere) {
            return Optional.empty();
        }
        var manifest = new ServiceManifest(owner, service.getSpec().service(), knowsPreferSameZone);
        Outcome outcome = new Outcome();
        outcome.attempt(() -> make(services, owner, manifest.overAllZones(wanted)));
        return Optional.of(outcome);
    }

    private OptionalInt slot(ZonedService service, KnownZone zone) {
        if (zone.slot().isPresent()) {
            return zone.slot();
        }
        // A zone that was forgotten while its pods leave: they keep the labels they have, or they would all be made
        // again.
        return Stream.concat(
                        deploymentsOf(service).stream()
                                .filter(stack -> ServiceFacts.zoneOf(stack).equals(Optional.of(zone.name())))
                                .map(stack -> stack.getSpec().getTemplate()),
                        statefulSetsOf(service).stream()
                                .filter(stack -> ServiceFacts.zoneOf(stack).equals(Optional.of(zone.name())))
                                .map(stack -> stack.getSpec().getTemplate()))
                .map(template -> Labels.slotOf(template.getMetadata().getLabels(), slots))
                .findFirst()
                .orElse(OptionalInt.empty());
    }

    <T extends HasMetadata> Optional<Refusal> make(
            ChildInformer<T, ZonedService> children, Owner owner, ObjectNode desired) {
        ResourceID id = new ResourceID(desired.path("metadata").path("name").asText(), owner.namespace());
        Optional<T> known = children.get(id);
        ApplyResult<T> result = applier.apply(children.kind(), owner, desired, known);
        return switch (result) {
            case ApplyResult.Unchanged<T> unchanged -> Optional.empty();
            case ApplyResult.Applied<T>(T child) -> {
                metrics.wrote(children.kind().kind());
                children.remember(id, child, known);
                yield Optional.empty();
            }
            case ApplyResult.Refused<T>(Refusal refusal) -> Optional.of(refusal);
        };
    }

    <T extends HasMetadata> Optional<Refusal> delete(
            ChildInformer<T, ZonedService> children, Owner owner, String name) {
        Optional<T> known = children.get(new ResourceID(name, owner.namespace()));
        if (known.filter(owner::owns).isPresent()) {
            applier.delete(children.kind(), known.get());
            metrics.wrote(children.kind().kind());
        }
        return Optional.empty();
    }

    /** What came of the single writes. */
    static final class Outcome {
        private final List<Refusal> refusals = new ArrayList<>();
        private KubernetesClientException failure;

        void attempt(Supplier<Optional<Refusal>> write) {
            try {
                write.get().ifPresent(refusals::add);
            } catch (KubernetesClientException e) {
                if (failure == null) {
                    failure = e;
                } else {
                    failure.addSuppressed(e);
                }
            }
        }

        /** Whether nothing was refused and nothing failed. */
        boolean clean() {
            return refusals.isEmpty() && failure == null;
        }

        /** Takes over what came of other writes. */
        void add(Outcome other) {
            refusals.addAll(other.refusals);
            if (other.failure != null) {
                attempt(() -> {
                    throw other.failure;
                });
            }
        }

        List<Refusal> refusals() {
            return refusals;
        }

        void throwFailure() {
            if (failure != null) {
                throw failure;
            }
        }
    }
}
