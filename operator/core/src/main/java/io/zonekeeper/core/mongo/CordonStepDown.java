package io.zonekeeper.core.mongo;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.core.Refusal;

/**
 * Moves a primary out of a cordoned zone, where another voter outside of it is caught up. The member stays where it is
 * and goes on voting; the configuration is not changed.
 */
final class CordonStepDown {
    private CordonStepDown() {}

    static SetDecision decide(SetFact set, Set<String> cordoned, Instant now) {
        SetQuorum quorum = SetQuorum.of(set, now);
        Optional<MemberFact> primary = quorum.primary().filter(member -> cordoned.contains(member.zone()));
        Optional<SetView> view = set.view();
        if (primary.isEmpty() || view.isEmpty()) {
            return new SetDecision.Fine();
        }
        String zone = primary.get().zone();
        boolean successor = set.members().stream()
                .filter(member -> !cordoned.contains(member.zone()))
                .filter(member -> member.state() == MemberState.SECONDARY)
                .filter(member -> member.report()
                        .filter(report -> report.within(SetQuorum.FRESH, now))
                        .isPresent())
                .filter(member -> Wholeness.caughtUp(member, view.get()))
                .anyMatch(member -> view.get().members().stream()
                        .anyMatch(
                                voter -> voter.host().equals(member.host()) && voter.voter() && voter.priority() > 0));
        return successor
                ? new SetDecision.Act(new MongoAction.StepDown(
                        set.name(), primary.get().host(), "zone %s is cordoned".formatted(zone)))
                : new SetDecision.Hold(new Refusal(
                        "NoSuccessor",
                        "the primary of %s stays in cordoned zone %s: no voter in another zone is caught up"
                                .formatted(set.name(), zone)));
    }
}
