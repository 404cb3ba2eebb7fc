package io.zonekeeper.core.mongo;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.mongo.facts.ClusterFact;
import io.zonekeeper.core.mongo.facts.SetFact;
import io.zonekeeper.core.mongo.facts.SetMember;
import io.zonekeeper.core.reasons.MongoReason;

/**
 * What users configured in the replica sets themselves: members that they added, and settings of ours. Both stay, and
 * are reported, for they count in every majority and every election.
 */
final class Customization {
    private Customization() {}

    static Optional<ConditionFact> of(ClusterFact cluster) {
        List<String> added = new ArrayList<>();
        List<String> changed = new ArrayList<>();
        for (SetFact set : cluster.sets()) {
            set.others()
                    .forEach(member -> added.add("%s is a member of %s that the spec does not name, now %s"
                            .formatted(member.host(), set.name(), member.state().word())));
            set.view()
                    .ifPresent(view -> set.members().stream()
                            .flatMap(member -> view.member(member.host()).stream())
                            .filter(member -> !settings(member).isEmpty())
                            .forEach(member -> changed.add(
                                    "%s has %s".formatted(member.host(), String.join(", ", settings(member))))));
        }
        if (added.isEmpty() && changed.isEmpty()) {
            return Optional.empty();
        }
        List<String> all = new ArrayList<>(added);
        all.addAll(changed);
        return Optional.of(ConditionFact.yes(
                "Customized",
                added.isEmpty() ? MongoReason.SETTINGS_CHANGED : MongoReason.MEMBERS_ADDED,
                String.join("; ", all)
                        + ": the operator leaves this as it is; added members count in majorities, and one with priority 0 or"
                        + " without a vote cannot become primary"));
    }

    private static List<String> settings(SetMember member) {
        List<String> settings = new ArrayList<>();
        if (member.votes() != 1) {
            settings.add("votes " + member.votes());
        }
        if (member.priority() != 1) {
            settings.add("priority " + number(member.priority()));
        }
        if (member.hidden()) {
            settings.add("hidden");
        }
        if (member.delaySeconds() > 0) {
            settings.add("secondaryDelaySecs " + member.delaySeconds());
        }
        return settings;
    }

    private static String number(double value) {
        return value == Math.rint(value) ? Long.toString((long) value) : Double.toString(value);
    }
}
