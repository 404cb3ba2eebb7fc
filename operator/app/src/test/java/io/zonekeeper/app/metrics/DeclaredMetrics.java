package io.zonekeeper.app.metrics;

import java.util.List;
import java.util.stream.Stream;

import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.kube.metrics.Metric;
import io.zonekeeper.observer.ObserverMetrics;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

/** Every metric of operators and observers. */
final class DeclaredMetrics {
    private DeclaredMetrics() {}

    static List<Metric> all() {
        try (var operator = new OperatorMetrics(new SimpleMeterRegistry());
                var observer = new ObserverMetrics(new SimpleMeterRegistry(), () -> 0)) {
            operator.leader(() -> true);
            operator.signals();
            operator.aws();
            operator.notifications();
            operator.shards();
            return Stream.concat(operator.declared().stream(), observer.declared().stream())
                    .toList();
        }
    }
}
