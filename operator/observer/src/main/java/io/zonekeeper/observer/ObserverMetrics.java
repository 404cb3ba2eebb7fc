package io.zonekeeper.observer;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

import io.zonekeeper.kube.metrics.Label;
import io.zonekeeper.kube.metrics.Metric;
import io.zonekeeper.kube.metrics.MetricCatalog;
import io.zonekeeper.kube.metrics.ProcessMetrics;
import io.zonekeeper.kube.probe.Outcome;

import io.micrometer.core.instrument.MeterRegistry;

/** An observer's metrics, each declared once. */
public final class ObserverMetrics implements AutoCloseable {
    private final MetricCatalog catalog;
    private final ProcessMetrics process;
    private final MetricCatalog.Counters probes;
    private final AtomicReference<Pods> pods = new AtomicReference<>(new Pods(0, 0, 0, 0));

    /** How many pods there are, of each state, and how many checks of them. */
    private record Pods(int targets, int passing, int unproven, int failing) {
        static Pods of(List<ObservedPod.View> pods) {
            int passing = 0;
            int failing = 0;
            for (ObservedPod.View pod : pods) {
                failing += pod.failing() ? 1 : 0;
                passing += pod.proven() && !pod.failing() ? 1 : 0;
            }
            int targets = pods.stream().mapToInt(ObservedPod.View::targets).sum();
            return new Pods(targets, passing, pods.size() - passing - failing, failing);
        }
    }

    /** What the checks of a pod show: each pod has one of these. */
    private enum PodState {
        PASSING(Pods::passing),
        UNPROVEN(Pods::unproven),
        FAILING(Pods::failing);

        /** A method reference, which holds nothing. */
        @SuppressWarnings("ImmutableEnumChecker")
        private final ToIntFunction<Pods> count;

        PodState(ToIntFunction<Pods> count) {
            this.count = count;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * Declares the metrics in a registry.
     *
     * @param reportAge seconds since the last report was written
     */
    public ObserverMetrics(MeterRegistry registry, Supplier<Number> reportAge) {
        catalog = new MetricCatalog(registry);
        process = new ProcessMetrics(catalog, registry);
        probes = catalog.counter(
                "zonekeeper_observer_probes_total",
                "Checks of pods.",
                Label.of(
                        "outcome",
                        "what the check ended with; `no_look`: the observer itself could not check, so this is no evidence",
                        Arrays.stream(Outcome.Kind.values()).map(Outcome.Kind::word)));
        catalog.gauge("zonekeeper_observer_targets", "Checks that are repeated, of all pods.")
                .by(() -> pods.get().targets());
        MetricCatalog.Readings states = catalog.gauge(
                "zonekeeper_observer_pods",
                "Pods that are checked; their sum is all pods.",
                Label.of(
                        "state",
                        "`unproven`: has not passed all its checks since it was Ready, so no evidence",
                        Arrays.stream(PodState.values()).map(PodState::word)));
        for (PodState state : PodState.values()) {
            states.by(() -> state.count.applyAsInt(pods.get()), state.word());
        }
        catalog.gauge("zonekeeper_observer_report_age_seconds", "Time since the last report was written.")
                .by(reportAge);
    }

    /** Returns the metrics as they are declared. */
    public List<Metric> declared() {
        return catalog.declared();
    }

    /** Counts a check. */
    void looked(Outcome outcome) {
        probes.increment(outcome.kind().word());
    }

    /** Shows the results of the checks of all pods. */
    void pods(List<ObservedPod.View> views) {
        pods.set(Pods.of(views));
    }

    @Override
    public void close() {
        process.close();
    }
}
