package io.zonekeeper.app.service;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BooleanSupplier;

import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus;
import io.zonekeeper.app.config.OperatorConfig;
import io.zonekeeper.app.kubernetes.ChildApplier;
import io.zonekeeper.app.kubernetes.Events;
import io.zonekeeper.app.kubernetes.Labels;
import io.zonekeeper.app.kubernetes.TolerantDecoding;
import io.zonekeeper.app.management.OperatorMetrics;
import io.zonekeeper.app.zone.ZoneController;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.service.ServiceObservation;
import io.zonekeeper.core.service.ServicePlan;
import io.zonekeeper.core.service.ServicePlanner;
import io.zonekeeper.core.zone.ZoneCatalog;

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
 * <p>What the API server refuses for good is told in {@code Stalled} and tried again after {@link #REFUSED_INTERVAL},
 * for a policy or a permission may have changed; what may pass is thrown, and tried again soon.
 */
public final class ZonedServiceReconciler implements Reconciler<ZonedService> {
    private static final Duration REFUSED_INTERVAL = Duration.ofSeconds(15);

    /** The zones are looked at within milliseconds of the start of leading. */
    private static final Duration ZONES_INTERVAL = Duration.ofMillis(100);

    private final ChildApplier applier;
    private final Events events;
    private final OperatorMetrics metrics;
    private final ZoneController zones;
    private final BooleanSupplier knowsPreferSameZone;
    private final OperatorConfig config;
    private final ServiceReport report;
    private ServiceChildren children;

    /** Creates a reconciler; the operator framework calls {@link #prepareEventSources} before it is used. */
    public ZonedServiceReconciler(
            ChildApplier applier,
            Events events,
            OperatorMetrics metrics,
            Clock clock,
            ZoneController zones,
            BooleanSupplier knowsPreferSameZone,
            OperatorConfig config) {
        this.applier = applier;
        this.events = events;
        this.metrics = metrics;
        this.zones = zones;
        this.knowsPreferSameZone = knowsPreferSameZone;
        this.config = config;
        this.report = new ServiceReport(clock);
    }

    @Override
    public List<EventSource<?, ZonedService>> prepareEventSources(EventSourceContext<ZonedService> context) {
        children = new ServiceChildren(context, applier, metrics, config);
        var zoneChanges = new SimpleInboundEventSource<ZonedService>("zones");
        zones.onChange(() ->
                context.getPrimaryCache().list().map(ResourceID::fromResource).forEach(zoneChanges::propagateEvent));
        List<EventSource<?, ZonedService>> sources = new ArrayList<>(children.eventSources());
        sources.add(zoneChanges);
        return sources;
    }

    @Override
    public UpdateControl<ZonedService> reconcile(ZonedService service, Context<ZonedService> context) {
        Optional<Refusal> unusable = TolerantDecoding.problem(service)
                .map(problem -> new Refusal("Undecodable", "this version cannot read the object: " + problem));
        if (unusable.isPresent()) {
            write(service, report.refused(service, unusable.get()), context);
            return UpdateControl.noUpdate();
        }

        Optional<ZoneCatalog> known = zones.catalog();
        if (known.isEmpty()) {
            return UpdateControl.<ZonedService>noUpdate().rescheduleAfter(ZONES_INTERVAL);
        }
        ServiceObservation observation = ServiceFacts.observe(
                service, known.get(), children.deploymentsOf(service), children.statefulSetsOf(service));
        ServicePlan plan = ServicePlanner.plan(observation);

        if (paused(service)) {
            write(service, report.paused(service, plan), context);
            return UpdateControl.noUpdate();
        }
        ServiceChildren.Outcome outcome = children.apply(service, plan, knowsPreferSameZone.getAsBoolean());
        write(service, report.status(service, plan, outcome.refusals()), context);
        outcome.throwFailure();
        return outcome.refusals().isEmpty()
                ? UpdateControl.noUpdate()
                : UpdateControl.<ZonedService>noUpdate().rescheduleAfter(REFUSED_INTERVAL);
    }

    @Override
    public ErrorStatusUpdateControl<ZonedService> updateErrorStatus(
            ZonedService service, Context<ZonedService> context, Exception failure) {
        // The status tells of children as they are, and stays true; the failure is logged, counted and tried again.
        return ErrorStatusUpdateControl.noStatusUpdate();
    }

    private void write(ZonedService service, ZonedServiceStatus status, Context<ZonedService> context) {
        if (status.equals(service.getStatus())) {
            return;
        }
        ZonedService fresh = new ZonedService();
        fresh.getMetadata().setName(service.getMetadata().getName());
        fresh.getMetadata().setNamespace(service.getMetadata().getNamespace());
        fresh.setStatus(status);
        PrimaryUpdateAndCacheUtils.ssaPatchStatusAndCacheResource(service, fresh, context);
        metrics.wrote("ZonedService");
        Optional<Refusal> told = ServiceReport.stalled(service.getStatus());
        Optional<Refusal> stalled = ServiceReport.stalled(status);
        if (stalled.isPresent() && !stalled.equals(told)) {
            metrics.refused("ZonedService", stalled.get().reason());
            events.warning(service, stalled.get().reason(), stalled.get().message());
        }
    }

    private static boolean paused(ZonedService service) {
        Map<String, String> annotations =
                Objects.requireNonNullElse(service.getMetadata().getAnnotations(), Map.of());
        return Boolean.parseBoolean(annotations.get(Labels.PAUSED));
    }
}
