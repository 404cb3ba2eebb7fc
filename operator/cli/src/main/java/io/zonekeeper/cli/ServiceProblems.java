package io.zonekeeper.cli;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.ZonedService;
import io.zonekeeper.api.v1alpha1.ZonedServiceStatus;
import io.zonekeeper.kube.objects.Conditions;

/** The conditions of a service that report a problem, the most important one first. */
final class ServiceProblems {
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

    private ServiceProblems() {}

    /** A condition that reports a problem. */
    record Finding(String condition, String status, String reason, String message) {
        String shortly() {
            return condition + ": " + reason;
        }
    }

    static List<Finding> of(ZonedService service) {
        if (conditions(service).isEmpty()) {
            return List.of(new Finding("Ready", "Unknown", "NotReconciled", "the operator has not reconciled it yet"));
        }
        return conditions(service).stream()
                .filter(Conditions::reportsProblem)
                .sorted(Comparator.comparingInt(ServiceProblems::rank).thenComparing(Condition::type))
                .map(condition ->
                        new Finding(condition.type(), condition.status(), condition.reason(), condition.message()))
                .toList();
    }

    static List<Condition> conditions(ZonedService service) {
        return Optional.ofNullable(service.getStatus())
                .map(ZonedServiceStatus::conditions)
                .orElse(List.of());
    }

    private static int rank(Condition condition) {
        int rank = IMPORTANCE.indexOf(condition.type());
        return rank < 0 ? IMPORTANCE.size() : rank;
    }
}
