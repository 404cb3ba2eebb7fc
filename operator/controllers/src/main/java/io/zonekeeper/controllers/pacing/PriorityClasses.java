package io.zonekeeper.controllers.pacing;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

import io.fabric8.kubernetes.api.model.scheduling.v1.PriorityClass;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The priorities of pods by the name of their class; read when an evacuation asks, and kept for a minute. */
public final class PriorityClasses {
    private static final Logger LOG = LoggerFactory.getLogger(PriorityClasses.class);
    private static final Duration KEPT = Duration.ofMinutes(1);

    private final KubernetesClient client;
    private final LongSupplier nanoTime;
    private Map<String, Integer> values = Map.of();
    private int otherwise;
    private long readAt;

    /** Creates a reader. */
    public PriorityClasses(KubernetesClient client, LongSupplier nanoTime) {
        this.client = client;
        this.nanoTime = nanoTime;
        this.readAt = nanoTime.getAsLong() - KEPT.toNanos();
    }

    /** Returns the priority of a class; that of pods without one for null or a class that is not known. */
    public synchronized int of(String name) {
        if (nanoTime.getAsLong() - readAt >= KEPT.toNanos()) {
            readAt = nanoTime.getAsLong();
            read();
        }
        return name == null ? otherwise : values.getOrDefault(name, otherwise);
    }

    private void read() {
        try {
            var classes = client.scheduling().v1().priorityClasses().list().getItems();
            values = classes.stream()
                    .collect(Collectors.toUnmodifiableMap(
                            known -> known.getMetadata().getName(),
                            known -> Objects.requireNonNullElse(known.getValue(), 0),
                            (a, b) -> a));
            otherwise = classes.stream()
                    .filter(known -> Boolean.TRUE.equals(known.getGlobalDefault()))
                    .map(PriorityClass::getValue)
                    .findFirst()
                    .orElse(0);
        } catch (KubernetesClientException e) {
            LOG.atWarn()
                    .addKeyValue("cause", e.getMessage())
                    .log("priorities of pods cannot be read: replacements are started in the order of requests");
        }
    }
}
