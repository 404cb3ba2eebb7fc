package io.zonekeeper.core.mongo;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * A replica set.
 *
 * @param name its name: {@value #CONFIG} for the config servers, else the shard's
 * @param members those that the spec asks for
 * @param initiatedOn the host that was chosen to be initiated; recorded before that is done
 * @param formed whether the set was ever seen to exist
 */
public record SetFact(String name, List<MemberFact> members, Optional<String> initiatedOn, boolean formed) {
    /** The name of the config servers' set. */
    public static final String CONFIG = "cfg";

    /** Copies the list. */
    public SetFact {
        members = List.copyOf(members);
    }

    /** Returns whether these are the config servers. */
    public boolean config() {
        return name.equals(CONFIG);
    }

    /** Returns the member that says it is primary; of several the one with the newest configuration. */
    public Optional<MemberFact> primary() {
        return members.stream()
                .filter(member -> member.state() == MemberState.PRIMARY)
                .max(Comparator.comparing((MemberFact member) -> member.report()
                        .flatMap(MemberReport::view)
                        .map(SetView::version)
                        .orElse(0L)));
    }

    /** Returns what the primary knows of the set. */
    public Optional<SetView> view() {
        return primary().flatMap(MemberFact::report).flatMap(MemberReport::view);
    }
}
