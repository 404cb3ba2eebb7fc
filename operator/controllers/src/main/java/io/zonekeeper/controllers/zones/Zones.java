package io.zonekeeper.controllers.zones;

import java.util.Optional;

import io.zonekeeper.controllers.framework.Component;

/** Publishes what services know of zones: decided here, or read from what another operator decided. */
public interface Zones extends Component {
    /** Returns whether the caches are filled. */
    boolean synced();

    /** Returns what keeps it from evaluating zones, for a liveness check; empty when it does. */
    Optional<String> stuck();
}
