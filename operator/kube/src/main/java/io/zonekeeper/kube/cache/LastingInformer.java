package io.zonekeeper.kube.cache;

import java.util.function.Consumer;

import io.fabric8.kubernetes.client.informers.SharedIndexInformer;

/**
 * Starts informers that never end on their own.
 *
 * <p>The client's own end for good when their first list fails: because the API server loads a kind that was installed
 * a moment ago (429), or restarts, or a permission is missing that may be granted. Whoever waits for such a cache to be
 * filled would wait for ever. These list again with the client's backoff, whatever failed.
 */
public final class LastingInformer {
    private LastingInformer() {}

    /** Starts an informer, and returns it. */
    public static <T> SharedIndexInformer<T> start(SharedIndexInformer<T> informer) {
        return start(informer, failure -> {});
    }

    /**
     * Starts an informer, and returns it.
     *
     * @param failed gets each failure to list or watch
     */
    public static <T> SharedIndexInformer<T> start(SharedIndexInformer<T> informer, Consumer<Throwable> failed) {
        informer.exceptionHandler((started, failure) -> {
            failed.accept(failure);
            return true;
        });
        var unused = informer.start();
        return informer;
    }
}
