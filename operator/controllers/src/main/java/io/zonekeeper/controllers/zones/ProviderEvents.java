package io.zonekeeper.controllers.zones;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.api.v1alpha1.ZoneStatus.AwsStatement;
import io.zonekeeper.api.v1alpha1.ZoneStatus.AwsStatus;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.kube.events.Events;

/** Tells in Events what the provider says of a zone that it did not say before. */
final class ProviderEvents {
    private static final String KNOWN = "KnownToAWS";

    private final Events events;
    private final OperatorMetrics metrics;

    ProviderEvents(Events events, OperatorMetrics metrics) {
        this.events = events;
        this.metrics = metrics;
    }

    void tell(Zone zone, String name, ZoneStatus before) {
        Set<AwsStatement> told = new HashSet<>(statements(before));
        for (AwsStatement statement : statements(zone.getStatus())) {
            if (told.contains(statement)) {
                continue;
            }
            String message = "AWS says of %s: %s".formatted(name, statement.text());
            switch (statement.weight()) {
                case "Against" -> events.warning(zone, "AWSReportsTrouble", message);
                case "Announced" -> events.warning(zone, "ClosureAnnounced", message);
                default -> events.normal(zone, "AWSReports", message);
            }
        }
        mismatch(zone.getStatus())
                .filter(now -> !mismatch(before).map(Condition::message).equals(Optional.of(now.message())))
                .ifPresent(now -> {
                    metrics.refused("Zone", now.reason());
                    events.warning(zone, now.reason(), now.message());
                });
    }

    private static List<AwsStatement> statements(ZoneStatus status) {
        return Optional.ofNullable(status)
                .map(ZoneStatus::aws)
                .map(AwsStatus::statements)
                .orElse(List.of());
    }

    private static Optional<Condition> mismatch(ZoneStatus status) {
        return Optional.ofNullable(status).map(ZoneStatus::conditions).stream()
                .flatMap(List::stream)
                .filter(condition -> condition.type().equals(KNOWN) && Objects.equals(condition.status(), "False"))
                .findFirst();
    }
}
