package io.zonekeeper.controllers;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;

import io.zonekeeper.controllers.drains.Drains;
import io.zonekeeper.controllers.drains.ForeignBudgets;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.controllers.mongocluster.MongoFeature;
import io.zonekeeper.controllers.pacing.EvacuationBudget;
import io.zonekeeper.controllers.pacing.PriorityClasses;
import io.zonekeeper.controllers.pacing.SurgePacer;
import io.zonekeeper.controllers.pacing.UnschedulablePods;
import io.zonekeeper.controllers.policies.DefaultPolicy;
import io.zonekeeper.controllers.policies.PolicySettings;
import io.zonekeeper.controllers.policies.ZoneHealthPolicyReconciler;
import io.zonekeeper.controllers.provider.AwsPart;
import io.zonekeeper.controllers.signals.NodeWatch;
import io.zonekeeper.controllers.signals.StackCensus;
import io.zonekeeper.controllers.signals.SteadyClock;
import io.zonekeeper.controllers.signals.ZoneWatch;
import io.zonekeeper.controllers.zonalproxy.ProxyFeature;
import io.zonekeeper.controllers.zonedservice.ReadOnlyServices;
import io.zonekeeper.controllers.zonedservice.ZonedServiceReconciler;
import io.zonekeeper.controllers.zonedservice.planning.ServicePlanning;
import io.zonekeeper.controllers.zonedservice.pods.KeptClaims;
import io.zonekeeper.controllers.zonedservice.pods.PodPlaces;
import io.zonekeeper.controllers.zonedservice.pods.ServicePods;
import io.zonekeeper.controllers.zonedservice.pods.ZoneFits;
import io.zonekeeper.controllers.zones.DrillCensus;
import io.zonekeeper.controllers.zones.ZoneChildren;
import io.zonekeeper.controllers.zones.ZoneController;
import io.zonekeeper.controllers.zones.ZoneReport;
import io.zonekeeper.kube.apply.ChildApplier;
import io.zonekeeper.kube.client.KubernetesClients;
import io.zonekeeper.kube.client.OwnZone;
import io.zonekeeper.kube.client.ServerVersion;
import io.zonekeeper.kube.config.OperatorConfig;
import io.zonekeeper.kube.events.Events;
import io.zonekeeper.kube.management.ManagementServer;
import io.zonekeeper.kube.objects.Labels;
import io.zonekeeper.kube.probe.ApiServerLook;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.processing.retry.GenericRetry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running operator: its client, controllers and management server.
 *
 * <p>Every instance fills its caches and answers health checks; only the leader writes.
 */
