package io.zonekeeper.core.mongo.facts;

/** What a member of a replica set is, as it says itself or as we find it. */
public enum MemberState {
    /** Takes writes. */
    PRIMARY("Primary"),
    /** Follows the primary and can be read. */
    SECONDARY("Secondary"),
    /** Belongs to the set and cannot be read yet: STARTUP, STARTUP2 or ROLLBACK. */
    SYNCING("Syncing"),
    /** Belongs to the set, has data, and cannot be read: it catches up, or is too far behind to do so. */
    RECOVERING("Recovering"),
    /** Runs and has no configuration of a replica set. */
    UNINITIATED("Uninitiated"),
    /** Runs and is no member of its own configuration. */
    REMOVED("Removed"),
    /** Does not answer. */
    UNREACHABLE("Unreachable"),
    /** Answers, and refuses our credentials. */
    DENIED("Denied"),
    /** Answers, with a certificate that is not signed by the authority we were given. */
    UNTRUSTED("Untrusted");

    private final String word;

    MemberState(String word) {
        this.word = word;
    }

    /** Returns the word for status. */
    public String word() {
        return word;
    }

    /** Returns whether it can be read: it holds data that a majority may need. */
    public boolean readable() {
        return this == PRIMARY || this == SECONDARY;
    }

    /** Returns whether it is part of a set that works, whether it can be read or not. */
    public boolean belongs() {
        return readable() || this == SYNCING || this == RECOVERING;
    }

    /** Returns whether it runs, and what it is cannot be read. */
    public boolean closedToUs() {
        return this == DENIED || this == UNTRUSTED;
    }

    /** Returns whether a mongod answers there that has no set's data. */
    public boolean blank() {
        return this == UNINITIATED || this == REMOVED;
    }
}
