package io.zonekeeper.web.view;

import java.util.List;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.api.v1alpha1.ZoneStatus.CordonStatus;
import io.zonekeeper.api.v1alpha1.ZoneStatus.DrillStatus;
import io.zonekeeper.web.view.ZoneView.Cordon;
import io.zonekeeper.web.view.ZoneView.Drill;
import io.zonekeeper.web.view.ZoneView.NodeNumbers;
import io.zonekeeper.web.view.ZoneView.SignalResult;

/** Makes the columns. */
final class ZoneViews {
    private ZoneViews() {}

    /** Returns what there is to show of a Zone; empty before the operator has written its status. */
    static Optional<ZoneView> of(Zone zone) {
        return Optional.ofNullable(zone.getStatus())
                .filter(status -> status.zone() != null)
                .map(status -> view(zone.getMetadata().getName(), status));
    }

    private static ZoneView view(String object, ZoneStatus status) {
        return new ZoneView(
                status.zone(),
                status.zoneId(),
                object,
                status.slot(),
                Optional.ofNullable(status.nodes())
                        .map(nodes -> new NodeNumbers(
                                number(nodes.total()), number(nodes.ready()), number(nodes.schedulable())))
                        .orElse(null),
                Optional.ofNullable(status.verdict()).orElse("Unknown"),
                status.verdictSince(),
                status.evidence(),
                status.wouldChange(),
                Optional.ofNullable(status.signals()).orElse(List.of()).stream()
                        .map(signal ->
                                new SignalResult(signal.signal(), signal.result(), signal.samples(), signal.failures()))
                        .toList(),
                Optional.ofNullable(status.cordon()).map(ZoneViews::cordon).orElse(null),
                Optional.ofNullable(status.drill()).map(ZoneViews::drill).orElse(null),
                Optional.ofNullable(status.aws())
                        .map(ZoneStatus.AwsStatus::summary)
                        .orElse(null),
                Problems.of(Optional.ofNullable(status.conditions()).orElse(List.of())));
    }

    private static Cordon cordon(CordonStatus cordon) {
        return new Cordon(cordon.by(), cordon.reason(), cordon.since(), cordon.deadline());
    }

    private static Drill drill(DrillStatus drill) {
        Facts facts = new Facts()
                .add("Request", drill.request())
                .add("Reason", drill.message())
                .add("Services with pods in the zone", drill.services())
                .add("Evacuated at the same time", drill.evacuated())
                .add("Traffic removed after", drill.trafficRemovedAfter())
                .add("Replaced after", drill.replacedAfter())
                .add("Failed back after", drill.returnedAfter());
        Optional.ofNullable(drill.lowestReady())
                .ifPresent(lowest -> facts.add(
                        "Lowest", "%s: %d of %d ready".formatted(lowest.service(), lowest.ready(), lowest.replicas())));
        Optional.ofNullable(drill.notEvacuated())
                .orElse(List.of())
                .forEach(service -> facts.add("Not evacuated: " + service.service(), service.message()));
        return new Drill(
                drill.phase(), drill.outcome(), drill.startedAt(), drill.until(), drill.endedAt(), facts.list());
    }

    private static int number(Integer value) {
        return Optional.ofNullable(value).orElse(0);
    }
}
