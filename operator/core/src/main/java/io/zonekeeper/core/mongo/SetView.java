package io.zonekeeper.core.mongo;

import java.util.List;

/**
 * What a member knows of its replica set.
 *
 * @param version of the configuration
 * @param members of the configuration
 * @param appliedSeconds the time of the last operation that it applied, seconds since 1970
 */
public record SetView(long version, List<SetMember> members, long appliedSeconds) {
    /** Copies the list. */
    public SetView {
        members = List.copyOf(members);
    }

    /** Returns how many members a majority is. */
    public int majority() {
        return (int) members.stream().filter(SetMember::voter).count() / 2 + 1;
    }

    /** Returns whether a host is a member. */
    public boolean has(String host) {
        return members.stream().anyMatch(member -> member.host().equals(host));
    }
}
