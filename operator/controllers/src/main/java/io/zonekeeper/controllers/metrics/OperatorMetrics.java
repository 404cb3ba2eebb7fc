package io.zonekeeper.controllers.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import io.zonekeeper.core.cordon.ZoneDecision;
import io.zonekeeper.core.zone.ZoneEntry;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;

/**
 * The operator's metrics.
 *
 * <p>Labels are kinds, reasons and zones only: never names of services, of which there may be thousands.
 */
public final class OperatorMetrics implements Metrics {
    private final MeterRegistry registry;
    private final MultiGauge zoneNodes;
    private final MultiGauge zoneVerdicts;
    private final MultiGauge zoneCordons;
    private final Startup startup = new Startup();

    /** Creates the metrics in a registry. */
    public OperatorMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.zoneNodes = MultiGauge.builder("zonekeeper.zone.nodes")
                .description("Nodes of a zone, by state")
                .register(registry);
        this.zoneVerdicts = MultiGauge.builder("zonekeeper.zone.verdict")
                .description("Verdict of a zone: 1 for the current verdict, 0 for the others")
                .register(registry);
        this.zoneCordons = MultiGauge.builder("zonekeeper.zone.cordoned")
                .description("Whether a zone is cordoned: 1 if it is")
                .register(registry);
    }

    /** Counts a write to the API server. */
    public void wrote(String kind) {
        registry.counter("zonekeeper.writes", "kind", kind).increment();
    }

    /** Counts an action that was not taken. */
    public void refused(String kind, String reason) {
        registry.counter("zonekeeper.refusals", "kind", kind, "reason", reason).increment();
    }

    /** Counts a verdict that became another one. */
    public void verdictChanged(String from, String to) {
        registry.counter("zonekeeper.zone.verdict.changes", "from", from, "to", to)
                .increment();
    }

    /** Counts a step of leaving a zone or coming back. */
    public void stackMoved(String from, String to) {
        registry.counter("zonekeeper.evacuation.steps", "from", from, "to", to).increment();
    }

    /** Counts files given to proxies; the cause is first, shape, servers or evacuation. */
    public void proxyConfigured(String cause) {
        registry.counter("zonekeeper.proxy.configurations", "cause", cause).increment();
    }

    /** Counts something that was done to a MongoCluster. */
    public void mongoActed(String action) {
        registry.counter("zonekeeper.mongo.actions", "action", action).increment();
    }

    /** Counts a cordon that began. */
    public void cordoned(String cause) {
        registry.counter("zonekeeper.zone.cordons", "cause", cause).increment();
    }

    /** Counts a game day, by how it ended. */
    public void drilled(String outcome) {
        registry.counter("zonekeeper.drills", "outcome", outcome).increment();
    }

    /** Counts a step of a load balancer's shift. */
    public void shifted(String state) {
        registry.counter("zonekeeper.loadbalancer.shifts", "state", state).increment();
    }

    /** Counts a move of a database's writer, and how long it took if it was asked for. */
    public void failedOver(String by, Optional<Duration> took) {
        registry.counter("zonekeeper.database.failovers", "by", by).increment();
        took.ifPresent(time -> registry.timer("zonekeeper.database.failover").record(time));
    }

    /** Counts a call of AWS. */
    public void calledAws(String operation, String outcome) {
        registry.counter("zonekeeper.aws.calls", "operation", operation, "outcome", outcome)
                .increment();
    }

    /** Shows how long ago a source of AWS was heard; not a number while it was never. */
    public void heardAws(String source, Supplier<Number> seconds) {
        Gauge.builder("zonekeeper.aws.last.success.age", seconds)
                .tag("source", source)
                .baseUnit("seconds")
                .description("Time since the last successful poll of an AWS source")
                .register(registry);
    }

    /** Shows the nodes of each zone, its verdict, and whether it is cordoned. */
    public void zones(List<ZoneEntry> zones, Map<String, ZoneDecision> decisions) {
        zoneVerdicts.register(
                decisions.values().stream()
                        .<MultiGauge.Row<?>>map(decision -> MultiGauge.Row.of(
                                Tags.of(
                                        "zone",
                                        decision.zone(),
                                        "verdict",
                                        decision.zoneVerdict().verdict().word()),
                                1))
                        .toList(),
                true);
        zoneCordons.register(
                decisions.values().stream()
                        .<MultiGauge.Row<?>>map(decision ->
                                MultiGauge.Row.of(Tags.of("zone", decision.zone()), decision.cordoned() ? 1 : 0))
                        .toList(),
                true);
        zoneNodes.register(
                zones.stream()
                        .flatMap(zone -> List.of(
                                row(zone, "total", zone.nodes()),
                                row(zone, "ready", zone.ready()),
                                row(zone, "schedulable", zone.takingPods()))
                                .stream())
                        .toList(),
                true);
    }

    private static MultiGauge.Row<Number> row(ZoneEntry zone, String state, int nodes) {
        return MultiGauge.Row.of(
                Tags.of(
                        "zone",
                        zone.identity().name(),
                        "zone_id",
                        zone.identity().id(),
                        "state",
                        state),
                nodes);
    }

    @Override
    public <T> T timeControllerExecution(ControllerExecution<T> execution) throws Exception {
        long start = System.nanoTime();
        String outcome = "failure";
        try {
            T result = execution.execute();
            outcome = "success";
            startup.firstReconcile(execution.controllerName());
            return result;
        } finally {
            Timer.builder("zonekeeper.reconcile")
                    .description("Duration of one reconcile")
                    .tags("kind", execution.controllerName(), "outcome", outcome)
                    .register(registry)
                    .record(System.nanoTime() - start, TimeUnit.NANOSECONDS);
        }
    }

    @Override
    public void failedReconciliation(HasMetadata resource, Exception exception, Map<String, Object> metadata) {
        registry.counter("zonekeeper.reconcile.failures", "kind", resource.getKind())
                .increment();
    }
}
