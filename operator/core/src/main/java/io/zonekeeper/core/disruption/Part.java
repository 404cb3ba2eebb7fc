package io.zonekeeper.core.disruption;

/** What a zone's pods are to a service. */
public enum Part {
    /** They get traffic, or will as soon as they are ready: losing one costs capacity. */
    SERVING,
    /** They get traffic, but no node of their zone would take them again: they go once others serve in their place. */
    MOVING,
    /** The zone was left, or is during failback: they get no traffic now, and may soon. */
    BETWEEN,
    /** The zone was left for good, until it fails back: they serve nobody. */
    OUT
}
