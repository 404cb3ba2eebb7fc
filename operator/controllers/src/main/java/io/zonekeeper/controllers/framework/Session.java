package io.zonekeeper.controllers.framework;

import java.net.HttpURLConnection;
import java.util.Objects;
import java.util.function.BinaryOperator;

import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;

/**
 * One reconcile of one object: the object as it was last written, and the only way to write its status.
 *
 * @param <R> its kind
 * @param <S> its status
 */
public final class Session<R extends CustomResource<?, S>, S> {
    private final BinaryOperator<R> write;
    private final Controller<R, S, ?, ?> controller;
    private R object;

    /**
     * Creates a session.
     *
     * @param object as it is cached
     * @param write writes the status of its second argument onto the first, and returns the API server's answer
     */
    Session(R object, BinaryOperator<R> write, Controller<R, S, ?, ?> controller) {
        this.object = object;
        this.write = write;
        this.controller = controller;
    }

    /** Returns the object as it was last read or written. */
    public R object() {
        return object;
    }

    /** Writes the status where it differs, reports what is new in it, and returns whether it wrote. */
    public boolean report(S status) {
        return write(status, false);
    }

    /**
     * Records an intent in the status before it is acted on.
     *
     * @throws Superseded when somebody wrote the object since it was read: the intent may be another leader's already
     */
    public void record(S intent) {
        try {
            var unused = write(intent, true);
        } catch (KubernetesClientException e) {
            if (e.getCode() == HttpURLConnection.HTTP_CONFLICT) {
                throw new Superseded(e);
            }
            throw e;
        }
    }

    /** Somebody else wrote the object first: it is reconciled again from what they wrote. */
    static final class Superseded extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Superseded(KubernetesClientException cause) {
            super(cause);
        }
    }

    private boolean write(S status, boolean onlyOntoThis) {
        if (Objects.equals(status, object.getStatus())) {
            return false;
        }
        R before = object;
        R fresh = controller.empty();
        fresh.getMetadata().setName(before.getMetadata().getName());
        fresh.getMetadata().setNamespace(before.getMetadata().getNamespace());
        if (onlyOntoThis) {
            fresh.getMetadata().setResourceVersion(before.getMetadata().getResourceVersion());
        }
        fresh.setStatus(status);
        long began = System.nanoTime();
        object = write.apply(before, fresh);
        controller.wrote(before, status, began);
        return true;
    }
}
