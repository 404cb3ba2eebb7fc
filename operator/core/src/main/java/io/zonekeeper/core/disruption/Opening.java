package io.zonekeeper.core.disruption;

/** How many pods the budget of a zone lets go. */
public enum Opening {
    /** None. */
    CLOSED,
    /** As many as the service says. */
    OPEN,
    /** All: the zone was left, its pods serve nobody. */
    FREE
}
