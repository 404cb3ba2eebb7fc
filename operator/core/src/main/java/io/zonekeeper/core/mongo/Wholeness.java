package io.zonekeeper.core.mongo;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Whether a set has all its members, so that one may be taken away for a while. */
final class Wholeness {
    /**
     * A secondary further behind than this is not caught up: twice the 10 s in which an idle primary writes, for
     * members are not asked at the same moment. A step-down checks for itself.
     */
    static final Duration CAUGHT_UP = Duration.ofSeconds(20);

    /** Before a member is taken away, or steps down, all were heard within this time. */
    static final Duration RECENT = Duration.ofSeconds(5);

    private Wholeness() {}

    /** Returns what a set lacks; empty where it is whole. */
    static Optional<String> lack(SetFact set, Instant now) {
        return lack(set, Optional.empty(), now);
    }

    /** Returns what a set lacks besides one of its members. */
    static Optional<String> lack(SetFact set, Optional<MemberFact> besides, Instant now) {
        SetQuorum quorum = SetQuorum.of(set, now);
        if (quorum.state() != QuorumState.WRITABLE) {
            return Optional.of("%s has no primary (%s)".formatted(set.name(), quorum.why()));
        }
        Optional<SetView> view = set.view();
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
            if (!caughtUp(member, view.get())) {
                return Optional.of("the member of %s in %s is behind its primary".formatted(set.name(), member.zone()));
            }
            if (!member.pod().settled()) {
                return Optional.of("the pod of %s in %s is not ready".formatted(set.name(), member.zone()));
            }
        }
        return Optional.empty();
    }

    /** Whether every member was heard lately enough to act on it. */
    static boolean recent(SetFact set, Instant now) {
        return set.members().stream()
                .allMatch(member -> member.report()
                        .filter(report -> report.within(RECENT, now))
                        .isPresent());
    }

    /** Whether a member has what the primary had. */
    static boolean caughtUp(MemberFact member, SetView primary) {
        return member.report()
                .flatMap(MemberReport::view)
                .filter(own -> own.behindSeconds() - primary.behindSeconds() <= CAUGHT_UP.toSeconds())
                .isPresent();
    }
}
