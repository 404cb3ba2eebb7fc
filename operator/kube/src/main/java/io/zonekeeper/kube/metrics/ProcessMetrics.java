package io.zonekeeper.kube.metrics;

import java.util.List;
import java.util.Optional;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmInfoMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;

/** What every program measures of itself: its version, and Micrometer's metrics of the JVM and the process. */
public final class ProcessMetrics implements AutoCloseable {
    /** What the names of Micrometer's metrics begin with. */
    public static final List<String> PREFIXES = List.of("jvm_", "process_", "system_");

    private static final String FROM_SOURCE = "unknown";

    private final JvmGcMetrics collections = new JvmGcMetrics();

    /** Adds them to a program's. */
    public ProcessMetrics(MetricCatalog catalog, MeterRegistry registry) {
        catalog.gauge(
                        "zonekeeper_build_info",
                        "The version that runs; always 1.",
                        Label.ofCluster("version", "version of Zonekeeper"))
                .by(() -> 1, version());
        List.<MeterBinder>of(
                        collections,
                        new ClassLoaderMetrics(),
                        new JvmInfoMetrics(),
                        new JvmMemoryMetrics(),
                        new JvmThreadMetrics(),
                        new FileDescriptorMetrics(),
                        new ProcessorMetrics(),
                        new UptimeMetrics())
                .forEach(binder -> binder.bindTo(registry));
    }

    /** Of this module's jar; there is none where classes are run as they were compiled. */
    private static String version() {
        return Optional.ofNullable(ProcessMetrics.class.getPackage().getImplementationVersion())
                .orElse(FROM_SOURCE);
    }

    @Override
    public void close() {
        collections.close();
    }
}
