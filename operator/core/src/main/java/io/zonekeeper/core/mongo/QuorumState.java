package io.zonekeeper.core.mongo;

/** What a replica set can do; of the config servers: what cluster metadata can be. */
public enum QuorumState {
    /** There is a primary, and a majority answers. */
    WRITABLE("Writable"),
    /** No primary; members can be read. */
    READ_ONLY("ReadOnly"),
    /** No member can be read. */
    UNAVAILABLE("Unavailable"),
    /** Too little was heard to say. */
    UNKNOWN("Unknown");

    private final String word;

    QuorumState(String word) {
        this.word = word;
    }

    /** Returns the word for status. */
    public String word() {
        return word;
    }
}
