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
import io.zonekeeper.core.reasons.Reason;
import io.zonekeeper.core.reasons.ZoneReason;
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
                case "Evidence" -> events.warning(zone, ZoneReason.AWS_REPORTS_ISSUE, message);
                case "Announcement" -> events.warning(zone, ZoneReason.CLOSURE_ANNOUNCED, message);
                default -> events.normal(zone, ZoneReason.AWS_REPORTS, message);
            }
        }
        mismatch(zone.getStatus())
                .filter(now -> !mismatch(before).map(Condition::message).equals(Optional.of(now.message())))
                .ifPresent(now -> {
                    Reason reason = Reason.read(now.reason(), ZoneReason.values());
                    metrics.refused("Zone", reason);
                    events.warning(zone, reason, now.message());
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
