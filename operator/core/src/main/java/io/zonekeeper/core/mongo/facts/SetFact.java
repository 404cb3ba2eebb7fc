package io.zonekeeper.core.mongo.facts;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A replica set.
 *
 * @param name its name: {@value #CONFIG} for the config servers, else the shard's
 * @param members those that the spec asks for
 * @param initiatedOn the host that was chosen to be initiated; recorded before that is done
 * @param formed whether the set was ever seen to exist
 * @param leaving members in its configuration that the spec asked for once and does not any more
 * @param others members in its configuration that users added
 */
public record SetFact(
        String name,
        List<MemberFact> members,
        Optional<String> initiatedOn,
        boolean formed,
        List<MemberFact> leaving,
        List<MemberFact> others) {
    /** The name of the config servers' set. */
    public static final String CONFIG = "cfg";

    /** Copies the lists. */
    public SetFact {
        members = List.copyOf(members);
        leaving = List.copyOf(leaving);
        others = List.copyOf(others);
    }

    /** A set of which nothing is known but the members that the spec asks for. */
    public SetFact(String name, List<MemberFact> members, Optional<String> initiatedOn, boolean formed) {
        this(name, members, initiatedOn, formed, List.of(), List.of());
    }

    /**
     * Returns it with the zones of members that are not asked for: what their tag says, else what this function does.
     */
    public SetFact withZones(Function<String, Optional<String>> zoneOf) {
        return new SetFact(
                name,
                members,
                initiatedOn,
                formed,
                leaving.stream().map(member -> in(member, zoneOf)).toList(),
                others.stream()
                        .map(member -> in(member, host -> Optional.empty()))
                        .toList());
    }

    private MemberFact in(MemberFact member, Function<String, Optional<String>> zoneOf) {
        String zone = newestView()
                .flatMap(view -> view.member(member.host()))
                .map(SetMember::zone)
                .filter(tag -> !tag.isEmpty())
                .or(() -> zoneOf.apply(member.host()))
                .orElse("");
        return new MemberFact(zone, member.host(), member.report(), member.pod());
    }

    /** Returns whether these are the config servers. */
    public boolean config() {
        return name.equals(CONFIG);
    }

    /** Returns every member of which something may be known, whoever asked for it. */
    public List<MemberFact> all() {
        return Stream.of(members, leaving, others).flatMap(List::stream).toList();
    }

    /** Returns the member that says it is primary; of several the one with the newest configuration. */
    public Optional<MemberFact> primary() {
        return all().stream()
                .filter(member -> member.state() == MemberState.PRIMARY)
                .max(Comparator.comparing((MemberFact member) ->
                        member.view().map(SetView::version).orElse(0L)));
    }

    /** Returns what the primary knows of the set. */
    public Optional<SetView> view() {
        return primary().flatMap(MemberFact::view);
    }

    /** Returns what the primary knows of the set or, without one, the newest that any member knows. */
    public Optional<SetView> newestView() {
        return view().or(() ->
                all().stream().flatMap(member -> member.view().stream()).max(Comparator.comparing(SetView::version)));
    }

    /** Returns the members in the configuration that were never asked anything. */
    public Set<String> unasked() {
        return newestView().stream()
                .flatMap(view -> view.members().stream())
                .map(SetMember::host)
                .filter(host -> all().stream().noneMatch(member -> member.host().equals(host)))
                .collect(Collectors.toSet());
    }
}
