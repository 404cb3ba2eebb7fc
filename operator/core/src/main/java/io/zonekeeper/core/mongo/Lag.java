package io.zonekeeper.core.mongo;

import java.time.Duration;
import java.util.Optional;

import io.zonekeeper.core.mongo.facts.MemberFact;
import io.zonekeeper.core.mongo.facts.SetMember;
import io.zonekeeper.core.mongo.facts.SetView;

/**
 * How far a member is behind its primary: the difference of the times of the last operations that the two applied, both
 * by the primary's clock. They are not asked at the same moment; what the primary may have written since the member was
 * asked is not held against it, nor is a delay that users configured.
 */
final class Lag {
    /** A member further behind is not caught up: twice the 10 s in which an idle primary writes. */
    static final Duration CAUGHT_UP = Duration.ofSeconds(20);

    private Lag() {}

    /** Returns the lag; empty where it is not known. */
    static Optional<Duration> of(MemberFact member, MemberFact primary) {
        if (member.view().isEmpty() || primary.view().isEmpty()) {
            return Optional.empty();
        }
        SetView head = primary.view().get();
        Duration asked = Duration.between(
                member.report().orElseThrow().at(),
                primary.report().orElseThrow().at());
        Duration earlier = clamp(asked);
        long delay = head.member(member.host()).map(SetMember::delaySeconds).orElse(0L);
        Duration behind = Duration.ofSeconds(
                        head.appliedSeconds() - member.view().get().appliedSeconds() - delay)
                .minus(earlier);
        return Optional.of(behind.isNegative() ? Duration.ZERO : behind);
    }

    /** Returns whether a member has what the primary has, but for {@link #CAUGHT_UP}; not where it is not known. */
    static boolean caughtUp(MemberFact member, MemberFact primary) {
        return of(member, primary).filter(lag -> lag.compareTo(CAUGHT_UP) <= 0).isPresent();
    }

    /** Returns the lag in words. */
    static String words(MemberFact member, MemberFact primary) {
        return of(member, primary)
                .map(lag -> "%d s behind its primary".formatted(lag.toSeconds()))
                .orElse("not known to have caught up");
    }

    private static Duration clamp(Duration earlier) {
        if (earlier.isNegative()) {
            return Duration.ZERO;
        }
        return earlier.compareTo(SetQuorum.FRESH) > 0 ? SetQuorum.FRESH : earlier;
    }
}
