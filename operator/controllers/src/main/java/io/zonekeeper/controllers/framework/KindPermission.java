package io.zonekeeper.controllers.framework;

import java.net.HttpURLConnection;
import java.time.Duration;

import io.zonekeeper.controllers.loop.Singleton;
import io.zonekeeper.kube.client.Permission;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClientException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Waits until this process may watch a kind: the chart grants that only where the kind is enabled. A watch without
 * permission would be refused, and logged, again and again.
 */
public final class KindPermission implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KindPermission.class);

    private static final Duration AGAIN = Duration.ofMinutes(1);

    private final Environment environment;
    private final Class<? extends HasMetadata> kind;
    private final Runnable granted;
    private final Singleton loop;
    private boolean told;
    private boolean ran;

    /**
     * Creates it; nothing is asked before {@link #start}.
     *
     * @param granted runs once, on a thread of its own, when the permission is there
     */
    public KindPermission(Environment environment, Class<? extends HasMetadata> kind, Runnable granted) {
        this.environment = environment;
        this.kind = kind;
        this.granted = granted;
        this.loop = Singleton.calling("permission-" + kind.getSimpleName(), this::look);
    }

    /** Begins to ask. */
    public void start() {
        loop.start();
    }

    @Override
    public void close() {
        loop.close();
    }

    private Duration look() {
        if (ran) {
            return Singleton.UNTIL_TRIGGERED;
        }
        if (may()) {
            ran = true;
            granted.run();
            return Singleton.UNTIL_TRIGGERED;
        }
        if (!told) {
            told = true;
            LOG.atInfo()
                    .addKeyValue("kind", kind.getSimpleName())
                    .log("the kind may not be watched: its controller starts when it may and an object exists");
        }
        return AGAIN;
    }

    private boolean may() {
        try {
            return Permission.toWatch(kind)
                    .granted(
                            environment.client(),
                            environment.namespaces().stream().findFirst());
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_FORBIDDEN) {
                // Where nobody may ask, watching is the only way to know.
                return true;
            }
            throw e;
        }
    }
}
