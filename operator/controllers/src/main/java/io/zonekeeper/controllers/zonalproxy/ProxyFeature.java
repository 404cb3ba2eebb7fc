package io.zonekeeper.controllers.zonalproxy;

import java.time.Clock;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

import io.zonekeeper.api.v1alpha1.ZonalProxy;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.controllers.zones.ZoneController;
import io.zonekeeper.kube.config.OperatorConfig;
import io.zonekeeper.kube.events.Events;

import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ConfigurationServiceOverrider;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the controller of ZonalProxies when there is one: until then it costs one small list now and then.
 *
 * <p>The controller has an operator of the framework's own, without leader election, because the framework starts its
 * controllers together; it is only started by the leader, and the process ends when it ceases to lead.
 */
public final class ProxyFeature implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProxyFeature.class);
    private static final int LOOK_SECONDS = 5;

    private final KubernetesClient client;
    private final Events events;
    private final OperatorMetrics metrics;
    private final Clock clock;
    private final ZoneController zones;
    private final OperatorConfig config;
    private final BiConsumer<ControllerConfigurationOverrider<ZonalProxy>, String> common;
    private ScheduledExecutorService looks;
    private ZonalProxyReconciler reconciler;
    private Operator operator;

    /**
     * Creates it with nothing started.
     *
     * @param common what all controllers are configured with, and the name of this one
     */
    public ProxyFeature(
            KubernetesClient client,
            Events events,
            OperatorMetrics metrics,
            Clock clock,
            ZoneController zones,
            OperatorConfig config,
            BiConsumer<ControllerConfigurationOverrider<ZonalProxy>, String> common) {
        this.client = client;
        this.events = events;
        this.metrics = metrics;
        this.clock = clock;
        this.zones = zones;
        this.config = config;
        this.common = common;
    }

    /** Begins to look for a ZonalProxy: this process leads. */
    public synchronized void lead() {
        if (looks == null) {
            looks = Executors.newSingleThreadScheduledExecutor(
                    Thread.ofVirtual().name("proxies").factory());
            var unused = looks.scheduleWithFixedDelay(this::look, 0, LOOK_SECONDS, TimeUnit.SECONDS);
        }
    }

    @Override
    public synchronized void close() {
        if (looks != null) {
            looks.shutdownNow();
        }
        if (operator != null) {
            operator.stop();
            reconciler.close();
        }
    }

    private synchronized void look() {
        try {
            if (looks.isShutdown() || operator != null || !exists()) {
                return;
            }
            reconciler = new ZonalProxyReconciler(client, events, metrics, clock, zones, config);
            Operator made = new Operator(this::configure);
            made.register(reconciler, overrides -> {
                common.accept(overrides, "zonalproxy");
                if (!config.namespaces().isEmpty()) {
                    overrides.settingNamespaces(config.namespaces());
                }
            });
            made.start();
            operator = made;
            looks.shutdown();
            LOG.atInfo().log("the first ZonalProxy was found: its controller was started");
        } catch (RuntimeException e) {
            LOG.atWarn().addKeyValue("cause", e.getMessage()).log("ZonalProxies were not looked for; trying again");
        }
    }

    private boolean exists() {
        var one = new ListOptionsBuilder().withLimit(1L).build();
        Set<String> namespaces = config.namespaces();
        try {
            return namespaces.isEmpty()
                    ? !client.resources(ZonalProxy.class)
                            .inAnyNamespace()
                            .list(one)
                            .getItems()
                            .isEmpty()
                    : namespaces.stream()
                            .anyMatch(namespace -> !client.resources(ZonalProxy.class)
                                    .inNamespace(namespace)
                                    .list(one)
                                    .getItems()
                                    .isEmpty());
        } catch (KubernetesClientException e) {
            if (e.getCode() == 404 || e.getCode() == 403) {
                LOG.atDebug().addKeyValue("cause", e.getMessage()).log("no ZonalProxies in this cluster");
                return false;
            }
            throw e;
        }
    }

    private void configure(ConfigurationServiceOverrider overrides) {
        overrides
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withMetrics(metrics)
                .withConcurrentReconciliationThreads(config.workers())
                .withConcurrentWorkflowExecutorThreads(1)
                .checkingCRDAndValidateLocalModel(false)
                .withStopOnInformerErrorDuringStartup(false);
    }
}
