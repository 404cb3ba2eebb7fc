package io.zonekeeper.core.health;

/** What one signal reports about one zone. */
public enum Level {
    /** Nothing: no evidence, too little or too old. */
    NONE,
    /** Nothing wrong. */
    GOOD,
    /** Bad now, but not yet for long enough, or in a way that accuses nobody: it only delays a return. */
    FRESHLY_BAD,
    /** Bad, but other zones fail as well: not this zone's own failure. */
    SHARED,
    /** Bad, for long enough, and here alone. */
    BAD;

    /** Returns whether it counts against the zone. */
    public boolean counts() {
        return this == BAD || this == SHARED;
    }
}
