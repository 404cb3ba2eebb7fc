package io.zonekeeper.observer;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.zonekeeper.kube.client.KubernetesClients;
import io.zonekeeper.kube.client.OwnZone;
import io.zonekeeper.kube.config.ConfigException;
import io.zonekeeper.kube.config.OperatorConfig;
import io.zonekeeper.kube.management.ManagementServer;
import io.zonekeeper.kube.probe.Outcome;
import io.zonekeeper.kube.probe.Probe;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running observer.
 *
 * <p>It checks the pods of services by their health checks, from the zone it runs in, and reports in a Lease of its
 * own. It decides nothing. Once it knows its targets it needs no API server to continue looking.
 */
public final class Observer implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Observer.class);
    private static final double MILLIS_PER_SECOND = 1000;
    private static final Duration SYNC_LOOK = Duration.ofSeconds(1);

    /** What ends it, in this order. */
    private final List<Runnable> ends;

    private Observer(List<Runnable> ends) {
        this.ends = ends;
    }

    /** Environment variable with the UID of the pod that this process is; the chart sets it. */
    private static final String POD_UID = "POD_UID";

    /**
     * Starts an observer; what there is to check becomes known after that.
     *
     * @param config how it runs
     * @param cluster how it reaches the API server
     * @param environment the process's environment: {@code HOSTNAME} is its name, {@code NODE_NAME} its node's
     * @throws ConfigException when the zone it runs in cannot be found out
     * @throws IOException when its management port cannot be bound
     */
    public static Observer start(OperatorConfig config, Config cluster, Map<String, String> environment)
            throws IOException {
        KubernetesClient client = KubernetesClients.create(cluster);
        String zone = OwnZone.find(config, environment, client)
                .orElseThrow(() -> new ConfigException(
                        "zone: not known; set it, or set %s to the name of a node with".formatted(OwnZone.NODE_NAME)
                                + " the label topology.kubernetes.io/zone"));
        String name = environment.getOrDefault("HOSTNAME", "local");
        var lease = new ObserverLease(client, config.namespace(), name, Optional.ofNullable(environment.get(POD_UID)));
        var rows = new ReportRows(name, zone);
        // Each knows the next only through what it hands over, so the metrics come first and learn the age last.
        var age = new ReportAge();
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        var metrics = new ObserverMetrics(registry, age::seconds);
        var patrol = new CheckScheduler(target -> {
            Outcome outcome = Probe.look(target);
            metrics.looked(outcome);
            return outcome;
        });
        var roster = new TargetRegistry(patrol);
        var watches = new Watches(client, config.namespaces(), config.failovers(), roster);
        var reporter = new Reporter(
                () -> {
                    List<ObservedPod.View> pods = roster.pods();
                    metrics.pods(pods);
                    return rows.sum(pods, roster.away(), System.nanoTime());
                },
                lease::write);
        age.reporter = Optional.of(reporter);
        var management = ManagementServer.start(
                config.listen(),
                () -> watches.unsound().or(reporter::unsound),
                () -> unready(watches, reporter),
                registry::scrape);
        watches.start();
        reporter.start();
        var unused = Thread.ofVirtual().start(() -> tidyUp(watches));
        LOG.atInfo()
                .addKeyValue("observer", name)
                .addKeyValue("zone", zone)
                .addKeyValue("port", management.port())
                .log("started");
        return new Observer(List.of(
                reporter::close,
                watches::close,
                roster::clear,
                patrol::close,
                () -> takeBack(lease),
                management::close,
                metrics::close,
                client::close));
    }

    /** Ends the checks and takes the report back: what nobody keeps up to date is no evidence. */
    @Override
    public void close() {
        ends.forEach(Runnable::run);
        LOG.atInfo().log("stopped");
    }

    private static void takeBack(ObserverLease lease) {
        try {
            lease.delete();
        } catch (KubernetesClientException e) {
            LOG.atWarn().addKeyValue("cause", e.getMessage()).log("the report could not be deleted; it becomes stale");
        }
    }

    /**
     * The first lists are the most that is ever in memory at once. What they took is given back by a full collection,
     * and this collector does none on its own while little is going on.
     */
    private static void tidyUp(Watches watches) {
        try {
            while (!watches.synced()) {
                Thread.sleep(SYNC_LOOK);
            }
            Thread.sleep(SYNC_LOOK.multipliedBy(2));
            System.gc();
        } catch (InterruptedException e) {
            // nobody does that
        }
    }

    private static Optional<String> unready(Watches watches, Reporter reporter) {
        if (!watches.synced()) {
            return Optional.of("filling caches");
        }
        return reporter.hasReported() ? Optional.empty() : Optional.of("nothing is reported yet");
    }

    private static final class ReportAge {
        private volatile Optional<Reporter> reporter = Optional.empty();

        double seconds() {
            return reporter.map(Reporter::age).orElse(Duration.ZERO).toMillis() / MILLIS_PER_SECOND;
        }
    }
}
