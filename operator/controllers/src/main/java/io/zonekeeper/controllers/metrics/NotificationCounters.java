package io.zonekeeper.controllers.metrics;

import java.util.Arrays;
import java.util.Locale;
import java.util.function.IntSupplier;

import io.zonekeeper.kube.metrics.Label;
import io.zonekeeper.kube.metrics.MetricCatalog;
import io.zonekeeper.kube.notifications.NotificationMetrics;
import io.zonekeeper.kube.notifications.NotificationType;

/** Metrics of notifications. */
public final class NotificationCounters implements NotificationMetrics {
    private final MetricCatalog.Counters ended;
    private final MetricCatalog.Counters failed;
    private final MetricCatalog.Readings waiting;

    NotificationCounters(MetricCatalog catalog) {
        ended = catalog.counter(
                "zonekeeper_notifications_total",
                "Notifications that were delivered to the webhook or given up.",
                Label.of(
                        "type",
                        "what it is about",
                        Arrays.stream(NotificationType.values()).map(NotificationType::word)),
                Label.of(
                        "outcome",
                        "`refused`: the webhook answered that it does not take it; `expired`: an hour old; `dropped`: the queue was full, or the operator ended",
                        Arrays.stream(Outcome.values()).map(NotificationCounters::word)));
        failed = catalog.counter(
                "zonekeeper_notification_attempts_failed_total",
                "Requests to the webhook that failed and are made again.");
        waiting = catalog.gauge("zonekeeper_notifications_waiting", "Notifications that wait to be delivered.");
    }

    @Override
    public void ended(NotificationType type, Outcome outcome) {
        ended.increment(type.word(), word(outcome));
    }

    @Override
    public void attemptFailed() {
        failed.increment();
    }

    @Override
    public void waiting(IntSupplier count) {
        waiting.by(count::getAsInt);
    }

    private static String word(Outcome outcome) {
        return outcome.name().toLowerCase(Locale.ROOT);
    }
}
