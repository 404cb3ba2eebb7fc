package io.zonekeeper.controllers.framework;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.kube.config.OperatorConfig;
import io.zonekeeper.kube.events.Events;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** What controllers are made with in tests that have no API server. */
public final class TestEnvironment {
    /** Everything as small as it can be, AWS off. */
    public static final OperatorConfig CONFIG = new OperatorConfig(
            "zonekeeper",
            Set.of(),
            OperatorConfig.Shard.WHOLE,
            new OperatorConfig.LeaderElection(false, "zonekeeper", Duration.ZERO, Duration.ZERO, Duration.ZERO),
            new OperatorConfig.Listen("localhost", 0),
            new OperatorConfig.Log("info", "json"),
            1,
            8,
            Optional.empty(),
            Optional.empty(),
            new OperatorConfig.Aws(
                    false, Optional.empty(), Optional.empty(), Map.of(), Duration.ofSeconds(1), Duration.ofHours(1)),
            false,
            new OperatorConfig.Web(false, 0, OperatorConfig.Web.Authentication.PORT_FORWARD),
            OperatorConfig.Notifications.none());

    private TestEnvironment() {}

    /** Returns one that tells nobody anything. */
    public static Environment silent() {
        return new Environment(null, CONFIG, new SteadyClock(), null, null, Optional.empty());
    }

    /** Returns one that writes these Events, by the clock of this machine. */
    public static Environment telling(Events events) {
        return new Environment(
                null,
                CONFIG,
                new SteadyClock(),
                events,
                new OperatorMetrics(new SimpleMeterRegistry()),
                Optional.empty());
    }
}
