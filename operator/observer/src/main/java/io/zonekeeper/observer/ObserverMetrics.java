package io.zonekeeper.observer;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.zonekeeper.kube.probe.Outcome;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

/** An observer's metrics. */
final class ObserverMetrics {
    private final Map<Outcome.Kind, Counter> looks = new EnumMap<>(Outcome.Kind.class);
    private final AtomicInteger targets = new AtomicInteger();
    private final AtomicInteger proven = new AtomicInteger();
    private final AtomicInteger unproven = new AtomicInteger();
    private final AtomicInteger failing = new AtomicInteger();

    /**
     * Creates the metrics in a registry.
     *
     * @param reportAge seconds since the last report was written
     */
    ObserverMetrics(MeterRegistry registry, Supplier<Number> reportAge) {
        for (Outcome.Kind kind : Outcome.Kind.values()) {
            looks.put(
                    kind,
                    Counter.builder("zonekeeper.observer.probes")
                            .description("Checks of pods, by outcome")
                            .tag("outcome", kind.word())
                            .register(registry));
        }
        registry.gauge("zonekeeper.observer.targets", targets);
        pods(registry, "proven", proven);
        pods(registry, "unproven", unproven);
        pods(registry, "failing", failing);
        Gauge.builder("zonekeeper.observer.report.age", reportAge)
                .description("Time since the last report was written")
                .baseUnit("seconds")
                .register(registry);
    }

    /** Counts a check. */
    void looked(Outcome outcome) {
        looks.get(outcome.kind()).increment();
    }

    /** Shows how the pods stand. */
    void pods(List<ObservedPod.View> pods) {
        int sum = 0;
        int counted = 0;
        int bad = 0;
        for (ObservedPod.View pod : pods) {
            sum += pod.targets();
            counted += pod.proven() ? 1 : 0;
            bad += pod.failing() ? 1 : 0;
        }
        targets.set(sum);
        proven.set(counted);
        unproven.set(pods.size() - counted);
        failing.set(bad);
    }

    private static void pods(MeterRegistry registry, String state, AtomicInteger number) {
        Gauge.builder("zonekeeper.observer.pods", number, AtomicInteger::get)
                .description("Pods that are checked, by state")
                .tag("state", state)
                .register(registry);
    }
}
