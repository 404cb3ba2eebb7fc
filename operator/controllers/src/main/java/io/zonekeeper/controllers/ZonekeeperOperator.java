package io.zonekeeper.controllers;

import java.io.IOException;
import java.time.Clock;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.framework.Component;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.controllers.framework.LeaderLease;
import io.zonekeeper.controllers.framework.Leadership;
import io.zonekeeper.controllers.framework.SteadyClock;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.kube.client.KubernetesClients;
import io.zonekeeper.kube.client.LeaderFence;
import io.zonekeeper.kube.config.OperatorConfig;
import io.zonekeeper.kube.events.EventListener;
import io.zonekeeper.kube.events.Events;
import io.zonekeeper.kube.management.ManagementServer;
import io.zonekeeper.kube.notifications.NotificationType;
import io.zonekeeper.kube.notifications.Notifications;
import io.zonekeeper.kube.notifications.Webhook;
import io.zonekeeper.kube.notifications.WebhookSender;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One running operator: its client, components and management server.
 *
 * <p>Every instance fills its caches and answers health checks; only the leader writes.
 */
public final class ZonekeeperOperator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ZonekeeperOperator.class);

    private final Environment environment;
    private final Leadership leadership;
    private final List<Component> components;
    private final ManagementServer management;
    private final Optional<WebhookSender> notifications;

    private ZonekeeperOperator(
            Environment environment,
            Leadership leadership,
            List<Component> components,
            ManagementServer management,
            Optional<WebhookSender> notifications) {
        this.environment = environment;
        this.leadership = leadership;
        this.components = components;
        this.management = management;
        this.notifications = notifications;
    }

    /**
     * Starts an operator and returns when its caches are filled, or, with leader election, before it leads.
     *
     * @param config how it runs
     * @param cluster how it reaches the API server
     * @param onLeadershipLost called, perhaps more than once, when this instance does not provably lead any more while
     *     it still runs: its caches and timers hold decisions of a leader, so it is to be abandoned
     * @throws IOException when its management port cannot be bound
     */
    public static ZonekeeperOperator start(OperatorConfig config, Config cluster, Runnable onLeadershipLost)
            throws IOException {
        StartReport.begins(config);
        var registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        var clock = new SteadyClock();
        var leadership = new Leadership(config.leaderElection(), onLeadershipLost);
        Optional<LeaderFence> fence = leadership.fence(config.namespace());
        KubernetesClient client = fence.map(holds -> KubernetesClients.create(cluster, holds))
                .orElseGet(() -> KubernetesClients.create(cluster));
        String instance = Objects.requireNonNullElse(System.getenv("HOSTNAME"), "local");
        var metrics = new OperatorMetrics(registry);
        Optional<WebhookSender> sender = sender(config.notifications(), metrics, clock);
        EventListener listener = sender.<EventListener>map(webhook -> new Notifications(
                        webhook, config.notifications().source(), types(config.notifications()), clock))
                .orElse(EventListener.NONE);
        var environment =
                new Environment(client, config, clock, new Events(client, clock, instance, listener), metrics, fence);
        environment.metrics().leader(leadership::leading);
        var wiring = new Wiring(environment, leadership, new ClusterState(client));
        var management = ManagementServer.start(
                config.listen(),
                wiring.zones()::stuck,
                () -> leadership.running() && wiring.zones().synced()
                        ? Optional.empty()
                        : Optional.of("filling caches"),
                registry::scrape);
        StartReport.permissions(client, config);
        wiring.components().forEach(Component::start);
        leadership.started();
        LOG.atInfo().addKeyValue("port", management.port()).log("started");
        return new ZonekeeperOperator(environment, leadership, wiring.components(), management, sender);
    }

    private static Optional<WebhookSender> sender(
            OperatorConfig.Notifications config, OperatorMetrics metrics, Clock clock) {
        return config.url()
                .map(url -> new WebhookSender(
                        new Webhook(
                                url,
                                config.timeout(),
                                config.headerFile().map(file -> new Webhook.Header(config.headerName(), file))),
                        metrics.notifications(),
                        clock));
    }

    private static Set<NotificationType> types(OperatorConfig.Notifications config) {
        return config.types().isEmpty()
                ? EnumSet.allOf(NotificationType.class)
                : config.types().stream()
                        .flatMap(type -> NotificationType.named(type).stream())
                        .collect(Collectors.toSet());
    }

    /**
     * Closes it after it ceased to lead: requests that are under way end first, and nothing is given back, for another
     * may lead.
     */
    public void abandon() {
        leadership.stopping();
        environment.client().close();
        components.reversed().forEach(Component::close);
        environment.events().close();
        management.close();
        environment.metrics().close();
        notifications.ifPresent(WebhookSender::close);
        LOG.atInfo().log("stopped: it does not lead any more");
    }

    @Override
    public void close() {
        leadership.stopping();
        components.reversed().forEach(Component::close);
        // Only the leader writes Events: those that wait are written before another one leads.
        environment.events().close();
        leadership.stopped(new LeaderLease(environment.client(), environment.config(), leadership.identity()));
        management.close();
        environment.metrics().close();
        notifications.ifPresent(WebhookSender::close);
        environment.client().close();
        LOG.atInfo().log("stopped");
    }
}
