package io.zonekeeper.core.health;

import java.util.List;

/**
 * Where evidence comes from that Kubernetes knows nothing of, as from AWS.
 *
 * <p>A source that cannot be reached, or may not be asked, returns what it last knew with its true age, or nothing: it
 * never waits and never throws.
 */
@FunctionalInterface
public interface SignalSource {
    /** A source that never says anything. */
    SignalSource NONE = List::of;

    /** Returns what is known now, at most one observation for a zone and signal. */
    List<Observation> observations();
}
