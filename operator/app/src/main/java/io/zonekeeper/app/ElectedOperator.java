package io.zonekeeper.app;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

import io.zonekeeper.controllers.ZonekeeperOperator;
import io.zonekeeper.kube.config.OperatorConfig;
import io.zonekeeper.kube.management.ManagementServer;
import io.zonekeeper.kube.probe.ApiServerProbe;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator of this process. Where it ceases to lead, it is abandoned and another one takes its place in the same
 * process, as a standby: an API server that is away for a minute costs no container restarts, which a kubelet delays
 * longer each time.
 *
 * <ol>
 *   <li>What an abandoned operator still does is not sent any more ({@code LeaderFence}), and its client is closed
 *       first. One that is not closed within {@link #CLOSED_WITHIN} ends the process.
 *   <li>The next one starts when the API server answers, which is tried once a second. Meanwhile {@code /healthz} is
 *       sound and {@code /readyz} says what is waited for.
 *   <li>One that does not start ends the process.
 * </ol>
 */
final class ElectedOperator implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ElectedOperator.class);

    /** A reconcile that waits for an answer ends when the client is closed; the rest takes a second or two. */
    private static final Duration CLOSED_WITHIN = Duration.ofSeconds(15);

    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(1);

    private final OperatorConfig config;
    /** Held while one operator takes the place of another. */
    private final ReentrantLock replacing = new ReentrantLock();

    private ZonekeeperOperator running;
    private boolean closed;

    private ElectedOperator(OperatorConfig config) {
        this.config = config;
    }

    /**
     * Starts an operator.
     *
     * @throws IOException when its management port cannot be bound
     */
    static ElectedOperator start(OperatorConfig config) throws IOException {
        var operator = new ElectedOperator(config);
        operator.begin();
        return operator;
    }

    /** Closes the operator that runs now; one that does not lead yet needs no closing. */
    @Override
    public void close() {
        if (replacing.tryLock()) {
            try {
                closed = true;
                running.close();
            } finally {
                replacing.unlock();
            }
        }
    }

    private void begin() throws IOException {
        var lost = new AtomicBoolean();
        running = ZonekeeperOperator.start(config, cluster(), () -> {
            if (lost.compareAndSet(false, true)) {
                // On a thread of its own: it closes the one that it is called on.
                Thread.ofPlatform().daemon().name("standby").start(this::replace);
            }
        });
    }

    private void replace() {
        replacing.lock();
        try {
            if (closed) {
                return;
            }
            abandon();
            awaitApiServer();
            begin();
        } catch (IOException | RuntimeException e) {
            LOG.atError().setCause(e).log("the operator did not start again");
            Runtime.getRuntime().halt(Foreground.EXIT_FAILURE);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            replacing.unlock();
        }
    }

    private void abandon() throws InterruptedException {
        Thread closing = Thread.ofPlatform().daemon().name("abandon").start(running::abandon);
        if (!closing.join(CLOSED_WITHIN)) {
            LOG.atError().log("the operator that does not lead any more did not stop");
            Runtime.getRuntime().halt(Foreground.EXIT_FAILURE);
        }
    }

    private void awaitApiServer() throws IOException, InterruptedException {
        var server = new ApiServerProbe(URI.create(cluster().getMasterUrl()));
        if (server.answers()) {
            return;
        }
        ManagementServer management = ManagementServer.start(
                config.listen(), Optional::empty, () -> Optional.of("the API server does not answer"), () -> "");
        try (management) {
            while (!server.answers()) {
                TimeUnit.NANOSECONDS.sleep(RETRY_INTERVAL.toNanos());
            }
        }
    }

    private static Config cluster() {
        return new ConfigBuilder().build();
    }
}
