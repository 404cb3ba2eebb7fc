package io.zonekeeper.controllers.metrics;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.zonekeeper.core.aws.shift.ShiftPlan;
import io.zonekeeper.core.cordon.ZoneDecision;
import io.zonekeeper.core.drill.DrillOutcome;
import io.zonekeeper.core.evacuation.StackDecision.Cause;
import io.zonekeeper.core.evacuation.StackState;
import io.zonekeeper.core.mongo.MongoAction;
import io.zonekeeper.core.reasons.AnyReason;
import io.zonekeeper.core.reasons.Reason;
import io.zonekeeper.core.zone.Verdict;
import io.zonekeeper.core.zone.ZoneEntry;
import io.zonekeeper.kube.metrics.Buckets;
import io.zonekeeper.kube.metrics.Label;
import io.zonekeeper.kube.metrics.Metric;
import io.zonekeeper.kube.metrics.MetricCatalog;
import io.zonekeeper.kube.metrics.ProcessMetrics;

import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * The operator's metrics, each declared once.
 *
 * <p>Labels are kinds, reasons and zones only: never names of services, of which there may be thousands.
 */
public final class OperatorMetrics implements Metrics, AutoCloseable {
    private static final String SUCCESS = "success";
    private static final String FAILURE = "failure";
    private static final String ZONE = "Zone";
    private static final String ZONEKEEPER = "Zonekeeper";
    private static final String AWS = "AWS";

    /** The kinds that are reconciled. */
    private static final List<String> KINDS = List.copyOf(Reason.byKind().keySet());

    /** The kinds that are written besides. */
    private static final List<String> OTHER_KINDS =
            List.of("ConfigMap", "Deployment", "Node", "Pod", "PodDisruptionBudget", "Service", "StatefulSet");

    private static final Buckets RECONCILES = Buckets.ofSeconds(
            "A reconcile that only reads caches takes some milliseconds, one that writes some tens per write; more than a second"
                    + " is a slow API server, 30 s its request timeout.",
            0.005,
            0.01,
            0.025,
            0.05,
            0.1,
            0.25,
            0.5,
            1,
            2.5,
            5,
            10,
            30);

    private static final Buckets JUDGEMENTS = Buckets.ofSeconds(
            "An evaluation starts every 250 ms: what takes longer delays the next one.",
            0.0005,
            0.001,
            0.0025,
            0.005,
            0.01,
            0.025,
            0.05,
            0.1,
            0.25,
            1);

    private static final Buckets WRITES = Buckets.ofSeconds(
            "Kubernetes' objective for a write is 1 s at the 99th percentile; a write takes some milliseconds where etcd is fast.",
            0.005,
            0.01,
            0.025,
            0.05,
            0.1,
            0.25,
            0.5,
            1,
            2.5,
            5,
            10,
            30);

    private static final Buckets FAILOVERS = Buckets.ofSeconds(
            "AWS states up to 35 s for Multi-AZ clusters and 60 to 120 s for Multi-AZ instances.",
            10,
            20,
            35,
            60,
            90,
            120,
            180,
            300,
            600);

    private final MetricCatalog catalog;
    private final ProcessMetrics process;
    private final Startup startup = new Startup();

    private final MetricCatalog.Durations reconciles;
    private final MetricCatalog.Durations writes;
    private final MetricCatalog.Counters refusals;
    private final MetricCatalog.Durations judgements;
    private final ZoneMetrics zones;
    private final MetricCatalog.Counters verdictChanges;
    private final MetricCatalog.Counters cordons;
    private final MetricCatalog.Counters drills;
    private final MetricCatalog.Counters steps;
    private final MetricCatalog.Counters shifts;
    private final MetricCatalog.Counters configurations;
    private final MetricCatalog.Counters actions;
    private final MetricCatalog.Counters failovers;
    private final MetricCatalog.Durations failoverTimes;
    private final ObjectMetrics objects;

