package io.zonekeeper.core.mongo;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.mongo.facts.MemberFact;
import io.zonekeeper.core.mongo.facts.MemberState;
import io.zonekeeper.core.mongo.facts.SetFact;
import io.zonekeeper.core.mongo.facts.SetMember;
import io.zonekeeper.core.mongo.facts.SetView;
import io.zonekeeper.core.reasons.MongoReason;

/**
 * Makes a replica set, and keeps its members equal to the spec.
 *
 * <ol>
 *   <li>No member has a configuration, and all of them answer: the first is chosen and recorded, then initiated alone.
 *       With one silent nothing is initiated, for it may hold the set's data.
 *   <li>A set that was seen before is never initiated again, whatever its members say now.
 *   <li>A primary that the spec does not ask for any more steps down first, where another can take over. Where none can
 *       yet, members are added all the same, for one of these may become able.
 *   <li>There is a primary: members that lack are added, one a time, each when it answers and all who are there are
 *       caught up; a missing tag {@code zone} is put back; then those that the spec does not ask for any more are
 *       removed, one a time, after all that are asked for can be read.
 *   <li>Members that users added, and what they set on ours, stay.
 * </ol>
 *
 * <p>Invariants: at most one voter more or less a step, as {@code replSetReconfig} demands since MongoDB 4.4; no force;
 * nothing is removed that would leave less than a readable majority.
 */
final class Formation {
    private Formation() {}

    static SetDecision decide(SetFact set, Instant now) {
        boolean anyoneKnows =
                set.members().stream().anyMatch(member -> member.state().belongs());
        if (!anyoneKnows
                && set.leaving().isEmpty()
                && set.members().stream().allMatch(member -> member.state() == MemberState.UNINITIATED)) {
            return first(set);
        }
        Optional<MemberFact> primary = set.primary();
        Optional<SetView> view = set.view();
        if (primary.isEmpty() || view.isEmpty() || SetQuorum.of(set, now).state() != QuorumState.WRITABLE) {
            if (set.formed() && primary.isEmpty() && !set.unasked().isEmpty()) {
                return new SetDecision.Wait("the state of %s is not known yet: it belongs to %s and may be its primary"
                        .formatted(String.join(", ", set.unasked()), set.name()));
            }
            return set.formed()
                    ? new SetDecision.Fine()
                    : new SetDecision.Wait(
                            "%s is initiated when all its members respond: %s".formatted(set.name(), silent(set)));
        }
        if (!set.leaving().contains(primary.get())) {
            return members(set, primary.get(), view.get(), now);
        }
        SetDecision handover = Succession.stepDown(
                set, primary.get(), Set.of(), "it is no longer in the spec and will be removed", now);
        if (handover instanceof SetDecision.Act) {
            return handover;
        }
        SetDecision change = members(set, primary.get(), view.get(), now);
        return change instanceof SetDecision.Act ? change : handover;
    }

    private static SetDecision first(SetFact set) {
        if (set.formed()) {
            return new SetDecision.Hold(new Refusal(
                    MongoReason.DATA_LOST,
                    ("no member of %s has a configuration, and the set existed before: it is not initiated again."
                                    + " Restore its volumes or its data; to start over, create another MongoCluster")
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
                .filter(member -> !member.state().readable() || !Lag.caughtUp(member, primary))
                .findFirst();
        List<MemberFact> lacking = set.members().stream()
                .filter(member -> !view.has(member.host()))
                .toList();
        Optional<SetMember> odd = view.members().stream()
                .filter(member ->
                        wanted(set, member).filter(as -> !as.equals(member)).isPresent())
                .findFirst();
        List<SetMember> extra = set.leaving().stream()
                .flatMap(member -> view.member(member.host()).stream())
                .filter(member -> !member.host().equals(primary.host()))
                .toList();
        if (lacking.isEmpty() && odd.isEmpty() && extra.isEmpty()) {
            return new SetDecision.Fine();
        }
        if (behind.isPresent()) {
            return new SetDecision.Wait(behind(set, behind.get(), primary));
        }
        if (!SetCompleteness.recent(set, now)) {
            return new SetDecision.Act(new MongoAction.Look(set.name()));
        }
        if (!lacking.isEmpty()) {
            return add(set, primary, view, lacking);
        }
        if (odd.isPresent()) {
            return change(
                    set,
                    primary,
                    view,
                    mended(set, view, odd.get()),
                    "correct " + odd.get().host());
        }
        return remove(set, primary, view, extra.getFirst());
    }

    private static String behind(SetFact set, MemberFact member, MemberFact primary) {
        String waits = "members of %s change when the one in %s has caught up: it is %s"
                .formatted(
                        set.name(),
                        member.zone(),
                        member.state().readable()
                                ? Lag.words(member, primary)
                                : member.state().word());
        return member.state() == MemberState.RECOVERING
                ? waits
                        + "; if its log reports that it is too stale to catch up, delete its PersistentVolumeClaim and its pod, and it copies the data again"
                : waits;
    }

    /**
     * One with data of its set is added too: a zone that was exchanged away and is back still has its volume, and its
     * member may not know that it was removed. One that is primary without being in the set leads another set.
     */
    private static SetDecision add(SetFact set, MemberFact primary, SetView view, List<MemberFact> lacking) {
        Optional<MemberFact> next = lacking.stream()
                .filter(member ->
                        member.state().blank() || (member.state().belongs() && member.state() != MemberState.PRIMARY))
                .findFirst();
        if (next.isPresent()) {
            return change(
                    set,
                    primary,
                    view,
                    added(view, next.get()),
                    "add " + next.get().host());
        }
        MemberFact first = lacking.getFirst();
        if (first.state() == MemberState.PRIMARY) {
            return new SetDecision.Hold(new Refusal(
                    MongoReason.STALE_VOLUME,
                    "%s is primary of a replica set of its own and is not added to %s: its volume has older data. Delete its PersistentVolumeClaim and its pod, and it copies the data again"
                            .formatted(first.host(), set.name())));
        }
        return new SetDecision.Wait("%s is added to %s when it responds: it is %s"
                .formatted(first.host(), set.name(), first.state().word()));
    }

    private static SetDecision remove(SetFact set, MemberFact primary, SetView view, SetMember leaving) {
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
                .map(asked -> member.in(asked.zone()));
    }

    private static String silent(SetFact set) {
        List<String> zones = set.all().stream()
                .filter(member -> member.state() != MemberState.UNINITIATED)
                .map(member ->
                        "%s is %s".formatted(member.zone(), member.state().word()))
                .toList();
        return zones.isEmpty() ? "all do" : String.join(", ", zones);
    }
}
