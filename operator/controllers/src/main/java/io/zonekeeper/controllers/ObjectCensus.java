package io.zonekeeper.controllers;

import java.time.Duration;
import java.util.List;

import io.zonekeeper.controllers.cluster.ClusterState;
import io.zonekeeper.controllers.framework.Component;
import io.zonekeeper.controllers.framework.Environment;
import io.zonekeeper.controllers.loop.Singleton;
import io.zonekeeper.controllers.metrics.ObjectMetrics;
import io.zonekeeper.core.zone.KnownZone;

/** Counts the statuses of all objects for the metrics: at intervals, from caches, whatever the number of objects. */
final class ObjectCensus implements Component {
    /** More often than it is scraped. */
    private static final Duration EVERY = Duration.ofSeconds(5);

    private final ClusterState state;
    private final Environment environment;
    private final ObjectMetrics metrics;
    private final Singleton loop = new Singleton(Thread.ofPlatform().daemon(), "census", EVERY, this::look);

    ObjectCensus(Environment environment, ClusterState state) {
        this.state = state;
        this.environment = environment;
        this.metrics = environment.metrics().objects();
        metrics.observing(() -> state.verdicts().vantages());
    }

    @Override
    public void start() {
        loop.start();
    }

    @Override
    public void close() {
        loop.close();
    }

    private Duration look() {
        List<String> zones = state.catalog()
                .map(catalog -> catalog.zones().stream().map(KnownZone::name).toList())
                .orElse(List.of());
        metrics.refreshConditions();
        metrics.services(
                state.services().list(any -> true).toList(),
                zones,
                environment.clock().instant());
        return EVERY;
    }
}
