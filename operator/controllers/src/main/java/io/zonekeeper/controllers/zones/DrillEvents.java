package io.zonekeeper.controllers.zones;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.api.v1alpha1.ZoneStatus.DrillStatus;
import io.zonekeeper.controllers.metrics.OperatorMetrics;
import io.zonekeeper.core.drill.DrillOutcome.Kind;
import io.zonekeeper.core.drill.DrillPhase;
import io.zonekeeper.core.reasons.Reason;
import io.zonekeeper.core.reasons.ZoneReason;
import io.zonekeeper.kube.events.Events;

/** Tells of each step of a game day. */
final class DrillEvents {
    private final Events events;
    private final OperatorMetrics metrics;

    DrillEvents(Events events, OperatorMetrics metrics) {
        this.events = events;
        this.metrics = metrics;
    }

    /** Tells what became other than it was. */
    void tell(Zone zone, String name, ZoneStatus before) {
        Optional<DrillStatus> is = Optional.ofNullable(zone.getStatus().drill());
        Optional<DrillStatus> was = Optional.ofNullable(before).map(ZoneStatus::drill);
        if (is.isEmpty()) {
            return;
        }
        DrillStatus drill = is.get();
        boolean another = !is.map(DrillStatus::startedAt).equals(was.map(DrillStatus::startedAt));
        boolean outcomeIsNew =
                drill.outcome() != null && !is.map(DrillStatus::endedAt).equals(was.map(DrillStatus::endedAt));
        if (DrillPhase.RUNNING.word().equals(drill.phase()) && another) {
            events.warning(
                    zone,
                    ZoneReason.DRILL_STARTED,
                    "game day: %s is treated as lost until %s".formatted(name, drill.until()));
        }
        if (outcomeIsNew) {
            outcome(zone, name, drill);
        }
        boolean over = DrillPhase.ENDED.word().equals(drill.phase())
                && !was.map(DrillStatus::phase).equals(Optional.of(drill.phase()));
        if (over && drill.startedAt() != null) {
            events.normal(zone, ZoneReason.DRILL_ENDED, summary(drill));
        }
    }

    private void outcome(Zone zone, String name, DrillStatus drill) {
        metrics.drilled(drill.outcome());
        String message = "game day in %s: %s".formatted(name, drill.message());
        if (Kind.COMPLETED.word().equals(drill.outcome())) {
            events.normal(zone, ZoneReason.DRILL_COMPLETED, message);
            return;
        }
        boolean refused = Kind.REFUSED.word().equals(drill.outcome());
        if (refused) {
            metrics.refused("Zone", Reason.read(drill.reason(), ZoneReason.values()));
        }
        events.warning(zone, refused ? ZoneReason.DRILL_REFUSED : ZoneReason.DRILL_ABORTED, message);
    }

    /** Returns what happened, in a sentence. */
    static String summary(DrillStatus drill) {
        List<String> parts = new ArrayList<>();
        parts.add("%d of %d services were evacuated".formatted(drill.evacuated(), drill.services()));
        if (drill.trafficRemovedAfter() != null) {
            parts.add("their traffic was removed after " + drill.trafficRemovedAfter());
        }
        if (drill.replacedAfter() != null) {
            parts.add("their pods were replaced after " + drill.replacedAfter());
        }
        if (drill.lowestReady() != null) {
            parts.add("the fewest ready pods were %d of %d, of %s"
                    .formatted(
                            drill.lowestReady().ready(),
                            drill.lowestReady().replicas(),
                            drill.lowestReady().service()));
        }
        parts.add(
                drill.returnedAfter() == null ? "not all have failed back" : "failback took " + drill.returnedAfter());
        return String.join(", ", parts);
    }
}
