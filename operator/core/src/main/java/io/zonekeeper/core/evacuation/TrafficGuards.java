package io.zonekeeper.core.evacuation;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import io.zonekeeper.core.Refusal;
import io.zonekeeper.core.reasons.Reason;
import io.zonekeeper.core.reasons.ServiceReason;

/**
 * Whether a zone's traffic may be taken off now.
 *
 * <p>It is asked for one zone after the other, and remembers to whom it said yes: what a zone may rely on are the zones
 * that had traffic before and still have it.
 */
final class TrafficGuards {
    /** How long before its end a closing zone is left like any other, whether or not its replacements are ready. */
    static final Duration HURRY = Duration.ofMinutes(5);

    private final EvacuationInput input;
    private final EvacuationTargets targets;
    private final Set<String> left = new HashSet<>();

    TrafficGuards(EvacuationInput input, EvacuationTargets targets) {
        this.input = input;
        this.targets = targets;
    }

    /** Returns when the end of a zone is so near that it is left in a hurry; empty unless the zone is closing. */
    static Optional<Instant> hurriesFrom(EvacuationZone zone) {
        return zone.leave()
                .filter(leave -> leave.cause() == StackDecision.Cause.CLOSURE)
                .flatMap(StackDecision.Leave::deadline)
                .map(deadline -> deadline.minus(HURRY));
    }

    /** Returns whether a zone that is to be left keeps its traffic because there is time: no refusal, but patience. */
    boolean patient(EvacuationZone zone) {
        StackDecision.Leave leave = zone.leave().orElseThrow();
        if (leave.cause() != StackDecision.Cause.CLOSURE || leave.dark()) {
            return false;
        }
        Optional<Instant> hurry = hurriesFrom(zone);
        if (hurry.isPresent() && !input.now().isBefore(hurry.get())) {
            return false;
        }
        return targets.roles().get(zone.zone()) == Role.REPLACED ? !targets.replaced(input.zones()) : hurry.isPresent();
    }

    /** Returns why a zone must keep its traffic; empty when it may be, and from now on is, left. */
    Optional<Refusal> refusal(EvacuationZone zone) {
        Optional<Refusal> refusal = noSlot(zone)
                .or(() -> lastZone(zone))
                .or(() -> lastReadyPod(zone))
                .or(() -> floor(zone));
        if (refusal.isEmpty()) {
            left.add(zone.zone());
        }
        return refusal;
    }

    private Optional<Refusal> noSlot(EvacuationZone zone) {
        return when(
                !input.switchable(zone),
                ServiceReason.NO_SLOT,
                "%s cannot be evacuated: it has no slot, so its traffic cannot be removed; raise the chart value slots, or delete unused Zones"
                        .formatted(zone.zone()));
    }

    private Optional<Refusal> lastZone(EvacuationZone zone) {
        if (input.zones().size() == 1) {
            return when(
                    true,
                    ServiceReason.ONLY_ZONE,
                    "%s cannot be evacuated: the service runs in no other zone; add a second zone"
                            .formatted(zone.zone()));
        }
        return when(
                !input.hasZoneToStayIn(),
                ServiceReason.ALL_ZONES_EVACUATING,
                "%s cannot be evacuated: every other zone with traffic is due for evacuation too; nothing is changed until one of the %d zones is usable"
                        .formatted(zone.zone(), input.zones().size()));
    }

    private Optional<Refusal> lastReadyPod(EvacuationZone zone) {
        return when(
                input.replicas() > 0 && answeringWithout(zone) == 0,
                ServiceReason.NO_READY_POD_ELSEWHERE,
                "%s cannot be evacuated: no zone that keeps traffic has a ready pod; check why the pods in %s are not ready"
                        .formatted(zone.zone(), others(zone)));
    }

    private Optional<Refusal> floor(EvacuationZone zone) {
        int floor = input.settings().floor(input.replicas());
        int ready = answeringWithout(zone);
        return when(
                !zone.dark() && ready < floor,
                ServiceReason.FLOOR_NOT_MET,
                "%s keeps its traffic for now: the other zones have %d ready pods, and zoneFailure.minReadyPercent %d of %d replicas requires %d; lower minReadyPercent to evacuate it sooner"
                        .formatted(zone.zone(), ready, input.settings().minReadyPercent(), input.replicas(), floor));
    }

    private int answeringWithout(EvacuationZone zone) {
        return remaining(zone).stream().mapToInt(EvacuationZone::answering).sum();
    }

    private String others(EvacuationZone zone) {
        return String.join(
                ", ",
                remaining(zone).stream().map(EvacuationZone::zone).sorted().toList());
    }

    private List<EvacuationZone> remaining(EvacuationZone zone) {
        return input.zones().stream()
                .filter(other -> input.served(other)
                        && !left.contains(other.zone())
                        && !other.zone().equals(zone.zone()))
                .toList();
    }

    private static Optional<Refusal> when(boolean bites, Reason reason, String message) {
        return bites ? Optional.of(new Refusal(reason, message)) : Optional.empty();
    }
}
