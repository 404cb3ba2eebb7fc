package io.zonekeeper.core.mongo.facts;

import java.util.List;
import java.util.Optional;

/**
 * What a member knows of its replica set.
 *
 * @param version of the configuration
 * @param members of the configuration
 * @param appliedSeconds when the last operation that it applied was written, by its primary's clock, in seconds since
 *     1970: an absolute time, so a higher one is newer. An idle primary writes an operation every 10 s
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
        return member(host).isPresent();
    }

    /** Returns how a host is configured; empty where it is no member. */
    public Optional<SetMember> member(String host) {
        return members.stream().filter(member -> member.host().equals(host)).findFirst();
    }
}