    /** Declares the metrics in a registry. */
    public OperatorMetrics(MeterRegistry registry) {
        catalog = new MetricCatalog(registry);
        process = new ProcessMetrics(catalog, registry);
        Label zone = Label.ofCluster("zone", "name of the zone");
        reconciles = catalog.durations(
                "zonekeeper_reconcile_seconds",
                "Duration of one reconcile; zones are reconciled all at once.",
                RECONCILES,
                kind(KINDS),
                Label.of("outcome", "`failure` is retried", Stream.of(SUCCESS, FAILURE)));
        writes = catalog.durations(
                "zonekeeper_write_seconds",
                "Duration of a write to the API server that succeeded.",
                WRITES,
                kind(Stream.concat(KINDS.stream(), OTHER_KINDS.stream()).toList()));
        refusals = catalog.counter(
                "zonekeeper_refusals_total",
                "Actions that were requested or due and were not taken.",
                List.of(
                        kind(KINDS),
                        Label.ofCluster("reason", "a reason of the kind, or of all kinds, in [reasons](reasons.md)")),
                reasonsByKind());
        judgements =
                catalog.durations("zonekeeper_judge_seconds", "Duration of an evaluation of all signals.", JUDGEMENTS);
        zones = new ZoneMetrics(catalog, zone);
        verdictChanges =
                changes("zonekeeper_zone_verdict_changes_total", "Changes of the verdict of a zone.", verdictWords());
        cordons = catalog.counter(
                "zonekeeper_zone_cordons_total",
                "Cordons that began.",
                Label.of("cause", "who cordoned", Arrays.stream(Cause.values()).map(Cause::word)));
        drills = catalog.counter(
                "zonekeeper_drills_total",
                "Drills that ended or were refused.",
                Label.of(
                        "outcome",
                        "how it ended",
                        Arrays.stream(DrillOutcome.Kind.values()).map(DrillOutcome.Kind::word)));
        steps = changes(
                "zonekeeper_evacuation_steps_total",
                "Steps of a service's evacuation of a zone and of its failback.",
                Arrays.stream(StackState.values()).map(StackState::word));
        shifts = catalog.counter(
                "zonekeeper_loadbalancer_shifts_total",
                "Changes of the zonal shift of a load balancer.",
                Label.of(
                        "state",
                        "the state after it",
                        Arrays.stream(ShiftPlan.State.values())
                                .filter(state -> state != ShiftPlan.State.REFUSED)
                                .map(ShiftPlan.State::word)));
        configurations = catalog.counter(
                "zonekeeper_proxy_configurations_total",
                "Configurations rolled out to a ZonalProxy.",
                Label.of(
                        "cause",
                        "what differs from the one before",
                        Arrays.stream(ConfigurationCause.values()).map(ConfigurationCause::word)));
        actions = catalog.counter(
                "zonekeeper_mongo_actions_total",
                "Operations on MongoClusters.",
                Label.of(
                        "action",
                        "the operation",
                        Arrays.stream(MongoAction.class.getPermittedSubclasses())
                                .filter(action -> action != MongoAction.Look.class)
                                .map(Class::getSimpleName)));
        failovers = catalog.counter(
                "zonekeeper_database_failovers_total",
                "Moves of the writer of a database.",
                Label.of("by", "who moved it", Stream.of(ZONEKEEPER, AWS)));
        failoverTimes = catalog.durations(
                "zonekeeper_database_failover_seconds",
                "Time from the request of a failover until the writer had moved.",
                FAILOVERS);
        objects = new ObjectMetrics(catalog, kind(KINDS), zone);
    }

    /** Returns the metrics of what the statuses of all objects amount to. */
    public ObjectMetrics objects() {
        return objects;
    }

    /** Declares whether this process leads. */
    public void leader(BooleanSupplier leading) {
        catalog.gauge("zonekeeper_leader", "Whether this process leads, and so writes: 1 if it does.")
                .by(() -> leading.getAsBoolean() ? 1 : 0);
    }

    /** Declares the metrics of operators that divide services. */
    public ShardMetrics shards() {
        return new ShardMetrics(catalog);
    }

    /** Declares the metrics of signals. */
    public SignalMetrics signals() {
        return new SignalMetrics(catalog);
    }

    /** Declares the metrics of notifications. */
    public NotificationCounters notifications() {
        return new NotificationCounters(catalog);
    }

    /** Declares the metrics of AWS. */
    public AwsMetrics aws() {
        return new AwsMetrics(catalog);
    }

