package io.zonekeeper.core.mongo;

import java.util.List;

/**
 * What a member knows of its replica set.
 *
 * @param version of the configuration
 * @param members of the configuration
 * @param behindSeconds how long before it told so it applied its last operation; an idle primary writes one every 10 s
 */
public record SetView(long version, List<SetMember> members, long behindSeconds) {
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
