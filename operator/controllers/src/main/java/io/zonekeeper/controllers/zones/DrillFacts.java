package io.zonekeeper.controllers.zones;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneSpec;
import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.api.v1alpha1.ZoneStatus.DrillStatus;
import io.zonekeeper.api.v1alpha1.ZoneStatus.LowestReady;
import io.zonekeeper.api.v1alpha1.ZoneStatus.NotEvacuated;
import io.zonekeeper.core.DurationText;
import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.cordon.ZoneSituation;
import io.zonekeeper.core.drill.DrillMemory;
import io.zonekeeper.core.drill.DrillOutcome;
import io.zonekeeper.core.drill.DrillPhase;
import io.zonekeeper.core.drill.DrillReport;
import io.zonekeeper.core.drill.DrillRequest;
import io.zonekeeper.core.drill.DrillZone;
import io.zonekeeper.core.reasons.Reason;
import io.zonekeeper.core.reasons.ZoneReason;
import io.zonekeeper.kube.objects.Conditions;

/** Reads requests for game days from Zones, and their story from and into status. */
final class DrillFacts {
    private DrillFacts() {}

    /** Returns a zone as a game day sees it. */
    static DrillZone zone(ZoneSituation situation, Optional<Zone> object) {
        return new DrillZone(situation, order(object), memory(object));
    }

    /** Returns a user's request. */
    static Optional<DrillRequest> order(Optional<Zone> zone) {
        return zone.map(Zone::getSpec)
                .map(ZoneSpec::drill)
                .map(drill -> new DrillRequest(
                        String.join(
                                " ", Objects.requireNonNullElse(drill.at(), "now"), drill.duration(), drill.reason()),
                        Optional.ofNullable(drill.at()).map(Instant::parse),
                        DurationText.parse(drill.duration()),
                        drill.reason()));
    }

    /** Returns what a status reports about the last game day. */
    static Optional<DrillMemory> memory(Optional<Zone> zone) {
        return zone.map(Zone::getStatus)
                .map(ZoneStatus::drill)
                .flatMap(drill -> DrillPhase.of(drill.phase())
                        .map(phase -> new DrillMemory(
                                Objects.requireNonNullElse(drill.request(), ""),
                                phase,
                                DrillOutcome.Kind.of(drill.outcome())
                                        .map(kind -> new DrillOutcome(
                                                kind,
                                                new Refusal(
                                                        Reason.read(
                                                                Objects.requireNonNullElse(drill.reason(), ""),
                                                                ZoneReason.values()),
                                                        Objects.requireNonNullElse(drill.message(), "")))),
                                instant(drill.startedAt()),
                                instant(drill.until()),
                                instant(drill.endedAt()),
                                report(drill))));
    }

    /** Returns what the status is to say. */
    static DrillStatus status(DrillMemory memory) {
        DrillReport report = memory.report();
        return new DrillStatus(
                memory.order().isEmpty() ? null : memory.order(),
                memory.phase().word(),
                memory.outcome().map(outcome -> outcome.kind().word()).orElse(null),
                memory.outcome().map(outcome -> outcome.why().reason().word()).orElse(null),
                memory.outcome().map(outcome -> outcome.why().message()).orElse(null),
                memory.startedAt().map(Conditions::text).orElse(null),
                memory.until().map(Conditions::text).orElse(null),
                memory.endedAt().map(Conditions::text).orElse(null),
                report.services(),
                report.left(),
                report.trafficOffAfter().map(DurationText::of).orElse(null),
                report.replacedAfter().map(DurationText::of).orElse(null),
                report.homeAfter().map(DurationText::of).orElse(null),
                report.lowest()
                        .map(lowest -> new LowestReady(lowest.service(), lowest.ready(), lowest.replicas()))
                        .orElse(null),
                report.heldBack().isEmpty()
                        ? null
                        : report.heldBack().entrySet().stream()
                                .map(entry -> new NotEvacuated(entry.getKey(), entry.getValue()))
                                .toList());
    }

    private static DrillReport report(DrillStatus drill) {
        SortedMap<String, String> held = new TreeMap<>();
        Objects.requireNonNullElse(drill.notEvacuated(), List.<NotEvacuated>of())
                .forEach(service -> held.put(service.service(), Objects.requireNonNullElse(service.message(), "")));
        return new DrillReport(
                Objects.requireNonNullElse(drill.services(), 0),
                Objects.requireNonNullElse(drill.evacuated(), 0),
                duration(drill.trafficRemovedAfter()),
                duration(drill.replacedAfter()),
                duration(drill.returnedAfter()),
                Optional.ofNullable(drill.lowestReady())
                        .map(lowest -> new DrillReport.Lowest(lowest.service(), lowest.ready(), lowest.replicas())),
                held);
    }

    private static Optional<Instant> instant(String text) {
        return Optional.ofNullable(text).map(Instant::parse);
    }

    private static Optional<Duration> duration(String text) {
        return Optional.ofNullable(text).map(DurationText::parse);
    }
}
