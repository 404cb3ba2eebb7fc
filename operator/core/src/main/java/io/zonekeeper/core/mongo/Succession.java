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
import io.zonekeeper.core.reasons.MongoReason;

/**
 * Makes a primary step down, where another member can take over.
 *
 * <ol>
 *   <li>Able is a secondary that votes, may become primary, has caught up, and is in none of the zones to avoid.
 *   <li>With none able the primary stays, and what keeps each of the others is reported.
 *   <li>The primary and one of the able were heard within {@link SetCompleteness#RECENT}, else they are asked first.
 * </ol>
 */
final class Succession {
    private Succession() {}

    static SetDecision stepDown(SetFact set, MemberFact primary, Set<String> avoided, String why, Instant now) {
        List<MemberFact> able = new ArrayList<>();
        List<String> unable = new ArrayList<>();
        for (MemberFact member : set.all()) {
            if (!member.host().equals(primary.host())) {
                unfit(set, member, primary, avoided, now)
                        .ifPresentOrElse(
                                reason -> unable.add("%s %s".formatted(member.host(), reason)), () -> able.add(member));
            }
        }
        if (able.isEmpty()) {
            String reasons = unable.isEmpty() ? "it has no other member" : String.join(", ", unable);
            return new SetDecision.Hold(new Refusal(
                    MongoReason.NO_SUCCESSOR,
                    "the primary of %s, %s, does not step down (%s): no other member can take over: %s"
                            .formatted(set.name(), primary.host(), why, reasons)));
        }
        boolean recent = recent(primary, now) && able.stream().anyMatch(member -> recent(member, now));
        return new SetDecision.Act(
                recent ? new MongoAction.StepDown(set.name(), primary.host(), why) : new MongoAction.Look(set.name()));
    }

    private static Optional<String> unfit(
            SetFact set, MemberFact member, MemberFact primary, Set<String> avoided, Instant now) {
        Optional<SetMember> configured = set.view().flatMap(view -> view.member(member.host()));
        if (configured.isEmpty()) {
            return Optional.of("is not in the set");
        }
        boolean heard = member.report()
                .filter(report -> report.within(SetQuorum.FRESH, now))
                .isPresent();
        if (!heard || member.state() != MemberState.SECONDARY) {
            return Optional.of("is " + (heard ? member.state() : MemberState.UNREACHABLE).word());
        }
        if (avoided.contains(member.zone())) {
            return Optional.of("is in cordoned zone " + member.zone());
        }
        if (!configured.get().electable()) {
            return Optional.of(configured.get().voter() ? "has priority 0" : "has no vote");
        }
        if (configured.get().delaySeconds() > 0 || !Lag.caughtUp(member, primary)) {
            return Optional.of("is " + Lag.words(member, primary));
        }
        return Optional.empty();
    }

    private static boolean recent(MemberFact member, Instant now) {
        return member.report()
                .filter(report -> report.within(SetCompleteness.RECENT, now))
                .isPresent();
    }
}
