package io.zonekeeper.controllers.zones;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.api.v1alpha1.Condition;
import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.api.v1alpha1.ZoneStatus.AwsEvent;
import io.zonekeeper.api.v1alpha1.ZoneStatus.AwsStatus;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.kube.events.Events;

/** Publishes Events for new reports of the provider about a zone. */
final class ProviderEvents {
    private static final String KNOWN = "KnownToAWS";

    private final Events events;
    private final OperatorMetrics metrics;

    ProviderEvents(Events events, OperatorMetrics metrics) {
        this.events = events;
        this.metrics = metrics;
    }

    void tell(Zone zone, String name, ZoneStatus before) {
        Set<AwsEvent> known = new HashSet<>(events(before));
        for (AwsEvent event : events(zone.getStatus())) {
            if (known.contains(event)) {
                continue;
            }
            String message = "AWS reports about %s: %s".formatted(name, event.text());
            switch (event.weight()) {
                case "Evidence" -> events.warning(zone, "AWSReportsIssue", message);
                case "Announcement" -> events.warning(zone, "ClosureAnnounced", message);
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

    private static List<AwsEvent> events(ZoneStatus status) {
        return Optional.ofNullable(status)
                .map(ZoneStatus::aws)
                .map(AwsStatus::events)
                .orElse(List.of());
    }

    private static Optional<Condition> mismatch(ZoneStatus status) {
        return Optional.ofNullable(status).map(ZoneStatus::conditions).stream()
                .flatMap(List::stream)
                .filter(condition -> condition.type().equals(KNOWN) && Objects.equals(condition.status(), "False"))
                .findFirst();
    }
}
