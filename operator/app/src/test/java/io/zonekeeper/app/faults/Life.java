package io.zonekeeper.app.faults;

import java.util.Optional;

/** The life of something that the operator keeps: the same phases for all, side by side. */
interface Life {
    /** What is done to all lives, one after the other. */
    enum Phase {
        /** It is made. */
        MADE,
        /** It is scaled up, where it can be. */
        SCALED,
        /** A node is drained through the eviction API. */
        DRAINED,
        /** A zone is cordoned, or dies. */
        EVACUATED,
        /** The zone is back. */
        BACK,
        /** It gets another template, where it can. */
        ROLLED_OUT,
        /** It is scaled down, where it can be. */
        SCALED_DOWN
    }

    /** Returns its name, which the names of its objects begin with. */
    String name();

    /** Returns what is applied at the beginning of a phase; empty where nothing is. */
    Optional<String> manifest(Phase phase);

    /** Fails while what is asked for in a phase is not there. */
    void holds(Phase phase, Snapshot seen);

    /** Returns what was made of it, in words that are the same for every life of its shape. */
    String end(Snapshot seen);

    /** Returns what has the same end. */
    String shape();
}
