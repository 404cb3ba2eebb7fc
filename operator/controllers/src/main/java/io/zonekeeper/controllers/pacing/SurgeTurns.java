package io.zonekeeper.controllers.pacing;

import java.time.Duration;
import java.util.Set;

import io.zonekeeper.controllers.cluster.Change;
import io.zonekeeper.controllers.cluster.Changes;
import io.zonekeeper.controllers.framework.Component;
import io.zonekeeper.controllers.loop.Singleton;

/** Tells services that wait for replacements when it is their turn: none of them asks in the meantime. */
public final class SurgeTurns implements Component {
    /** While somebody waits; a second's pods come in ten parts. */
    private static final Duration EVERY = Duration.ofMillis(100);

    private final SurgePacer pacer;
    private final Changes changes;
    private final Singleton loop;

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

    private Duration look() {
        Set<String> turns = pacer.turns();
        if (!turns.isEmpty()) {
            changes.publish(new Change.Services(turns));
        }
        return pacer.anyoneWaits() ? EVERY : Singleton.UNTIL_TRIGGERED;
    }
}
