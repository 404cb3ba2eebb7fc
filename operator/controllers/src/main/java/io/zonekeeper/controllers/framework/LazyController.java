package io.zonekeeper.controllers.framework;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

import io.zonekeeper.kube.cache.LastingInformer;
import io.zonekeeper.kube.cache.PruningStore;
import io.zonekeeper.kube.cache.UpsertDeleteHandler;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the controller of a kind when this process leads and the first object of the kind exists: until then no class
 * of the controller is loaded, and no child is watched.
 *
 * <p>The controller gets an operator of the framework's own, because the framework starts its controllers together. It
 * needs no leader election: this one ends with the operator when that ceases to lead. To start it may take minutes,
 * while the API server does not answer: one that is closed meanwhile is not waited for.
 *
 * @param <R> the kind
 */
final class LazyController<R extends CustomResource<?, ?>> implements Component {
    private static final Logger LOG = LoggerFactory.getLogger(LazyController.class);

    private static final Duration RETRY_INTERVAL = Duration.ofSeconds(5);

    private final Environment environment;
    private final Leadership leadership;
    private final Class<R> kind;
    private final Supplier<? extends Controller<R, ?, ?, ?>> create;
    private final AtomicBoolean seen = new AtomicBoolean();
    private final AtomicBoolean told = new AtomicBoolean();
    private final List<SharedIndexInformer<R>> sentries = new ArrayList<>();
    private final KindPermission permission;
    private Optional<Thread> starting = Optional.empty();
    private Optional<Controllers> running = Optional.empty();
    private boolean closed;

    /**
     * Creates it with nothing started.
     *
     * @param create creates the controller
     */
    LazyController(
            Environment environment,
            Leadership leadership,
            Class<R> kind,
            Supplier<? extends Controller<R, ?, ?, ?>> create) {
        this.environment = environment;
        this.leadership = leadership;
        this.kind = kind;
        this.create = create;
        this.permission = new KindPermission(environment, kind, this::watch);
    }

    @Override
    public synchronized void start() {
        leadership.onLead(permission::start);
    }

    @Override
    public synchronized void close() {
        closed = true;
        permission.close();
        sentries.forEach(SharedIndexInformer::stop);
        starting.ifPresent(Thread::interrupt);
        running.ifPresent(Controllers::close);
    }

    private synchronized void watch() {
        if (closed) {
            return;
        }
        var objects = environment.client().resources(kind);
        Set<String> namespaces = environment.namespaces();
        if (namespaces.isEmpty()) {
            watch(objects.inAnyNamespace().runnableInformer(0));
        } else {
            namespaces.forEach(namespace -> watch(objects.inNamespace(namespace).runnableInformer(0)));
        }
    }

    private void watch(SharedIndexInformer<R> sentry) {
        sentries.add(sentry);
        // Where the kind is not installed, or may not be read, it is tried again with backoff: it may be later.
        sentry.itemStore(PruningStore.of(object -> {
                    object.setSpec(null);
                    object.setStatus(null);
                }))
                .addEventHandler(new UpsertDeleteHandler<>(object -> begin(), object -> {}));
        LastingInformer.start(sentry, this::tell);
    }

    private void tell(Throwable failure) {
        if (failure instanceof KubernetesClientException refused && told.compareAndSet(false, true)) {
            LOG.atInfo()
                    .addKeyValue("kind", kind.getSimpleName())
                    .addKeyValue("cause", refused.getMessage())
                    .log("the kind cannot be read: its controller starts when it can and an object exists");
        }
    }

    private synchronized void begin() {
        if (!closed && seen.compareAndSet(false, true)) {
            starting = Optional.of(Thread.ofPlatform()
                    .name("start-" + kind.getSimpleName())
                    .daemon()
                    .start(this::startController));
        }
    }

    private void startController() {
        try {
            while (!started()) {
                Thread.sleep(RETRY_INTERVAL);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Returns whether nothing is left to start. */
    private boolean started() {
        if (isClosed()) {
            return true;
        }
        LOG.atInfo().addKeyValue("kind", kind.getSimpleName()).log("the first object exists: starting its controller");
        Controllers controllers = Controllers.alone(environment, create.get());
        try {
            controllers.start();
        } catch (RuntimeException e) {
            controllers.close();
            if (!isClosed()) {
                LOG.atWarn()
                        .setCause(e)
                        .addKeyValue("kind", kind.getSimpleName())
                        .log("the controller cannot be started; retrying");
            }
            return false;
        }
        if (!runs(controllers)) {
            controllers.close();
        }
        return true;
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    /** Has it closed with this; returns whether that is still open. */
    private synchronized boolean runs(Controllers started) {
        if (closed) {
            return false;
        }
        sentries.forEach(SharedIndexInformer::stop);
        running = Optional.of(started);
        return true;
    }
}
