package io.zonekeeper.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus;

/** Which conditions of a service are not as they should be, the most important one first. */
final class NotFine {
    /** Fine when True; every other condition is fine when it is not. */
    private static final Set<String> WANTED = Set.of("Ready", "RolledOut", "Balanced", "ZoneRedundant");

    private static final List<String> IMPORTANCE = List.of(
            "Stalled",
            "EvacuationHeld",
            "TrafficRemains",
            "DisruptionHeld",
            "Evacuating",
            "Ready",
            "RolledOut",
            "Balanced",
            "ZoneRedundant");

    private NotFine() {}

    /** What is not fine. */
    record Remark(String condition, String status, String reason, String message) {
        String shortly() {
            return condition + ": " + reason;
        }
    }

    static List<Remark> of(ZonedService service) {
        if (conditions(service).isEmpty()) {
            return List.of(new Remark("Ready", "Unknown", "NotSeen", "no operator has looked at it yet"));
        }
        return conditions(service).stream()
                .filter(condition -> !fine(condition))
                .sorted(Comparator.comparingInt(NotFine::rank).thenComparing(Condition::type))
                .map(condition ->
                        new Remark(condition.type(), condition.status(), condition.reason(), condition.message()))
                .toList();
    }

    static List<Condition> conditions(ZonedService service) {
        return Optional.ofNullable(service.getStatus())
                .map(ZonedServiceStatus::conditions)
                .orElse(List.of());
    }

    private static boolean fine(Condition condition) {
        boolean notAsked = condition.reason().equals("NotRequested")
                || List.of("Reconciling", "Overridden").contains(condition.type());
        return notAsked || condition.status().equals("True") == WANTED.contains(condition.type());
    }

    private static int rank(Condition condition) {
        int rank = IMPORTANCE.indexOf(condition.type());
        return rank < 0 ? IMPORTANCE.size() : rank;
    }
}
