package io.zonekeeper.core.mongo;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

import io.zonekeeper.core.mongo.facts.MemberFact;
import io.zonekeeper.core.mongo.facts.SetFact;
import io.zonekeeper.core.mongo.facts.SetMember;
import io.zonekeeper.core.mongo.facts.SetView;

/**
 * Who can write to a replica set, read from what its members report.
 *
 * <ol>
 *   <li>A report that is too old counts as none.
 *   <li>Writable: a member says it is primary, and a majority of the voters answers us. A primary that has just lost
 *       its majority says for some ten seconds more that it is one ({@code electionTimeoutMillis}), so its word alone
 *       is not enough; that case is Unknown, for the others may just be out of our reach.
 *   <li>No primary, and of some member nothing is known, though it be one that the spec does not ask for any more or
 *       that users added: Unknown, for that one may be it.
 *   <li>Who runs and is in no configuration but its own counts for nothing: it may have the data of an earlier time.
 *   <li>No primary: ReadOnly while a member can be read, Unavailable when none can.
 * </ol>
 *
 * @param state what the set can do
 * @param answering voters that answer and belong to the set
 * @param voters how many vote, or should vote where no configuration is known
 * @param primary the primary, where the set is writable
 * @param why a sentence
 */
public record SetQuorum(QuorumState state, int answering, int voters, Optional<MemberFact> primary, String why) {
    /** Reports older than this count as none: three intervals of the driver's monitor. */
    public static final Duration FRESH = Duration.ofSeconds(35);

    /** Reads what can be done with a set now. */
    public static SetQuorum of(SetFact set, Instant now) {
        List<MemberFact> heard = set.all().stream()
                .filter(member -> member.report()
                        .filter(report -> report.within(FRESH, now))
                        .isPresent())
                .toList();
        Optional<SetView> view = set.newestView();
        int voters = view.map(known ->
                        (int) known.members().stream().filter(SetMember::voter).count())
                .orElse(set.members().size());
        int majority = voters / 2 + 1;
        int answering = (int) heard.stream()
                .filter(member -> member.state().belongs() && votes(member, view))
                .count();
        int readable = (int) heard.stream()
                .filter(member -> member.state().readable() && configured(member, view))
                .count();
        int silent = set.all().size()
                - heard.size()
                + set.unasked().size()
                + (int) heard.stream()
                        .filter(member -> member.state().closedToUs())
                        .count();
        Optional<MemberFact> primary = set.primary().filter(heard::contains);
        String count = "%d of %d members of %s respond".formatted(answering, voters, set.name());

        if (primary.isPresent() && answering >= majority) {
            return new SetQuorum(
                    QuorumState.WRITABLE,
                    answering,
                    voters,
                    primary,
                    "%s, primary in %s"
                            .formatted(
                                    count,
                                    primary.get().zone().isEmpty()
                                            ? primary.get().host()
                                            : primary.get().zone()));
        }
        if (primary.isPresent()) {
            return new SetQuorum(
                    QuorumState.UNKNOWN,
                    answering,
                    voters,
                    Optional.empty(),
                    count + ", no majority, one still reports itself as primary");
        }
        if (silent > 0) {
            return new SetQuorum(
                    QuorumState.UNKNOWN,
                    answering,
                    voters,
                    Optional.empty(),
                    "%s, no primary among them, %d unknown".formatted(count, silent));
        }
        return new SetQuorum(
                readable > 0 ? QuorumState.READ_ONLY : QuorumState.UNAVAILABLE,
                answering,
                voters,
                Optional.empty(),
                count + ", there is no primary");
    }

    private static boolean votes(MemberFact member, Optional<SetView> view) {
        return view.map(known ->
                        known.member(member.host()).filter(SetMember::voter).isPresent())
                .orElse(true);
    }

    private static boolean configured(MemberFact member, Optional<SetView> view) {
        return view.map(known -> known.has(member.host())).orElse(true);
    }
}
