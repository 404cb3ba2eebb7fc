package io.zonekeeper.controllers.cluster;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The changes of the cluster's state: whoever depends on it subscribes once, and chooses by the kind of change.
 *
 * <p>A subscriber runs on the publisher's thread, so it only takes note. One that fails is logged and holds up none of
 * the others.
 */
public final class Changes {
    private static final Logger LOG = LoggerFactory.getLogger(Changes.class);

    private final List<Consumer<Change>> subscribers = new CopyOnWriteArrayList<>();

    /** Runs this with every change. */
    public void subscribe(Consumer<Change> subscriber) {
        subscribers.add(subscriber);
    }

    /** Tells all subscribers of a change. */
    public void publish(Change change) {
        for (Consumer<Change> subscriber : subscribers) {
            try {
                subscriber.accept(change);
            } catch (RuntimeException e) {
                LOG.atError().setCause(e).addKeyValue("change", change).log("a subscriber failed");
            }
        }
    }
}
