package io.zonekeeper.controllers.zones;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import io.zonekeeper.api.v1alpha1.Zone;
import io.zonekeeper.api.v1alpha1.ZoneSpec;
import io.zonekeeper.api.v1alpha1.ZoneStatus;
import io.zonekeeper.core.DurationText;
import io.zonekeeper.core.cordon.Cordon;
import io.zonekeeper.core.cordon.CordonHistory;
import io.zonekeeper.core.cordon.ZoneDecision;
import io.zonekeeper.core.cordon.ZoneSituation;
import io.zonekeeper.core.evacuation.StackDecision.Cause;
import io.zonekeeper.core.health.ZoneMemory;
import io.zonekeeper.core.health.ZoneVerdict;
import io.zonekeeper.core.zone.Verdict;
import io.zonekeeper.core.zone.ZoneEntry;
import io.zonekeeper.kube.objects.Labels;

/** Reads Zone objects into the records that the guards and the judge work with. */
final class ZoneCordonFacts {
    private static final Duration DEFAULT_LEAD_TIME = Duration.ofHours(2);

    private ZoneCordonFacts() {}

    /** Returns what the guards check; of game days it says nothing yet. */
    static ZoneSituation situation(ZoneEntry entry, Optional<Zone> zone, ZoneVerdict zoneVerdict) {
        Optional<ZoneSpec> spec = zone.map(Zone::getSpec);
        Optional<ZoneStatus> status = zone.map(Zone::getStatus);
        return new ZoneSituation(
                zoneVerdict,
                entry.takingPods() > 0,
                spec.map(ZoneSpec::cordon).map(ZoneCordonFacts::manual),
                spec.map(ZoneSpec::closure).map(ZoneCordonFacts::closure),
                entry.nodes() > 0 && entry.unschedulable() == entry.nodes(),
                zone.flatMap(ZoneCordonFacts::failback)
                        .filter(asked ->
                                !status.map(ZoneStatus::lastHandledFailback).equals(Optional.of(asked)))
                        .isPresent(),
                Optional.empty(),
                status.map(ZoneStatus::cordon).flatMap(cordon -> standing(cordon, spec)),
                history(status));
    }

    /**
     * Returns what was decided of a zone, as its status records it.
     *
     * @param seen what this process sees of it: of that, only whether it is dark counts
     */
    static ZoneDecision decision(ZoneVerdict seen, Zone zone, Instant now) {
        ZoneStatus status = zone.getStatus();
        ZoneVerdict recorded = seen.recorded(
                verdict(status), instant(status.verdictSince()).orElse(now), instant(status.healthySince()));
        return new ZoneDecision(
                recorded,
                Optional.ofNullable(status.cordon())
                        .flatMap(cordon -> standing(cordon, Optional.ofNullable(zone.getSpec()))),
                Optional.empty(),
                history(Optional.of(status)));
    }

    /** Returns what a judge that has just begun recalls of a zone. */
    static ZoneMemory memory(ZoneStatus status, Instant now) {
        return ZoneMemory.recalled(
                        verdict(status),
                        instant(status.verdictSince()).orElse(now),
                        instant(status.healthySince()),
                        VerdictFields.bad(status),
                        now)
                .emptySince(instant(status.absentSince()));
    }

    /** Returns the value of the annotation that asks for the end of an automatic cordon. */
    static Optional<String> failback(Zone zone) {
        return Optional.ofNullable(zone.getMetadata().getAnnotations())
                .map(annotations -> annotations.get(Labels.FAILBACK));
    }

    /** Returns the verdict that stands in a status. */
    static Verdict verdict(ZoneStatus status) {
        return Verdict.of(status.verdict());
    }

    private static ZoneSituation.ManualCordon manual(ZoneSpec.Cordon cordon) {
        return new ZoneSituation.ManualCordon(
                cordon.reason(),
                instant(cordon.until()),
                Boolean.TRUE.equals(cordon.nodes()),
                Boolean.TRUE.equals(cordon.force()));
    }

    private static ZoneSituation.Closure closure(ZoneSpec.Closure closure) {
        return new ZoneSituation.Closure(
                Instant.parse(closure.at()),
                Optional.ofNullable(closure.leadTime()).map(DurationText::parse).orElse(DEFAULT_LEAD_TIME));
    }

    private static Optional<Cordon> standing(ZoneStatus.CordonStatus cordon, Optional<ZoneSpec> spec) {
        boolean nodes = spec.map(ZoneSpec::cordon).map(ZoneSpec.Cordon::nodes).orElse(false);
        return Arrays.stream(Cause.values())
                .filter(cause -> cause.word().equals(cordon.by()))
                .findFirst()
                .map(cause -> new Cordon(
                        cause,
                        Objects.requireNonNullElse(cordon.reason(), ""),
                        instant(cordon.since()).orElse(Instant.EPOCH),
                        instant(cordon.deadline()),
                        cause == Cause.MANUAL && nodes,
                        Optional.ofNullable(cordon.automatic())
                                .filter(beneath -> cause == Cause.MANUAL)
                                .map(ZoneCordonFacts::automatic)));
    }

    private static Cordon automatic(ZoneStatus.AutomaticCordon beneath) {
        return new Cordon(
                Cause.AUTOMATIC,
                Objects.requireNonNullElse(beneath.reason(), ""),
                instant(beneath.since()).orElse(Instant.EPOCH),
                Optional.empty(),
                false);
    }

    private static CordonHistory history(Optional<ZoneStatus> status) {
        List<Instant> cordons = status.map(ZoneStatus::automaticCordons).orElse(List.of()).stream()
                .map(Instant::parse)
                .toList();
        return new CordonHistory(cordons, status.map(ZoneStatus::returnedAt).map(Instant::parse));
    }

    private static Optional<Instant> instant(String text) {
        return Optional.ofNullable(text).map(Instant::parse);
    }
}
