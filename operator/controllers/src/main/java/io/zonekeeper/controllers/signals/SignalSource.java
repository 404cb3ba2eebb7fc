package io.zonekeeper.controllers.signals;

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

    /** Forgets what it has judged: verdicts are switched off. */
    default void forget() {}

    /** Ends collecting. */
    default void close() {}
}
