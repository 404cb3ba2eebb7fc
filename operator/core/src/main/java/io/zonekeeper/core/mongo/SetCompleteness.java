package io.zonekeeper.core.mongo;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

import io.zonekeeper.core.mongo.facts.MemberFact;
import io.zonekeeper.core.mongo.facts.SetFact;
import io.zonekeeper.core.mongo.facts.SetMember;
import io.zonekeeper.core.mongo.facts.SetView;

/** Whether a set has all its members, so that one may be taken away for a while. */
final class SetCompleteness {
    /** Before a member is taken away, or steps down, all were heard within this time. */
    static final Duration RECENT = Duration.ofSeconds(5);

    private SetCompleteness() {}

    /** Returns what a set is missing; empty where it is whole. */
    static Optional<String> lack(SetFact set, Instant now) {
        return lack(set, Optional.empty(), now);
    }

    /** Returns what a set is missing besides one of its members. */
    static Optional<String> lack(SetFact set, Optional<MemberFact> besides, Instant now) {
        SetQuorum quorum = SetQuorum.of(set, now);
        if (quorum.state() != QuorumState.WRITABLE) {
            return Optional.of("%s has no primary (%s)".formatted(set.name(), quorum.why()));
        }
        MemberFact primary = quorum.primary().orElseThrow();
        Optional<SetView> view = primary.view();
        if (view.isEmpty()) {
            return Optional.of("the configuration of %s is not known yet".formatted(set.name()));
        }
        for (MemberFact member : set.members()) {
            if (besides.filter(member::equals).isPresent()) {
                continue;
            }
            if (!view.get().has(member.host())) {
                return Optional.of(
                        "%s in %s is no member of %s yet".formatted(member.host(), member.zone(), set.name()));
            }
            if (!member.state().readable()) {
                return Optional.of("the member of %s in %s is %s"
                        .formatted(set.name(), member.zone(), member.state().word()));
            }
            if (!Lag.caughtUp(member, primary)) {
                return Optional.of("the member of %s in %s is %s"
                        .formatted(set.name(), member.zone(), Lag.words(member, primary)));
            }
            if (!member.pod().settled()) {
                return Optional.of("the pod of %s in %s is not ready".formatted(set.name(), member.zone()));
            }
        }
        return besides.isPresent() || set.members().size() == 1
                ? Optional.empty()
                : majorityWithoutOne(set, view.get());
    }

    /** Users may have added voters, or taken votes away. */
    private static Optional<String> majorityWithoutOne(SetFact set, SetView view) {
        long voters = view.members().stream().filter(SetMember::voter).count();
        long answering = set.all().stream()
                .filter(member -> member.state().belongs())
                .filter(member ->
                        view.member(member.host()).filter(SetMember::voter).isPresent())
                .count();
        return answering - 1 >= view.majority()
                ? Optional.empty()
                : Optional.of("%d of %d voters of %s respond: with one less there is no majority"
                        .formatted(answering, voters, set.name()));
    }

    /** Whether every member was heard lately enough to act on it. */
    static boolean recent(SetFact set, Instant now) {
        return set.members().stream()
                .allMatch(member -> member.report()
                        .filter(report -> report.within(RECENT, now))
                        .isPresent());
    }
}
