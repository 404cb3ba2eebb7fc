package io.zonekeeper.app.management;

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
            Instant start = ProcessHandle.current().info().startInstant().orElseGet(Instant::now);
            LOG.atInfo()
                    .addKeyValue("controller", controller)
                    .addKeyValue(
                            "sinceStartMillis",
                            Duration.between(start, Instant.now()).toMillis())
                    .log("first reconcile");
        }
    }
}
