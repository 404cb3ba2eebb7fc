package io.zonekeeper.web.view;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.kube.objects.Conditions;

/** The conditions of an object that report a problem, the most important first. */
final class Problems {
    private static final List<String> IMPORTANCE = List.of(
            "Stalled", "EvacuationHeld", "TrafficRemains", "DisruptionHeld", "Evacuating", "Ready", "RolledOut");

    private Problems() {}

    static List<Problem> of(List<Condition> conditions) {
        if (conditions == null) {
            return List.of(new Problem("Ready", "NotReconciled", "the operator has not reconciled it yet", null));
        }
        return conditions.stream()
                .filter(Conditions::reportsProblem)
                .sorted(Comparator.comparingInt(Problems::rank).thenComparing(Condition::type))
                .map(condition -> new Problem(
                        condition.type(), condition.reason(), condition.message(), condition.lastTransitionTime()))
                .toList();
    }

    /** Returns the severity of the worst of them. */
    static Severity severity(List<Problem> problems) {
        return problems.stream()
                .map(Problems::severity)
                .max(Comparator.naturalOrder())
                .orElse(Severity.OK);
    }

    /** Returns a row's state in a few words. */
    static String status(List<Problem> problems) {
        return Optional.of(problems)
                .filter(found -> !found.isEmpty())
                .map(List::getFirst)
                .map(worst ->
                        worst.condition().equals("Ready") || worst.condition().equals("Evacuating")
                                ? worst.reason()
                                : worst.condition() + ": " + worst.reason())
                .orElse("Ready");
    }

    private static Severity severity(Problem problem) {
        if (problem.refusal()) {
            return Severity.PROBLEM;
        }
        return switch (problem.condition()) {
            case "Ready", "ConfigurationValid", "UpstreamFound" -> Severity.PROBLEM;
            case "Evacuating" -> Severity.EVACUATED;
            case "RolledOut" -> Severity.CHANGING;
            default -> Severity.DEGRADED;
        };
    }

    private static int rank(Condition condition) {
        int rank = IMPORTANCE.indexOf(condition.type());
        return rank < 0 ? IMPORTANCE.size() : rank;
    }
}
