package io.zonekeeper.app.disruption;

import java.net.HttpURLConnection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * Someone who evicts pods through the eviction API, all at once and again and again until each is gone, and cordons no
 * node.
 */
public final class Evictions implements AutoCloseable {
    private static final Duration BETWEEN = Duration.ofMillis(300);

    /**
     * While selectors change a pod has two budgets, from one write to the next: longer where the next one fails, but
     * not for ever.
     */
    private static final Duration LONGEST_CHANGE = Duration.ofSeconds(15);

    private static final String TWO_BUDGETS = "more than one PodDisruptionBudget";

    private final KubernetesClient client;
    private final List<Thread> callers = new ArrayList<>();
    private final AtomicInteger left = new AtomicInteger();
    private volatile boolean closed;
    private volatile String failure = "";

    private Evictions(Config config, String namespace) {
        // A client that itself repeats what is refused would wait for longer than a turn.
        client = new KubernetesClientBuilder()
                .withConfig(new ConfigBuilder(config)
                        .withNamespace(namespace)
                        .withRequestRetryBackoffLimit(0)
                        .build())
                .build();
    }

    /** Begins to evict these pods, by so many callers each. */
    public static Evictions of(KubernetesClient admin, List<String> pods, int callersEach) {
        var evictions = new Evictions(admin.getConfiguration(), admin.getNamespace());
        evictions.left.set(pods.size() * callersEach);
        for (String pod : pods) {
            for (int caller = 0; caller < callersEach; caller++) {
                evictions.callers.add(Thread.ofVirtual().start(() -> evictions.evict(pod)));
            }
        }
        return evictions;
    }

    /** Returns how many callers still try. */
    public int left() {
        if (!failure.isEmpty()) {
            throw new AssertionError(failure);
        }
        return left.get();
    }

    @Override
    public void close() {
        closed = true;
        callers.forEach(Thread::interrupt);
        client.close();
    }

    private void evict(String pod) {
        try {
            while (!closed) {
                if (gone(pod, Instant.now().plus(LONGEST_CHANGE))) {
                    left.decrementAndGet();
                    return;
                }
                Thread.sleep(BETWEEN);
            }
        } catch (KubernetesClientException e) {
            if (!closed) {
                failure = "evicting " + pod + ": " + e.getMessage();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Evicts it or finds it gone; a budget may refuse, and that is no failure. */
    private boolean gone(String pod, Instant changedBy) throws InterruptedException {
        while (true) {
            try {
                return client.pods().withName(pod).evict();
            } catch (KubernetesClientException e) {
                if (e.getCode() == HttpURLConnection.HTTP_NOT_FOUND) {
                    return true;
                }
                if (!e.getMessage().contains(TWO_BUDGETS) || Instant.now().isAfter(changedBy)) {
                    throw e;
                }
                Thread.sleep(BETWEEN);
            }
        }
    }
}
