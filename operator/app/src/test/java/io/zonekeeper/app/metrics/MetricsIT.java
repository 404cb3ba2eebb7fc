package io.zonekeeper.app.metrics;

import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.testing.OperatorUnderTest;
import io.zonekeeper.testing.Waiting;
import io.zonekeeper.testing.ZonedCluster;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** A running operator serves the metrics that are declared, and no others. */
@ZonedCluster
class MetricsIT {
    @AfterEach
    void stop(OperatorUnderTest operator) {
        operator.stop();
    }

    @Test
    void aRunningOperatorServesWhatIsDeclared(OperatorUnderTest operator) {
        operator.startInProcess();
        Waiting.untilAsserted(
                "it has reconciled its zones, and its signals show something",
                () -> assertThat(operator.metrics())
                        .contains(
                                "zonekeeper_leader 1.0",
                                "zonekeeper_zone_nodes{",
                                "zonekeeper_signal_evidence{",
                                "zonekeeper_conditions{",
                                "zonekeeper_service_zones{"));
        try (OperatorMetrics declared = new OperatorMetrics(new SimpleMeterRegistry())) {
            declared.leader(() -> true);
            declared.signals();
            new Scrape(operator.metrics()).hasExactly(declared.declared());
        }
    }
}
