package io.zonekeeper.controllers.metrics;

import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs how long the process took from its start to its first reconcile: what a failover or an update costs. */
final class Startup {
    private static final Logger LOG = LoggerFactory.getLogger(Startup.class);

    private final AtomicBoolean over = new AtomicBoolean();

    void firstReconcile(String controller) {
        if (!over.get() && over.compareAndSet(false, true)) {
            Instant now = Instant.now();
            // Of the JVM, not of the process: a shell that ends in exec is older.
            Instant start =
                    Instant.ofEpochMilli(ManagementFactory.getRuntimeMXBean().getStartTime());
            LOG.atInfo()
                    .addKeyValue("controller", controller)
                    .addKeyValue(
                            "sinceStartMillis", Duration.between(start, now).toMillis())
                    .log("first reconcile");
        }
    }
}
