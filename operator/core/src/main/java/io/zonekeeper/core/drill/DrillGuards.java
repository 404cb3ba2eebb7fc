package io.zonekeeper.core.drill;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.stream.Stream;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.cordon.CordonPolicy;
import io.zonekeeper.core.cordon.CordonPolicy.Mode;
import io.zonekeeper.core.evacuation.StackDecision.Cause;
import io.zonekeeper.core.health.Explanation;
import io.zonekeeper.core.reasons.Reason;
import io.zonekeeper.core.reasons.ZoneReason;

/** What stands against beginning a drill, and what breaks one off. */
final class DrillGuards {
    private final SortedMap<String, DrillZone> zones;
    private final Map<String, DrillMemory> memories;
    private final Set<String> lost;
    private final CordonPolicy policy;
    private final Instant now;

    /**
     * Creates guards.
     *
     * @param zones all zones, by name
     * @param memories what is decided of drills so far
     * @param lost zones that are treated as lost so far
     * @param policy how far automatic cordons go
     * @param now the time
     */
    DrillGuards(
            SortedMap<String, DrillZone> zones,
            Map<String, DrillMemory> memories,
            Set<String> lost,
            CordonPolicy policy,
            Instant now) {
        this.zones = zones;
        this.memories = memories;
        this.lost = lost;
        this.policy = policy;
        this.now = now;
    }

    /** Returns why a drill is not begun. */
    Optional<Refusal> objection(DrillZone zone, DrillRequest order, List<DrillService> services, Instant end) {
        if (!now.isBefore(end)) {
            return refuse(
                    ZoneReason.MISSED,
                    "its time was over at %s before it could begin: set another spec.drill.at".formatted(end));
        }
        if (order.length().isZero() || order.length().isNegative()) {
            return refuse(ZoneReason.INVALID_DURATION, "spec.drill.duration must be longer than 0s");
        }
        return notJudged()
                .or(() -> when(
                        !zone.situation().usable(),
                        ZoneReason.NO_NODES,
                        "no node of the zone accepts pods: there is nothing to lose"))
                .or(() -> cordoned(zone))
                .or(() -> when(
                        !zone.healthy(),
                        ZoneReason.ZONE_NOT_HEALTHY,
                        "the zone itself is %s: %s".formatted(zone.verdict().word(), evidence(zone))))
                .or(() -> others(zone)
                        .map(this::trouble)
                        .flatMap(Optional::stream)
                        .findFirst())
                .or(() -> tooFewLeft(zone))
                .or(() -> when(
                        !lost.isEmpty() || anotherUnderWay(zone),
                        ZoneReason.ANOTHER_DRILL,
                        "another zone has a drill: start this one after it has ended"))
                .or(() -> services.stream()
                        .sorted(Comparator.comparing(DrillService::name))
                        .filter(service -> !service.leftOtherThan("").isEmpty())
                        .findFirst()
                        .map(service -> new Refusal(
                                ZoneReason.SERVICE_EVACUATED,
                                "%s is already evacuated from %s: wait until it has failed back"
                                        .formatted(service.name(), String.join(", ", service.leftOtherThan(""))))));
    }

    /** Returns why a running drill is broken off. */
    Optional<Refusal> breach(DrillZone zone, List<DrillService> services) {
        Optional<Cause> by = zone.cordonedBy(now);
        if (by.isPresent()) {
            return refuse(
                    ZoneReason.SUPERSEDED,
                    "the zone is already cordoned (%s)".formatted(by.get().word()));
        }
        if (!zone.drilled()) {
            return refuse(ZoneReason.SUPERSEDED, "its cordon was refused or ended");
        }
        return notJudged()
                .or(() -> when(
                        zone.troubled(now),
                        ZoneReason.ZONE_NOT_HEALTHY,
                        "the zone really became %s: %s".formatted(zone.verdict().word(), evidence(zone))))
                .or(() -> others(zone)
                        .map(this::trouble)
                        .flatMap(Optional::stream)
                        .findFirst())
                .or(() -> services.stream()
                        .sorted(Comparator.comparing(DrillService::name))
                        .map(service -> harmed(zone, service))
                        .flatMap(Optional::stream)
                        .findFirst());
    }

    /** Only a service that has left can have been harmed by the drill: one below its floor is not let go. */
    private static Optional<Refusal> harmed(DrillZone zone, DrillService service) {
        if (!service.leftOtherThan(zone.name()).isEmpty()) {
            return refuse(
                    ZoneReason.EVACUATED_FROM_OTHER_ZONE,
                    "%s is evacuated from %s as well"
                            .formatted(service.name(), String.join(", ", service.leftOtherThan(zone.name()))));
        }
        return when(
                service.left(zone.name()) && service.ready() < service.floor(),
                ZoneReason.BELOW_FLOOR,
                "%s has %d ready pods in traffic, and zoneFailure.minReadyPercent requires %d"
                        .formatted(service.name(), service.ready(), service.floor()));
    }

    private Optional<Refusal> notJudged() {
        return when(
                policy.mode() == Mode.DISABLED,
                ZoneReason.NOT_JUDGED,
                "spec.mode of the policy is Disabled: failures during a drill would not be detected");
    }

    private Optional<Refusal> cordoned(DrillZone zone) {
        return zone.cordonedBy(now)
                .or(() -> zone.drilled() ? Optional.of(Cause.DRILL) : Optional.empty())
                .map(cause -> new Refusal(
                        ZoneReason.ZONE_CORDONED, "%s is cordoned (%s)".formatted(zone.name(), cause.word())));
    }

    /** A zone without nodes that is not cordoned plays no part. */
    private Optional<Refusal> trouble(DrillZone other) {
        Optional<Refusal> cordoned = cordoned(other);
        if (cordoned.isPresent() || !other.situation().usable()) {
            return cordoned;
        }
        return when(
                other.troubled(now),
                ZoneReason.OTHER_ZONE_NOT_HEALTHY,
                "%s is %s: %s".formatted(other.name(), other.verdict().word(), evidence(other)));
    }

    private Optional<Refusal> tooFewLeft(DrillZone zone) {
        long healthy = others(zone)
                .filter(other -> other.situation().usable() && other.healthy())
                .count();
        return when(
                healthy < policy.minHealthyZones(),
                ZoneReason.MIN_HEALTHY_ZONES,
                "%d other Healthy zones would remain and limits.minHealthyZones is %d"
                        .formatted(healthy, policy.minHealthyZones()));
    }

    private boolean anotherUnderWay(DrillZone zone) {
        return memories.entrySet().stream()
                .anyMatch(entry -> !entry.getKey().equals(zone.name())
                        && (entry.getValue().phase() == DrillPhase.RUNNING
                                || entry.getValue().phase() == DrillPhase.RETURNING));
    }

    private Stream<DrillZone> others(DrillZone zone) {
        return zones.values().stream()
                .filter(other -> !other.name().equals(zone.name()))
                .filter(other -> !policy.removed(other.situation(), now));
    }

    private static String evidence(DrillZone zone) {
        return Explanation.evidence(zone.situation().zoneVerdict());
    }

    private static Optional<Refusal> refuse(Reason reason, String message) {
        return Optional.of(new Refusal(reason, message));
    }

    private static Optional<Refusal> when(boolean bites, Reason reason, String message) {
        return bites ? refuse(reason, message) : Optional.empty();
    }
}
