package io.zonekeeper.controllers.metrics;

import java.util.Arrays;
import java.util.List;

import io.zonekeeper.core.health.Signal;
import io.zonekeeper.core.selftest.SignalTest;
import io.zonekeeper.kube.metrics.Label;
import io.zonekeeper.kube.metrics.MetricCatalog;

/** Metrics of the signals themselves. */
public final class SignalMetrics {
    private final MetricCatalog.Rows evidence;

    SignalMetrics(MetricCatalog catalog) {
        evidence = catalog.rows(
                "zonekeeper_signal_evidence",
                "Whether a signal that is in use has evidence in this process: 1 if it has.",
                Label.of("signal", "the signal", Arrays.stream(Signal.values()).map(Signal::word)));
    }

    /** Shows whether each signal that is in use has evidence. */
    public void tested(List<SignalTest> tests) {
        evidence.replace(tests.stream()
                .map(test -> MetricCatalog.Row.of(
                        test.evidence() ? 1 : 0, test.signal().word())));
    }
}
