package io.zonekeeper.core.mongo;

/**
 * A member in the configuration of a replica set.
 *
 * @param host its name and port
 * @param votes 0 or 1
 * @param priority 0 for one that cannot become primary
 * @param zone its tag {@code zone}; empty where it has none
 */
public record SetMember(String host, int votes, double priority, String zone) {
    /** Returns a member as Zonekeeper makes it: every one votes, and none is preferred, so that none moves for it. */
    public static SetMember equal(String host, String zone) {
        return new SetMember(host, 1, 1, zone);
    }

    /** Returns whether it votes. */
    public boolean voter() {
        return votes > 0;
    }
}
