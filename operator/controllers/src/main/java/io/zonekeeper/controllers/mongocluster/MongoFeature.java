package io.zonekeeper.controllers.mongocluster;

import java.net.HttpURLConnection;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

import io.zonekeeper.api.v1alpha1.MongoCluster;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.controllers.signals.NodeWatch;
import io.zonekeeper.controllers.zones.ZoneController;
import io.zonekeeper.kube.apply.ChildApplier;
import io.zonekeeper.kube.cache.PruningStore;
import io.zonekeeper.kube.events.Events;

import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.ControllerConfigurationOverrider;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the keeping of MongoClusters when the first one is seen by the leader: before that neither the driver nor an
 * informer of children is loaded.
 */
public final class MongoFeature implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MongoFeature.class);
    private static final int WORKERS = 4;

    private final KubernetesClient client;
    private final Clock clock;
    private final Events events;
    private final OperatorMetrics metrics;
    private final ZoneController zones;
    private final NodeWatch nodes;
    private final Set<String> namespaces;
    private final Consumer<ControllerConfigurationOverrider<MongoCluster>> common;
    private final AtomicBoolean seen = new AtomicBoolean();
    private final List<SharedIndexInformer<MongoCluster>> sentries = new ArrayList<>();
    private MongoClusterReconciler reconciler;
    private Operator operator;

    /**
     * Creates it; {@link #lead} begins.
     *
     * @param namespaces where MongoClusters are kept; empty for everywhere
     * @param common what all controllers here are set to
     */
    public MongoFeature(
            KubernetesClient client,
            Clock clock,
            Events events,
            OperatorMetrics metrics,
            ZoneController zones,
            NodeWatch nodes,
            Set<String> namespaces,
            Consumer<ControllerConfigurationOverrider<MongoCluster>> common) {
        this.client = client;
        this.clock = clock;
        this.events = events;
        this.metrics = metrics;
        this.zones = zones;
        this.nodes = nodes;
        this.namespaces = Set.copyOf(namespaces);
        this.common = common;
    }

    /** Begins to look for MongoClusters: this process leads. */
    public synchronized void lead() {
        var clusters = client.resources(MongoCluster.class);
        if (namespaces.isEmpty()) {
            watch(clusters.inAnyNamespace().runnableInformer(0));
        } else {
            namespaces.forEach(
                    namespace -> watch(clusters.inNamespace(namespace).runnableInformer(0)));
        }
    }

    private void watch(SharedIndexInformer<MongoCluster> sentry) {
        sentries.add(sentry);
        // Where the kind is not installed it is tried again; where it may not be read, it is not wanted.
        sentry.itemStore(PruningStore.of(cluster -> {
                    cluster.setSpec(null);
                    cluster.setStatus(null);
                }))
                .addEventHandler(new Sentry())
                .exceptionHandler((started, failure) -> !forbidden(failure));
        var unused = sentry.start();
    }

    private static boolean forbidden(Throwable failure) {
        boolean forbidden = failure instanceof KubernetesClientException refused
                && refused.getCode() == HttpURLConnection.HTTP_FORBIDDEN;
        if (forbidden) {
            LOG.atInfo().log("MongoClusters may not be read: they are not kept");
        }
        return forbidden;
    }

    private void begin() {
        if (seen.compareAndSet(false, true)) {
            Thread.ofPlatform().name("mongo-start").daemon().start(this::startController);
        }
    }

    private synchronized void startController() {
        LOG.atInfo().log("there is a MongoCluster: its controller starts");
        sentries.forEach(SharedIndexInformer::stop);
        reconciler = new MongoClusterReconciler(
                client, new ChildApplier(client, clock), events, metrics, clock, zones, nodes, namespaces);
        operator = new Operator(overrides -> overrides
                .withKubernetesClient(client)
                .withCloseClientOnStop(false)
                .withMetrics(metrics)
                .withConcurrentReconciliationThreads(WORKERS)
                .withConcurrentWorkflowExecutorThreads(1)
                .checkingCRDAndValidateLocalModel(false)
                .withStopOnInformerErrorDuringStartup(false));
        operator.register(reconciler, overrides -> {
            common.accept(overrides);
            if (!namespaces.isEmpty()) {
                overrides.settingNamespaces(namespaces);
            }
        });
        operator.start();
    }

    @Override
    public synchronized void close() {
        sentries.forEach(SharedIndexInformer::stop);
        if (operator != null) {
            operator.stop();
            reconciler.close();
        }
    }

    private final class Sentry implements ResourceEventHandler<MongoCluster> {
        @Override
        public void onAdd(MongoCluster cluster) {
            begin();
        }

        @Override
        public void onUpdate(MongoCluster before, MongoCluster after) {
            begin();
        }

        @Override
        public void onDelete(MongoCluster cluster, boolean unknownFinalState) {
            // Nothing was begun for it.
        }
    }
}
