package io.zonekeeper.controllers.signals;

import java.util.List;

import io.zonekeeper.core.selftest.SignalTest;

/**
 * Where evidence about the health of zones comes from.
 *
 * <p>It is asked several times a second and never waits and never throws: a source that cannot be reached contributes
 * what it last knew, with its true age, or nothing.
 */
public interface SignalSource {
    /** Begins to collect. */
    default void start() {}

    /** Adds what is known now, at most one observation for a zone and signal. */
    void observe(Moment moment, Findings findings);

    /** Returns whether its signals that are in use have evidence, as far as it can tell. */
    default List<SignalTest> test() {
        return List.of();
    }

    /** Forgets what it has judged: verdicts are switched off. */
    default void forget() {}

    /** Ends collecting. */
    default void close() {}
}
