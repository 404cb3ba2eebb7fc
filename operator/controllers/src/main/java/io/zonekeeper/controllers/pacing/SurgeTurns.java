package io.zonekeeper.controllers.pacing;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.zonekeeper.controllers.cluster.Change;
import io.zonekeeper.controllers.cluster.Changes;
import io.zonekeeper.controllers.framework.Component;
import io.zonekeeper.controllers.loop.Singleton;

/**
 * Tells services that wait for replacements when it is their turn, and those with pods to stop when few replacements
 * start any more: none of them asks in the meantime.
 */
public final class SurgeTurns implements Component {
    /** While somebody waits; a second's pods come in ten parts. */
    private static final Duration EVERY = Duration.ofMillis(100);

    /** Fifty in a second. */
    private static final int WITH_PODS_TO_STOP = 5;

    private final SurgePacer pacer;
    private final Changes changes;
    private final Singleton loop;
    private final Set<String> withPodsToStop = ConcurrentHashMap.newKeySet();

    /** Creates a loop that {@link #start} starts. */
    public SurgeTurns(SurgePacer pacer, Changes changes) {
        this.pacer = pacer;
        this.changes = changes;
        this.loop = new Singleton(Thread.ofPlatform().daemon(), "surge", EVERY, this::look);
    }

    @Override
    public void start() {
        loop.start();
    }

    @Override
    public void close() {
        loop.close();
    }

    /** Somebody waits from now on. */
    public void await() {
        loop.trigger(EVERY);
    }

    /** A service has pods to stop once few replacements start. */
    public void awaitQuiet(String service) {
        withPodsToStop.add(service);
        loop.trigger(EVERY);
    }

    Duration look() {
        Set<String> turns = pacer.turns();
        if (!withPodsToStop.isEmpty() && !pacer.busy()) {
            withPodsToStop.stream().limit(WITH_PODS_TO_STOP).forEach(turns::add);
            withPodsToStop.removeAll(turns);
        }
        if (!turns.isEmpty()) {
            changes.publish(new Change.Services(turns));
        }
        return pacer.anyoneWaits() || !withPodsToStop.isEmpty() ? EVERY : Singleton.UNTIL_TRIGGERED;
    }
}
