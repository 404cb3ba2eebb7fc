package io.zonekeeper.app;

import java.time.Duration;

/** Says in the output of the tests how long something took. */
public final class Figures {
    private Figures() {}

    /** Tells, and returns, the time since a moment of {@link System#nanoTime}. */
    public static Duration tell(String what, long since) {
        Duration took = Duration.ofNanos(System.nanoTime() - since);
        System.out.printf("figure: %s: %.1f s%n", what, took.toMillis() / 1e3);
        return took;
    }
}
