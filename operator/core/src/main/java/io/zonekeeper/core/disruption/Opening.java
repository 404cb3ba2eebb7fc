package io.zonekeeper.core.disruption;

/** How many pods a budget allows to be evicted at the same time. */
public enum Opening {
    /** None. */
    CLOSED,
    /** One. */
    ONE,
    /** As many as the service states. */
    OPEN
}
