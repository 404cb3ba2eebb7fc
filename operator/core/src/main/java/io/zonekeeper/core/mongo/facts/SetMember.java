package io.zonekeeper.core.mongo.facts;

/**
 * A member in the configuration of a replica set. Only the zone is Zonekeeper's: the rest is given once, when a member
 * is added, and belongs to users from then on.
 *
 * @param host its name and port
 * @param votes 0 or 1
 * @param priority 0 for one that cannot become primary
 * @param zone its tag {@code zone}; empty where it has none
 * @param hidden whether clients do not see it
 * @param delaySeconds how far it stays behind on purpose ({@code secondaryDelaySecs})
 */
public record SetMember(String host, int votes, double priority, String zone, boolean hidden, long delaySeconds) {
    /** A member that is neither hidden nor delayed. */
    public SetMember(String host, int votes, double priority, String zone) {
        this(host, votes, priority, zone, false, 0);
    }

    /** Returns a member as Zonekeeper adds it: every one votes, and none is preferred, so that none moves for it. */
    public static SetMember equal(String host, String zone) {
        return new SetMember(host, 1, 1, zone);
    }

    /** Returns it with another zone and everything else as users set it. */
    public SetMember in(String newZone) {
        return new SetMember(host, votes, priority, newZone, hidden, delaySeconds);
    }

    /** Returns whether it votes. */
    public boolean voter() {
        return votes > 0;
    }

    /** Returns whether it may become primary. */
    public boolean electable() {
        return voter() && priority > 0;
    }
}
