package io.zonekeeper.core.mongo;

import java.time.Instant;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.core.mongo.facts.MemberFact;
import io.zonekeeper.core.mongo.facts.SetFact;

/**
 * Moves a primary out of a cordoned zone, where a member outside of it can take over ({@link Succession}). The member
 * stays where it is and continues voting; the configuration is not changed.
 */
final class CordonStepDown {
    private CordonStepDown() {}

    static SetDecision decide(SetFact set, Set<String> cordoned, Instant now) {
        Optional<MemberFact> primary =
                SetQuorum.of(set, now).primary().filter(member -> cordoned.contains(member.zone()));
        if (primary.isEmpty() || set.view().isEmpty()) {
            return new SetDecision.Fine();
        }
        return Succession.stepDown(
                set,
                primary.get(),
                cordoned,
                "zone %s is cordoned".formatted(primary.get().zone()),
                now);
    }
}
