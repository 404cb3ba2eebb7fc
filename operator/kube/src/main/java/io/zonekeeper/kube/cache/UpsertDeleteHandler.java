package io.zonekeeper.kube.cache;

import java.util.function.Consumer;

import io.fabric8.kubernetes.client.informers.ResourceEventHandler;

/**
 * A handler for those to whom an object that came and one that changed are the same.
 *
 * @param seen gets an object as it is now
 * @param gone gets an object as it last was
 */
public record UpsertDeleteHandler<T>(Consumer<T> seen, Consumer<T> gone) implements ResourceEventHandler<T> {
    @Override
    public void onAdd(T object) {
        seen.accept(object);
    }

    @Override
    public void onUpdate(T before, T after) {
        seen.accept(after);
    }

    @Override
    public void onDelete(T object, boolean unknownFinalState) {
        gone.accept(object);
    }
}
