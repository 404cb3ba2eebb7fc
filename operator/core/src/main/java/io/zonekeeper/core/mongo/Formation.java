package io.zonekeeper.core.mongo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.zonekeeper.core.Refusal;

/**
 * Makes a replica set, and keeps its members equal to the spec.
 *
 * <ol>
 *   <li>No member has a configuration, and all of them answer: the first is chosen and recorded, then initiated alone.
 *       With one silent nothing is initiated, for it may hold the set's data.
 *   <li>A set that was seen before is never initiated again, whatever its members say now.
 *   <li>There is a primary: members that lack are added, one a time, each when it answers and all who are there are
 *       caught up; members whose settings differ are mended; then those that are not asked for are removed, one a time,
 *       after all that are asked for can be read. A primary that is to go steps down first.
 * </ol>
 *
 * <p>Invariants: at most one voter more or less a step, as {@code replSetReconfig} demands since MongoDB 4.4; no force;
 * nothing is removed that would leave less than a readable majority.
 */
final class Formation {
    private Formation() {}

    static SetDecision decide(SetFact set, Instant now) {
        boolean anyoneKnows = set.members().stream()
                .anyMatch(member -> member.state().readable() || member.state() == MemberState.SYNCING);
        if (!anyoneKnows && set.members().stream().allMatch(member -> member.state() == MemberState.UNINITIATED)) {
            return first(set);
        }
        Optional<MemberFact> primary = set.primary();
        Optional<SetView> view = set.view();
        if (primary.isEmpty() || view.isEmpty() || SetQuorum.of(set, now).state() != QuorumState.WRITABLE) {
            return set.formed()
                    ? new SetDecision.Fine()
                    : new SetDecision.Wait(
                            "%s begins when all its members answer: %s".formatted(set.name(), silent(set)));
        }
        return members(set, primary.get(), view.get(), now);
    }

    private static SetDecision first(SetFact set) {
        if (set.formed()) {
            return new SetDecision.Hold(new Refusal(
                    "DataLost",
                    ("no member of %s has a configuration, and the set existed before: it is not initiated again."
                                    + " Restore its volumes or its data; to begin anew, create another MongoCluster")
                            .formatted(set.name())));
        }
        if (set.initiatedOn().isEmpty()) {
            return new SetDecision.Act(new MongoAction.ChooseFirst(
                    set.name(), set.members().getFirst().host()));
        }
        return set.members().stream()
                .filter(member -> member.host().equals(set.initiatedOn().get()))
                .findFirst()
                .<SetDecision>map(member -> new SetDecision.Act(
                        new MongoAction.Initiate(set.name(), SetMember.equal(member.host(), member.zone()))))
                .orElseGet(() -> new SetDecision.Act(new MongoAction.ChooseFirst(
                        set.name(), set.members().getFirst().host())));
    }

    private static SetDecision members(SetFact set, MemberFact primary, SetView view, Instant now) {
        List<MemberFact> present =
                set.members().stream().filter(member -> view.has(member.host())).toList();
        Optional<MemberFact> behind = present.stream()
                .filter(member -> !member.state().readable() || !Wholeness.caughtUp(member, view))
                .findFirst();
        List<MemberFact> lacking = set.members().stream()
                .filter(member -> !view.has(member.host()))
                .toList();
        Optional<SetMember> odd = view.members().stream()
                .filter(member ->
                        wanted(set, member).filter(as -> !as.equals(member)).isPresent())
                .findFirst();
        List<SetMember> extra = view.members().stream()
                .filter(member -> wanted(set, member).isEmpty())
                .toList();
        if (lacking.isEmpty() && odd.isEmpty() && extra.isEmpty()) {
            return new SetDecision.Fine();
        }
        if (behind.isPresent()) {
            return new SetDecision.Wait("members of %s change when the one in %s, now %s, is caught up"
                    .formatted(
                            set.name(),
                            behind.get().zone(),
                            behind.get().state().word()));
        }
        if (!Wholeness.recent(set, now)) {
            return new SetDecision.Act(new MongoAction.Look(set.name()));
        }
        if (!lacking.isEmpty()) {
            return lacking.stream()
                    .filter(member -> member.state().blank())
                    .findFirst()
                    .<SetDecision>map(member -> change(set, primary, view, added(view, member), "add " + member.host()))
                    .orElseGet(() -> new SetDecision.Wait("%s is added to %s when it answers"
                            .formatted(lacking.getFirst().host(), set.name())));
        }
        if (odd.isPresent()) {
            return change(
                    set,
                    primary,
                    view,
                    mended(set, view, odd.get()),
                    "put right " + odd.get().host());
        }
        return remove(set, primary, view, extra.getFirst());
    }

    private static SetDecision remove(SetFact set, MemberFact primary, SetView view, SetMember leaving) {
        if (leaving.host().equals(primary.host())) {
            return new SetDecision.Act(new MongoAction.StepDown(
                    set.name(), primary.host(), "it is not asked for any more and will be removed"));
        }
        List<SetMember> left = view.members().stream()
                .filter(member -> !member.equals(leaving))
                .toList();
        return change(set, primary, view, left, "remove " + leaving.host());
    }

    private static SetDecision change(
            SetFact set, MemberFact primary, SetView view, List<SetMember> members, String why) {
        return new SetDecision.Act(
                new MongoAction.Reconfigure(set.name(), primary.host(), view.version(), members, why));
    }

    private static List<SetMember> added(SetView view, MemberFact member) {
        List<SetMember> members = new ArrayList<>(view.members());
        members.add(SetMember.equal(member.host(), member.zone()));
        return members;
    }

    private static List<SetMember> mended(SetFact set, SetView view, SetMember odd) {
        return view.members().stream()
                .map(member -> member.equals(odd) ? wanted(set, member).orElseThrow() : member)
                .toList();
    }

    private static Optional<SetMember> wanted(SetFact set, SetMember member) {
        return set.members().stream()
                .filter(asked -> asked.host().equals(member.host()))
                .findFirst()
                .map(asked -> SetMember.equal(asked.host(), asked.zone()));
    }

    private static String silent(SetFact set) {
        List<String> zones = set.members().stream()
                .filter(member -> member.state() != MemberState.UNINITIATED)
                .map(member ->
                        "%s is %s".formatted(member.zone(), member.state().word()))
                .toList();
        return zones.isEmpty() ? "all do" : String.join(", ", zones);
    }
}
