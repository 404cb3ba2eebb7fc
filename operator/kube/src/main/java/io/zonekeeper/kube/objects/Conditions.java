package io.zonekeeper.kube.objects;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.core.ConditionFact;
import io.zonekeeper.core.reasons.ServiceReason;

/** Turns facts into conditions and keeps the time of the last transition. */
public final class Conditions {
    /** Expected to be True; every other condition is expected not to be. */
    private static final Set<String> WANTED = Set.of(
            "Ready",
            "RolledOut",
            "Balanced",
            "ZoneRedundant",
            "Protected",
            "ConfigurationValid",
            "UpstreamFound",
            "Pinned",
            "MongosGuarded",
            "Redundant",
            "Present");

    private static final Set<String> NO_PROBLEM_EITHER_WAY = Set.of("Reconciling", "Overridden", "Cordoned");

    private Conditions() {}

    /** Returns whether a condition, of whatever kind of object, has the status that it has where all is well. */
    public static boolean asExpected(Condition condition) {
        return "True".equals(condition.status()) == WANTED.contains(condition.type());
    }

    /**
     * Returns whether a condition reports a problem: not what is in progress, reported elsewhere, or was not asked for.
     */
    public static boolean reportsProblem(Condition condition) {
        return !asExpected(condition)
                && !NO_PROBLEM_EITHER_WAY.contains(condition.type())
                && !ServiceReason.NOT_REQUESTED.word().equals(condition.reason());
    }

    /**
     * Returns the conditions to write.
     *
     * @param previous the conditions that stand now; null for none
     * @param facts what holds now
     * @param generation the generation it was said of
     * @param now the time to note where a status changed
     */
    public static List<Condition> merge(
            List<Condition> previous, List<ConditionFact> facts, Long generation, Instant now) {
        return facts.stream()
                .map(fact -> new Condition(
                        fact.type(),
                        fact.holds() ? "True" : "False",
                        generation,
                        since(previous, fact, now),
                        fact.reason().word(),
                        fact.message()))
                .toList();
    }

    /**
     * Returns the condition of a type that holds; empty where it does not.
     *
     * @param conditions those of a status; null for none
     */
    public static Optional<Condition> holding(List<Condition> conditions, String type) {
        return Stream.ofNullable(conditions)
                .flatMap(List::stream)
                .filter(condition ->
                        condition.type().equals(type) && condition.status().equals("True"))
                .findFirst();
    }

    private static String since(List<Condition> previous, ConditionFact fact, Instant now) {
        String status = fact.holds() ? "True" : "False";
        if (previous != null) {
            for (Condition condition : previous) {
                if (condition.type().equals(fact.type()) && condition.status().equals(status)) {
                    return condition.lastTransitionTime();
                }
            }
        }
        return text(now);
    }

    /** Returns a time as Kubernetes writes it: RFC 3339, whole seconds. */
    public static String text(Instant time) {
        return time.truncatedTo(ChronoUnit.SECONDS).toString();
    }
}