public final class ZonekeeperOperator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ZonekeeperOperator.class);

    /** Events that a watch lost are made up for after this long. */
    private static final Duration SAFETY_INTERVAL = Duration.ofMinutes(5);

    private static final Duration TERMINATION_TIMEOUT = Duration.ofSeconds(20);
    private static final int FIRST_RETRY_MILLIS = 500;
    private static final int LONGEST_RETRY_MILLIS = 60_000;

    private final KubernetesClient client;
    private final Events events;
    private final NodeWatch nodes;
    private final Drains drains;
    private final ZoneFits fits;
    private final PodPlaces places;
    private final ForeignBudgets foreignBudgets;
    private final ZoneWatch watch;
    private final ZoneController zones;
    private final AwsPart aws;
    private final ProxyFeature proxies;
    private final MongoFeature mongo;
    private final Operator operator;
    private final ManagementServer management;
    private final AtomicBoolean started;

    private ZonekeeperOperator(
            KubernetesClient client,
            Events events,
            NodeWatch nodes,
            Drains drains,
            ZoneFits fits,
            PodPlaces places,
            ForeignBudgets foreignBudgets,
            ZoneWatch watch,
            ZoneController zones,
            AwsPart aws,
            ProxyFeature proxies,
            MongoFeature mongo,
            Operator operator,
            ManagementServer management,
            AtomicBoolean started) {
        this.client = client;
        this.events = events;
        this.nodes = nodes;
        this.drains = drains;
        this.fits = fits;
        this.places = places;
        this.foreignBudgets = foreignBudgets;
        this.watch = watch;
        this.zones = zones;
        this.aws = aws;
        this.proxies = proxies;
        this.mongo = mongo;
        this.operator = operator;
        this.management = management;
        this.started = started;
    }

    /**
     * Starts an operator and returns when its caches are filled, or, with leader election, before it leads.
     *
     * @param config how it runs
     * @param cluster how it reaches the API server
     * @param onLeadershipLost called when another instance leads while this one still runs: its caches and timers hold
     *     decisions of a leader, so the process should end
     * @throws IOException when its management port cannot be bound
     */
    public static ZonekeeperOperator start(OperatorConfig config, Config cluster, Runnable onLeadershipLost)
            throws IOException {
        Clock clock = Clock.systemUTC();
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        var metrics = new OperatorMetrics(registry);
        KubernetesClient client = KubernetesClients.create(cluster);
        String instance = Objects.requireNonNullElse(System.getenv("HOSTNAME"), "local");
        var events = new Events(client, clock, instance);
        var policy = new PolicySettings();
        var steady = new SteadyClock();
        var census = new StackCensus();
        var nodes = new NodeWatch(client);
        var drains = new Drains(client, nodes, config.namespaces(), System::nanoTime);
        var fits = new ZoneFits(nodes);
        var places = new PodPlaces(client, nodes, config.namespaces());
        var foreignBudgets = new ForeignBudgets(client, config.namespaces());
        var aws = new AwsPart(config, client, policy, events, metrics, clock);
        var watch = new ZoneWatch(
                client,
                config.namespace(),
                ownZone(config, client),
                nodes,
                census,
                policy,
                aws.signals(),
                new ApiServerLook(URI.create(client.getMasterUrl().toString()))::answers,
                steady);
        var drillCensus = new DrillCensus();
        var zones = new ZoneController(
                client,
                nodes,
                watch::verdicts,
                policy,
                new ZoneChildren(client, config.namespaces(), config.slots()),
                drillCensus,
                aws.says(),
                new ZoneReport(events, metrics, clock),
                metrics,
                steady,
                config.slots());
        watch.onZoneChange(zones::triggerNow);
        var proxies = new ProxyFeature(client, events, metrics, clock, zones, config, ZonekeeperOperator::common);
        var mongo = new MongoFeature(
                client,
                clock,
                events,
                metrics,
                zones,
                nodes,
                config.namespaces(),
                each -> common(each, "mongocluster"));
        Runnable lead = () -> {
            LOG.atInfo().addKeyValue("instance", instance).log("leading");
            watch.lead();
            zones.lead();
            aws.lead();
            proxies.lead();
            mongo.lead();
            config.defaultPolicy().ifPresent(spec -> DefaultPolicy.apply(client, spec));
        };

        var started = new AtomicBoolean();
        Runnable unlead = () -> {
            if (started.get()) {
                LOG.atError().log("another instance leads");
                onLeadershipLost.run();
            }
        };
        Operator operator = new Operator(overrides -> configure(overrides, config, client, metrics, lead, unlead));
        operator.register(
                new ZonedServiceReconciler(
                        new ChildApplier(client, clock),
                        events,
                        metrics,
                        clock,
                        zones,
                        new ServicePlanning(
                                watch::verdicts,
                                policy,
                                new EvacuationBudget(policy::serviceEvacuationsPerHour, steady),
                                new SurgePacer(policy::surge, census::pending, System::nanoTime),
                                new PriorityClasses(client, System::nanoTime),
                                new UnschedulablePods(client),
                                new ServicePods(client, System::nanoTime),
                                fits,
                                places,
                                steady),
                        new KeptClaims(client),
                        census,
                        drillCensus,
                        drains,
                        foreignBudgets,
                        aws.loadBalancers(),
                        watch::onStackChange,
                        new ServerVersion(client)::hasPreferSameZone,
                        config),
                overrides -> {
                    common(overrides, "zonedservice");
                    if (!config.namespaces().isEmpty()) {
                        overrides.settingNamespaces(config.namespaces());
                    }
                });
        operator.register(
                new ZoneHealthPolicyReconciler(
                        policy,
                        () -> {
                            zones.trigger();
                            aws.policyChanged();
                        },
                        aws::policyFacts,
                        aws::onPolicyFacts,
                        clock),
                overrides -> common(overrides, "zonehealthpolicy"));

        var management = ManagementServer.start(
                config.listen(),
                zones::stuck,
                () -> started.get() && zones.synced() ? Optional.empty() : Optional.of("filling caches"),
                registry::scrape);
        nodes.start();
        foreignBudgets.start();
        zones.start();
        watch.start(zones::catalog, zones::remembered, zones::kubeletsReached, () -> {
            if (config.leaderElection().enabled() && started.get()) {
                LOG.atError().log("the API server has not answered for too long: giving way to another instance");
                onLeadershipLost.run();
            }
        });
        operator.start();
        // It reads the policy, which is in the operator framework's cache from here on.
        aws.start(zones);
        started.set(true);
        if (!config.leaderElection().enabled()) {
            lead.run();
        }
        LOG.atInfo().addKeyValue("port", management.port()).log("started");
        return new ZonekeeperOperator(
                client,
                events,
                nodes,
                drains,
                fits,
                places,
                foreignBudgets,
                watch,
                zones,
                aws,
                proxies,
                mongo,
                operator,
                management,
                started);
    }

    @Override
    public void close() {
        started.set(false);
        proxies.close();
        mongo.close();
        watch.close();
        zones.close();
        aws.close();
        drains.close();
        fits.close();
        places.close();
        foreignBudgets.close();
        nodes.close();
        operator.stop();
        management.close();
        events.close();
        client.close();
        LOG.atInfo().log("stopped");
    }

    /** Without it, kubelets of all zones are witnesses, also those of the zone that this process runs in. */
    private static Optional<String> ownZone(OperatorConfig config, KubernetesClient client) {
        try {
            return OwnZone.find(config, System.getenv(), client);
        } catch (KubernetesClientException e) {
            LOG.atWarn().addKeyValue("cause", e.getMessage()).log("own zone not found out");
            return Optional.empty();
        }
    }

    private static void configure(
            ConfigurationServiceOverrider overrides,
            OperatorConfig config,
            KubernetesClient client,
            OperatorMetrics metrics,
            Runnable lead,
            Runnable unlead) {
        overrides
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withMetrics(metrics)
                .withResourceCloner(new ReadOnlyServices(client.getKubernetesSerialization()))
                .withConcurrentReconciliationThreads(config.workers())
                .withConcurrentWorkflowExecutorThreads(1)
                .checkingCRDAndValidateLocalModel(false)
                // A kind that we may not read must not keep the others from being reconciled.
                .withStopOnInformerErrorDuringStartup(false)
                .withReconciliationTerminationTimeout(TERMINATION_TIMEOUT);
        OperatorConfig.LeaderElection election = config.leaderElection();
        if (election.enabled()) {
            overrides.withLeaderElectionConfiguration(
                    LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration(election.leaseName())
                            .withLeaseNamespace(config.namespace())
                            .withLeaseDuration(election.leaseDuration())
                            .withRenewDeadline(election.renewDeadline())
                            .withRetryPeriod(election.retryPeriod())
                            .withLeaderCallbacks(new LeaderCallbacks(lead, unlead, leader -> {}))
                            // It would call System.exit, which never returns from within a shutdown hook.
                            .withExitOnStopLeading(false)
                            .build());
        }
    }

    private static <R extends HasMetadata> void common(ControllerConfigurationOverrider<R> overrides, String name) {
        overrides
                .withName(name)
                .withFieldManager(KubernetesClients.FIELD_MANAGER)
                .withReconciliationMaxInterval(SAFETY_INTERVAL)
                .withRetry(new GenericRetry()
                        .setInitialInterval(FIRST_RETRY_MILLIS)
                        .setIntervalMultiplier(2)
                        .setMaxInterval(LONGEST_RETRY_MILLIS)
                        .withoutMaxAttempts())
                .withRateLimiter(new Pace())
                .withGenerationAware(false)
                .withOnUpdateFilter(ZonekeeperOperator::countsAsChange);
    }

    /**
     * Changes of the spec, of the annotations that are switches, and a deletion; our own status writes do not count.
     */
    private static boolean countsAsChange(HasMetadata after, HasMetadata before) {
        return !Objects.equals(
                        after.getMetadata().getGeneration(),
                        before.getMetadata().getGeneration())
                || !Objects.equals(annotation(after, Labels.PAUSED), annotation(before, Labels.PAUSED))
                || !Objects.equals(annotation(after, Labels.RESTARTED_AT), annotation(before, Labels.RESTARTED_AT))
                || !Objects.equals(annotation(after, Labels.FAILBACK), annotation(before, Labels.FAILBACK))
                || !Objects.equals(annotation(after, Labels.EVACUATE), annotation(before, Labels.EVACUATE))
                || !Objects.equals(
                        after.getMetadata().getDeletionTimestamp(),
                        before.getMetadata().getDeletionTimestamp());
    }

    private static String annotation(HasMetadata resource, String key) {
        return Objects.requireNonNullElse(resource.getMetadata().getAnnotations(), Map.<String, String>of())
                .get(key);
    }
}