    /** Returns the metrics as they are declared. */
    public List<Metric> declared() {
        return catalog.declared();
    }

    /**
     * Records a write to the API server.
     *
     * @param began when it began, by {@link System#nanoTime}
     */
    public void wrote(String kind, long began) {
        writes.since(began, kind);
    }

    /** Counts an action that was not taken. */
    public void refused(String kind, Reason reason) {
        refusals.increment(kind, reason.word());
    }

    /**
     * Records an evaluation of all signals.
     *
     * @param began when it began, by {@link System#nanoTime}
     */
    public void judged(long began) {
        judgements.since(began);
    }

    /** Counts a verdict that became another one. */
    public void verdictChanged(Verdict from, Verdict to) {
        verdictChanges.increment(from.word(), to.word());
    }

    /** Counts a step of an evacuation or a failback. */
    public void stackMoved(StackState from, StackState to) {
        steps.increment(from.word(), to.word());
    }

    /** Counts files given to proxies. */
    public void proxyConfigured(ConfigurationCause cause) {
        configurations.increment(cause.word());
    }

    /** Counts something that was done to a MongoCluster. */
    public void mongoActed(MongoAction action) {
        actions.increment(action.getClass().getSimpleName());
    }

    /** Counts a cordon that began. */
    public void cordoned(Cause cause) {
        cordons.increment(cause.word());
    }

    /** Counts a drill, by how it ended. */
    public void drilled(String outcome) {
        drills.increment(outcome);
    }

    /** Counts a step of a load balancer's shift. */
    public void shifted(String state) {
        shifts.increment(state);
    }

    /**
     * Records a move of a database's writer.
     *
     * @param requested whether the operator requested it
     * @param took the time from its request; empty where it was not requested
     */
    public void failedOver(boolean requested, Optional<Duration> took) {
        failovers.increment(requested ? ZONEKEEPER : AWS);
        took.ifPresent(failoverTimes::record);
    }

    /** Shows the nodes of each zone, its verdict, and whether it is cordoned. */
    public void zones(List<ZoneEntry> zones, Map<String, ZoneDecision> decisions) {
        this.zones.show(zones, decisions);
    }

    /** Reconciles all zones, and records it. */
    public <T> T reconcilingZones(Supplier<T> reconcile) {
        return timed(ZONE, reconcile::get);
    }

    @Override
    public <T> T timeControllerExecution(ControllerExecution<T> execution) throws Exception {
        T result = timed(kindOf(execution.controllerName()), execution::execute);
        startup.firstReconcile(execution.controllerName());
        return result;
    }

    @Override
    public void close() {
        process.close();
    }

    private interface Work<T, E extends Exception> {
        T run() throws E;
    }

    private <T, E extends Exception> T timed(String kind, Work<T, E> work) throws E {
        long began = System.nanoTime();
        String outcome = FAILURE;
        try {
            T result = work.run();
            outcome = SUCCESS;
            return result;
        } finally {
            reconciles.since(began, kind, outcome);
        }
    }

    /** The framework's names of controllers are those of kinds in small letters. */
    private static String kindOf(String controller) {
        return KINDS.stream()
                .filter(kind -> kind.equalsIgnoreCase(controller))
                .findFirst()
                .orElse(controller);
    }

    private MetricCatalog.Counters changes(String name, String help, Stream<String> states) {
        List<String> words = states.toList();
        return catalog.counter(
                name,
                help,
                List.of(Label.of("from", "before", words.stream()), Label.of("to", "after", words.stream())),
                words.stream()
                        .flatMap(from ->
                                words.stream().filter(to -> !to.equals(from)).map(to -> List.of(from, to)))
                        .toList());
    }

    private static Label kind(List<String> kinds) {
        return Label.of("kind", "kind of the object", kinds.stream());
    }

    private static Stream<String> verdictWords() {
        return Arrays.stream(Verdict.values()).map(Verdict::word);
    }

    private static List<List<String>> reasonsByKind() {
        return Reason.byKind().entrySet().stream()
                .flatMap(reasons -> Stream.concat(reasons.getValue().stream(), Arrays.stream(AnyReason.values()))
                        .map(reason -> List.of(reasons.getKey(), reason.word())))
                .toList();
    }
}
