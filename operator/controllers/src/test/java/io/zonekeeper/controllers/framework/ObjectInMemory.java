package io.zonekeeper.controllers.framework;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * An object whose controller is run by hand: its status is kept as the API server would.
 *
 * @param <R> its kind
 * @param <S> its status
 */
public final class ObjectInMemory<R extends CustomResource<?, S>, S> {
    private final Controller<R, S, ?, ?> controller;
    private final R object;
    private final List<S> written = new ArrayList<>();
    private boolean refuses;

    /** Creates one that was just applied. */
    public ObjectInMemory(Controller<R, S, ?, ?> controller, R object) {
        this.controller = controller;
        this.object = object;
    }

    /** Reconciles it once; returns after which time it is to be reconciled again. */
    public Optional<Duration> reconcile() {
        return controller.reconcile(session()).delay();
    }

    /** Returns a reconcile of it that has just begun. */
    public Session<R, S> session() {
        return new Session<>(object, this::write, controller);
    }

    /** Has the API server refuse to write the status, or take it again. */
    public void refusesWrites(boolean now) {
        refuses = now;
    }

    /** Returns the object. */
    public R object() {
        return object;
    }

    /** Returns every status that was written. */
    public List<S> written() {
        return List.copyOf(written);
    }

    private R write(R before, R fresh) {
        if (refuses) {
            throw new KubernetesClientException("etcd is not available", 503, null);
        }
        written.add(fresh.getStatus());
        object.setStatus(fresh.getStatus());
        return object;
    }
}
